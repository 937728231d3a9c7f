"""REST: what is new for you, in all rooms at once."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from chatapp import messages
from chatapp.api.dependencies import CurrentActor, CurrentChat
from chatapp.api.drafts import ListedDraftOut, listed_draft_out
from chatapp.api.mentions import MentionedOut, mentioned_out
from chatapp.api.rooms import RoomOut, room_out
from chatapp.api.saved import SavedOut, saved_out

router = APIRouter(prefix="/me/home", tags=["me"])


class PreviewOut(BaseModel):
    """The beginning of a message as plain text."""

    number: int = Field(examples=[57])
    author_uuid: UUID
    author_name: str = Field(examples=["Ada Lovelace"])
    words: str = Field(examples=["Deploying in five"])
    created_at: datetime


class UnreadRoomOut(BaseModel):
    """A room with unread messages that isn't muted, and its last two messages."""

    room: RoomOut
    messages: list[PreviewOut]


class HomeOut(BaseModel):
    """What's new for you. ``rooms``: up to 20, the newest first; the other lists have up to five entries each."""

    unread: int = Field(description="Unread messages in all rooms that aren't muted.")
    unread_mentions: int = Field(description="How many of them mention you.")
    rooms: list[UnreadRoomOut]
    mentions: list[MentionedOut] = Field(description="Unread messages that mention you, in muted rooms too.")
    drafts: list[ListedDraftOut]
    saved: list[SavedOut] = Field(description="Messages you keep for later and aren't done with.")


@router.get("", summary="What's new for you")
async def home(chat: CurrentChat, actor: CurrentActor) -> HomeOut:
    """Return your unread rooms with their last messages, unread mentions, drafts and saved messages."""
    async with chat.reading() as session:
        found = await messages.home(session, actor=actor)
    return HomeOut(
        unread=found.unread,
        unread_mentions=found.unread_mentions,
        rooms=[
            UnreadRoomOut(
                room=room_out(one.room),
                messages=[PreviewOut.model_validate(said, from_attributes=True) for said in one.messages],
            )
            for one in found.rooms
        ],
        mentions=[mentioned_out(one) for one in found.left_to_do.mentions],
        drafts=[listed_draft_out(one) for one in found.left_to_do.drafts],
        saved=[saved_out(one) for one in found.left_to_do.saved],
    )
