"""REST: where you are mentioned."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from chatapp import messages
from chatapp.api.dependencies import CurrentActor, CurrentChat
from chatapp.api.message_out import MessageOut, message_out
from chatapp.api.messages import Limit
from chatapp.messages import MentionView
from chatapp.storage.paging import PAGE
from chatapp.web.parameters import LARGEST

router = APIRouter(prefix="/me/mentions", tags=["me"])

After = Annotated[int | None, Query(ge=1, le=LARGEST, description="`next` of the previous page.")]


class MentionedOut(BaseModel):
    """A message that mentions you, by name or with everyone."""

    room_uuid: UUID
    room_name: str = Field(examples=["Deploys"])
    message: MessageOut
    is_unread: bool


class MentionsOut(BaseModel):
    """A page of mentions, the newest first. ``next``: pass it as ``after``; null at the end."""

    mentions: list[MentionedOut]
    next: int | None


@router.get("", summary="Your mentions")
async def list_mentions(
    chat: CurrentChat, actor: CurrentActor, after: After = None, limit: Limit = PAGE
) -> MentionsOut:
    """List the messages that mention you in the rooms you are a member of now."""
    async with chat.reading() as session:
        page = await messages.mentioned(session, actor=actor, after=after, limit=limit)
    return MentionsOut(mentions=[mentioned_out(one) for one in page.items], next=page.next)


def mentioned_out(one: MentionView) -> MentionedOut:
    """Return a mention."""
    message, room = message_out(one.message), one.room
    return MentionedOut(room_uuid=room.uuid, room_name=room.name, message=message, is_unread=one.is_unread)
