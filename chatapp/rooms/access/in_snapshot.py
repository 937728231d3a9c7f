"""The right to read in a room, asked for in a snapshot: one row of three numbers; only who is refused pays for more."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam
from sqlalchemy.orm import Session
from sqlmodel import col

from chatapp.errors import ChatError, Forbidden, NotFound
from chatapp.identity import Actor
from chatapp.rooms.access.memberships import select_open_memberships
from chatapp.rooms.access.rights import CLOSED, JOIN, ROOM_AND_MEMBERSHIP
from chatapp.storage.fixed_statement import FixedStatement
from chatapp.storage.replica import monotonic_reads
from chatapp.storage.snapshot import Snapshot
from models import Account, Room

READABLE = FixedStatement(
    select_open_memberships(col(Room.id), col(Room.revision), col(Room.last_number)).where(
        col(Room.uuid) == bindparam("room_uuid"), col(Account.id) == bindparam("actor_id")
    )
)


def readable_room(snapshot: Snapshot, *, actor: Actor, room_uuid: UUID) -> Any:
    """Return the ``id``, ``revision`` and ``last_number`` of an open room that the actor is an active member of.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the room is listed and the actor has not joined, or it is their own and closed.
    """
    asked = {"actor_id": actor.account_id, "room_uuid": room_uuid}
    room = READABLE.first(snapshot.connection, asked)
    if room is None:
        raise _refusal(snapshot, asked)
    monotonic_reads.check(snapshot, room_uuid, room.revision)
    return room


def _refusal(snapshot: Snapshot, asked: Mapping[str, Any]) -> ChatError:
    """Return why the actor may not read in a room: only who is refused pays for the whole room."""
    with Session(snapshot.connection) as session:
        row = session.execute(ROOM_AND_MEMBERSHIP, asked).first()
    if row is None or not row[0].can_be_seen_by(row[1]):
        return NotFound()
    monotonic_reads.check(snapshot, row[0].uuid, row[0].revision)
    return Forbidden(JOIN if row[1] is None else CLOSED)
