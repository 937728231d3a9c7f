"""Lines in which Chatapp says what happened in a room: who joined, left, was added, what it is called and about now.

They are messages of another kind than text, written in the transaction of what they tell, under the room's next number
and revision: so every page has them at their place, and misses none. They name people by account, so that names stay
right; ``body`` is the rest of the sentence.
"""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.events import Mention as MentionView
from chatapp.events import MessageChanged, MessageView, room_topic
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account, Mention, MentionKind, Message, MessageKind, Room
from models.utc_datetime import now

NAMED: Final = 3  # people named in a line; the others are counted
JOINED, LEFT, REMOVED, ADDED, PINNED = "joined", "left", "was removed", "added", "pinned a message"


async def tell_joined(work: UnitOfWork, room: Room, account_id: int) -> int:
    """Say that somebody came by themselves; returns the line's number. Announces MessageChanged."""
    return await _tell(work, room, account_id, MessageKind.JOINED, JOINED)


async def tell_left(work: UnitOfWork, room: Room, account_id: int, *, is_removed: bool = False) -> None:
    """Say that somebody is no longer a member. Announces MessageChanged."""
    await _tell(work, room, account_id, MessageKind.LEFT, REMOVED if is_removed else LEFT)


async def tell_added(work: UnitOfWork, room: Room, account_id: int, added: Sequence[Account]) -> int:
    """Say in one line whom somebody added; returns its number. Announces MessageChanged."""
    return await _tell(work, room, account_id, MessageKind.ADDED, ADDED, added)


async def tell_renamed(work: UnitOfWork, room: Room, account_id: int, former: str) -> None:
    """Say what the room was called, and is called now. Announces MessageChanged."""
    await _tell(work, room, account_id, MessageKind.RENAMED, f"renamed this room from “{former}” to “{room.name}”")


async def tell_described(work: UnitOfWork, room: Room, account_id: int) -> None:
    """Say what the room's description is now. Announces MessageChanged."""
    what = f"changed the description to “{room.description}”" if room.description else "removed the description"
    await _tell(work, room, account_id, MessageKind.DESCRIBED, what)


def sentence(author: str, body: str, mentions: Sequence[MentionView]) -> str:
    """Return what a line says, with people's names as they are now."""
    added = [mention.name for mention in mentions if mention.kind == MentionKind.ADDED]
    return f"{author} {body} {listed(added)}".rstrip()


def listed(names: Sequence[str]) -> str:
    """Return a list of names: "Bo", "Bo and Cy", "Bo, Cy, Di and 7 others"."""
    shown, others = list(names[:NAMED]), len(names) - NAMED
    if others > 0:
        return f"{', '.join(shown)} and {others:,} {'other' if others == 1 else 'others'}"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


async def insert_line(
    work: UnitOfWork,
    room: Room,
    account_id: int,
    kind: MessageKind,
    body: str,
    added: Sequence[Account] = (),
    reply_to: int | None = None,
) -> Message:
    """Write a line under the room's next number and revision; announces nothing."""
    await work.session.flush()
    revision, number = await _next_numbers(work, room)
    line = Message(
        room_id=room.id,
        number=number,
        revision=revision,
        author_id=account_id,
        client_message_id=str(uuid4()),
        kind=kind,
        reply_to=reply_to,
        body=body,
        created_at=now(),
    )
    work.session.add(line)
    await work.session.flush()
    work.session.add_all(
        Mention(message_id=line.id, room_id=room.id, number=number, kind=MentionKind.ADDED, account_id=account.id)
        for account in added
    )
    await work.session.flush()
    return line


async def _next_numbers(work: UnitOfWork, room: Room) -> tuple[int, int]:
    """Take a room's next revision and number; the row lock keeps them without gaps."""
    counted = await work.session.exec(
        update(Room)
        .where(col(Room.id) == room.id)
        .values(revision=col(Room.revision) + 1, last_number=col(Room.last_number) + 1)
        .returning(col(Room.revision), col(Room.last_number))
        .execution_options(synchronize_session=False)
    )
    revision, number = counted.one()
    set_committed_value(room, "revision", revision)
    set_committed_value(room, "last_number", number)
    return revision, number


async def _tell(
    work: UnitOfWork, room: Room, account_id: int, kind: MessageKind, body: str, added: Sequence[Account] = ()
) -> int:
    line = await insert_line(work, room, account_id, kind, body, added)
    author = await work.session.get_one(Account, account_id)
    previous_uuid, previous_at = await _previous(work.session, room.id, line.number)
    mentions = tuple(MentionView(MentionKind.ADDED, one.uuid, one.username, one.name) for one in added)
    view = MessageView(
        room_uuid=room.uuid,
        number=line.number,
        revision=line.revision,
        author_uuid=author.uuid,
        author_username=author.username,
        author_name=author.name,
        author_avatar=author.avatar,
        client_message_id=line.client_message_id,
        body=sentence(author.name, body, mentions),
        created_at=line.created_at,
        previous_author_uuid=previous_uuid,
        previous_at=previous_at,
        kind=kind,
        mentions=mentions,
        is_by_bot=author.is_bot,
    )
    work.announce(room_topic(room.uuid), MessageChanged(view))
    return line.number


async def _previous(session: AsyncSession, room_id: int, number: int) -> tuple[UUID | None, Any]:
    """Return the author of the message before, if somebody wrote it, and its time."""
    query = (
        select(Account.uuid, Message.kind, Message.created_at)
        .join(Message, col(Message.author_id) == Account.id)
        .where(Message.room_id == room_id, Message.number == number - 1)
    )
    if (row := (await session.exec(query)).first()) is None:
        return None, None
    uuid, kind, at = row
    return (uuid if kind == MessageKind.TEXT else None), at
