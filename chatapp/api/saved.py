"""REST: messages you keep for later."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from chatapp import messages
from chatapp.api.bodies import RequestBody
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathNumber, PathUuid
from chatapp.api.message_out import MessageOut, message_out
from chatapp.api.messages import Limit
from chatapp.messages import SavedView
from chatapp.storage.paging import PAGE

router = APIRouter(prefix="/me/saved", tags=["saved"])

After = Annotated[str, Query(max_length=40, description="`next` of the previous page.")]


class SavedOut(BaseModel):
    """A message you keep for later. ``done_at``: when you were done with it, or null."""

    room_uuid: UUID
    room_name: str = Field(examples=["Deploys"])
    message: MessageOut
    saved_at: datetime
    done_at: datetime | None


class SavedPageOut(BaseModel):
    """A page of saved messages, the last saved first. ``next``: pass it as ``after``; null at the end."""

    saved: list[SavedOut]
    next: str | None


class SavedChange(RequestBody):
    """What to say of it."""

    is_done: bool | None = Field(default=None, description="Whether you are done with it. Left out, that stays.")


@router.get("", summary="Your saved messages")
async def list_saved(
    chat: CurrentChat, actor: CurrentActor, is_done: bool = False, after: After = "", limit: Limit = PAGE
) -> SavedPageOut:
    """List the messages you keep for later, or those you are done with; only those you may read now."""
    async with chat.reading() as session:
        page = await messages.all_saved(session, actor=actor, is_done=is_done, after=after, limit=limit)
    return SavedPageOut(saved=[saved_out(one) for one in page.items], next=page.next)


def saved_out(one: SavedView) -> SavedOut:
    """Return a saved message."""
    return SavedOut(
        room_uuid=one.room.uuid,
        room_name=one.room.name,
        message=message_out(one.message),
        saved_at=one.saved_at,
        done_at=one.done_at,
    )


@router.put("/{room_uuid}/{number}", status_code=204, summary="Save a message")
async def put(
    chat: CurrentChat,
    actor: CurrentActor,
    room_uuid: PathUuid,
    number: PathNumber,
    change: SavedChange | None = None,
) -> Response:
    """Keep a message for later, or say that you are done with it. Only you can see it."""
    is_done = change.is_done if change else None
    async with chat.changing(actor) as work:
        await messages.save(work, actor=actor, room_uuid=room_uuid, number=number, is_done=is_done)
    return Response(status_code=204)


@router.delete("/{room_uuid}/{number}", status_code=204, summary="Remove a saved message")
async def delete(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, number: PathNumber) -> Response:
    """Take a message off your list. The message itself stays."""
    async with chat.changing(actor) as work:
        await messages.unsave(work, actor=actor, room_uuid=room_uuid, number=number)
    return Response(status_code=204)
