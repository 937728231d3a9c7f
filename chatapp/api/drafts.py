"""REST: what you have typed and not sent, the same on all your devices."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from chatapp import messages
from chatapp.api import limits
from chatapp.api.bodies import RequestBody
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathUuid
from chatapp.messages import ListedDraft
from chatapp.messages.replies.quotes import LARGEST

router = APIRouter(prefix="/me/drafts", tags=["drafts"])


class DraftOut(BaseModel):
    """A draft. After sending or deleting it, the body is empty and the revision has gone up."""

    room_uuid: UUID
    body: str = Field(examples=["Deploying in fi"])
    other_body: str = Field(description="What another device had typed meanwhile, or empty.")
    reply_to: int | None = Field(description="The number of the message in this room that it answers.")
    revision: int = Field(examples=[3], description="0 if there has never been one.")
    written_at: datetime | None


class ListedDraftOut(DraftOut):
    """A draft and its room's name, which is empty if you may no longer know it."""

    room_name: str = Field(examples=["Deploys"])


class DraftChange(RequestBody):
    """A draft as it is now. Fields you leave out stay as they are, except ``reply_to``."""

    body: str = Field(json_schema_extra=limits.DRAFT, examples=["Deploying in five"])
    revision: int = Field(ge=0, lt=LARGEST, examples=[3], description="What the text is based on; 0 for none.")
    other_body: str | None = Field(default=None, json_schema_extra=limits.OTHER_DRAFT)
    reply_to: int | None = Field(default=None, ge=1, le=LARGEST)


@router.get("", summary="Your drafts")
async def list_drafts(chat: CurrentChat, actor: CurrentActor) -> list[ListedDraftOut]:
    """List your drafts, the last written first, up to 200. Those in rooms you have left are still yours."""
    async with chat.reading() as session:
        found = await messages.all_drafts(session, actor=actor)
    return [listed_draft_out(one) for one in found]


def listed_draft_out(one: ListedDraft) -> ListedDraftOut:
    """Return a draft with its room's name."""
    draft = DraftOut.model_validate(one.draft, from_attributes=True)
    return ListedDraftOut(**draft.model_dump(), room_name=one.room_name)


@router.get("/{room_uuid}", summary="Your draft in a room")
async def get(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid) -> DraftOut:
    """Return your draft in a room; its body is empty if there is none."""
    async with chat.reading() as session:
        draft = await messages.drafts.get(session, actor=actor, room_uuid=room_uuid)
    return DraftOut.model_validate(draft, from_attributes=True)


@router.put("/{room_uuid}", summary="Write your draft in a room")
async def put(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, change: DraftChange) -> DraftOut:
    """Keep what you have typed. If it has changed since `revision`, or was sent: 409, with the newer `draft`."""
    async with chat.changing(actor) as work:
        draft = await messages.drafts.put(work, actor=actor, room_uuid=room_uuid, **change.model_dump())
    return DraftOut.model_validate(draft, from_attributes=True)


@router.delete("/{room_uuid}", status_code=204, summary="Delete your draft in a room")
async def delete(
    chat: CurrentChat,
    actor: CurrentActor,
    room_uuid: PathUuid,
    revision: Annotated[int | None, Query(ge=0, le=LARGEST, description="Only if it is still this one.")] = None,
) -> Response:
    """Delete your draft in a room. A device that missed this can't bring it back."""
    async with chat.changing(actor) as work:
        await messages.drafts.discard(work, actor=actor, room_uuid=room_uuid, revision=revision)
    return Response(status_code=204)
