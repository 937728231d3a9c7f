"""Following threads: their messages count as unread for a person, and concern them."""

from functools import partial
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import alerts
from chatapp.errors import Invalid, NotFound
from chatapp.events import FollowingChanged, MembershipChanged, account_topic
from chatapp.identity import Actor
from chatapp.messages.replies import thread_replies
from chatapp.rooms.access import require_open_membership
from chatapp.storage.unit_of_work import UnitOfWork
from models import Membership, Room
from models.utc_datetime import now

OF_THREAD = "This is a thread. Follow it, or all new threads of its room."


async def follow(work: UnitOfWork, *, actor: Actor, thread_uuid: UUID) -> None:
    """Follow a thread, read as far as it goes by now; doing so twice is no error. Announces FollowingChanged.

    Raises:
        NotFound: there is no such thread, or the actor may not see it.
        Forbidden: its room is closed.
    """
    thread = await _thread(work.session, actor, thread_uuid)
    connection = await work.session.connection()
    row = await connection.run_sync(thread_replies.select_thread, thread.id)
    following = partial(thread_replies.follow, work, read=thread.last_number)
    await connection.run_sync(following, row, [actor.account_id], now())


async def unfollow(work: UnitOfWork, *, actor: Actor, thread_uuid: UUID) -> None:
    """Stop following a thread; what has been said in it by now is read. Announces FollowingChanged.

    In Activity it is read, but for what names the actor: announces AlertsRead if there was something.
    Whoever replies in it, or is mentioned there, follows it again. Raises as `follow`.
    """
    thread = await _thread(work.session, actor, thread_uuid)
    own = await work.session.get(Membership, (thread.id, actor.account_id))
    if own is None or not own.follows:
        return
    parent = await work.session.get_one(Room, thread.parent_id)
    own.follows, own.seen_revision = False, parent.revision
    await alerts.note_unfollowed(work, actor.account_id, thread.id)
    work.session.add(own)
    event = FollowingChanged(thread.uuid, parent.uuid, actor.account_id, follows=False)
    work.announce(account_topic(actor.account_id), event)


async def follow_new(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, follows: bool) -> None:
    """Follow all new threads of a room from now on, or stop. Announces MembershipChanged to the actor's own pages.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member, or the room is closed.
        Invalid: it is a thread.
    """
    room, membership = await require_open_membership(work.session, actor, room_uuid)
    if room.is_thread:
        raise Invalid({"room_uuid": OF_THREAD})
    membership.follows = follows
    work.session.add(membership)
    work.announce(account_topic(actor.account_id), MembershipChanged(room.uuid, actor.account_id))


async def _thread(session: AsyncSession, actor: Actor, thread_uuid: UUID) -> Room:
    room, _ = await require_open_membership(session, actor, thread_uuid)
    if not room.is_thread:
        raise NotFound
    return room
