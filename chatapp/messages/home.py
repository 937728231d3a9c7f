"""What is new or left to do for a person, in all their rooms at once: what they come back to."""

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import rooms
from chatapp.identity import Actor
from chatapp.messages.drafts import ListedDraft, all_drafts
from chatapp.messages.mentions.listing import MentionView, mentioned
from chatapp.messages.previews import MessagePreview, latest
from chatapp.messages.saved import SavedView, all_saved
from chatapp.rooms import RoomView
from chatapp.storage.snapshot import within

ROOMS = 20  # unread rooms
EACH = 5  # of each list beside them
DEPTH = 50  # mentions that are looked through for unread ones


@dataclass(frozen=True, slots=True)
class HomeRoom:
    """An unread room that is not muted, and its last words."""

    room: RoomView
    messages: list[MessagePreview]


@dataclass(frozen=True, slots=True)
class LeftToDo:
    """The first of each list: unread mentions in any room, drafts, and what is saved for later."""

    mentions: list[MentionView]
    drafts: list[ListedDraft]
    saved: list[SavedView]


@dataclass(frozen=True, slots=True)
class Home:
    """All of it. ``rooms``: those with the newest words first; ``unread``: messages in all rooms that count."""

    rooms: list[HomeRoom]
    left_to_do: LeftToDo
    unread: int
    unread_mentions: int


async def left_to_do(session: AsyncSession, *, actor: Actor) -> LeftToDo:
    """Return the actor's unread mentions, drafts and saved messages, at most five each, the newest first."""
    mentions = (await mentioned(session, actor=actor, limit=DEPTH)).items
    drafts = await all_drafts(session, actor=actor)
    saved = (await all_saved(session, actor=actor, is_done=False, limit=EACH)).items
    return LeftToDo([one for one in mentions if one.is_unread][:EACH], drafts[:EACH], saved)


async def home(session: AsyncSession, *, actor: Actor) -> Home:
    """Return what is new for the actor: at most twenty unread rooms, and what `left_to_do` returns."""
    joined = await within(session, rooms.joined, actor=actor)
    unread = [room for room in joined if room.unread and not room.is_muted]
    said = await latest(session, actor=actor, room_uuids=[room.uuid for room in unread])
    found = [HomeRoom(room, said.get(room.uuid, [])) for room in unread]
    return Home(
        sorted(found, key=_said_at, reverse=True)[:ROOMS],
        await left_to_do(session, actor=actor),
        sum(room.unread for room in unread),
        sum(room.unread_mentions for room in unread),
    )


def _said_at(one: HomeRoom) -> float:
    return one.messages[-1].created_at.timestamp() if one.messages else 0.0
