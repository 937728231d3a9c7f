"""The first members of a room, whose hues are told apart."""

from uuid import UUID

from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import col

from chatapp.identity import Actor
from chatapp.rooms.access import readable_room
from chatapp.rooms.hues import AT_FIRST, apart
from chatapp.storage.fixed_statement import FixedStatement
from chatapp.storage.snapshot import Snapshot
from models import Account, Membership

FIRST = FixedStatement(
    select_columns(col(Account.uuid))
    .select_from(Membership)
    .join(Account, col(Account.id) == Membership.account_id)
    .where(col(Membership.room_id) == bindparam("room_id"))
    .order_by(col(Membership.joined_at), col(Membership.account_id))
    .limit(AT_FIRST)
)


def hues_apart(snapshot: Snapshot, *, actor: Actor, room_uuid: UUID) -> dict[UUID, int]:
    """Return the hues of the twelve who have been members for longest, all different, the same for every reader.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member.
    """
    room = readable_room(snapshot, actor=actor, room_uuid=room_uuid)
    return apart(row.uuid for row in FIRST.rows(snapshot.connection, {"room_id": room.id}))
