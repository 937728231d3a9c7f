"""The thread of a message, made when somebody first wants it."""

from dataclasses import dataclass
from functools import partial
from typing import Final
from uuid import UUID

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import Invalid, NotFound
from chatapp.identity import Actor
from chatapp.messages import revision
from chatapp.messages.replies.thread_copies import thread_of_copy
from chatapp.messages.replies.thread_names import name_of
from chatapp.messages.replies.thread_replies import ThreadRow, follow
from chatapp.rooms.access import require_open_membership
from chatapp.storage.unit_of_work import UnitOfWork
from models import Membership, Message, MessageKind, Room, Visibility
from models.utc_datetime import now

MARK: Final = "\ue001"  # a character that no room's name may have begins the key
NESTED: Final = "A message in a thread can't have a thread of its own. Reply in this one."
DELETED: Final = "This message was deleted, so you can't begin a thread on it."
A_LINE: Final = "Only messages that people wrote can have threads."


@dataclass(frozen=True, slots=True)
class Begun:
    """A message's thread. ``is_new``: it was made just now."""

    room_uuid: UUID
    is_new: bool


async def begin(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, number: int) -> Begun:
    """Return the thread of a message; make it the first time. Two who begin it at once get the same.

    A message that was said in a thread and in the room as well has that thread.
    Its followers are the message's author, the actor, and whoever follows all new threads of the room; in a direct
    chat everybody. Announces MessageChanged of the message, and FollowingChanged to each follower.

    Raises:
        NotFound: there is no such room or message, or the actor may not see it.
        Forbidden: the actor is not a member, or the room is closed.
        Invalid: the room is a thread itself, or the message was deleted or is a line by Chatapp, and has no thread.
    """
    room, _ = await require_open_membership(work.session, actor, room_uuid)
    if room.is_thread:
        raise Invalid({"number": NESTED})
    existing = select(Room.uuid).where(Room.parent_id == room.id, Room.root_number == number)
    if (found := (await work.session.exec(existing)).first()) is not None:
        return Begun(found, is_new=False)
    root = await revision.find(work.session, room_uuid, number)
    if root is None:
        raise NotFound
    if root.deleted_at is not None:
        raise Invalid({"number": DELETED})
    if root.kind != MessageKind.TEXT:
        raise Invalid({"number": A_LINE})
    if (origin := await thread_of_copy(work.session, root)) is not None:
        return Begun(origin.uuid, is_new=False)
    thread = await _make(work, actor, room, root)
    row = ThreadRow(thread.id, thread.uuid, room.id, room.uuid, number)
    people = await _first_followers(work.session, room, {root.author_id, actor.account_id})
    connection = await work.session.connection()
    await connection.run_sync(partial(follow, work), row, people, now(), read=0)
    await revision.change(work, root, room_uuid)
    return Begun(thread.uuid, is_new=True)


async def _make(work: UnitOfWork, actor: Actor, room: Room, root: Message) -> Room:
    thread = Room(
        name=name_of(root.body),
        name_key=f"{MARK}{room.id}:{root.number}",
        visibility=Visibility.THREAD,
        created_by_id=actor.account_id,
        slow_mode=room.slow_mode,
        parent_id=room.id,
        root_number=root.number,
    )
    work.session.add(thread)
    await work.session.flush()
    return thread


async def _first_followers(session: AsyncSession, room: Room, concerned: set[int]) -> list[int]:
    people = select(Membership.account_id).where(Membership.room_id == room.id)
    if not room.is_direct:
        people = people.where(or_(col(Membership.account_id).in_(concerned), col(Membership.follows)))
    return list((await session.exec(people)).all())
