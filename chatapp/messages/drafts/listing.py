"""All drafts of a person, with the rooms they are in, as far as the person may still know of them."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import rooms
from chatapp.identity import Actor, is_active
from chatapp.messages.drafts.service import DraftView
from chatapp.rooms import RoomView
from chatapp.storage.fixed_statement import FixedStatement
from chatapp.storage.paging import AT_MOST
from chatapp.storage.snapshot import Snapshot
from models import Draft, Removal, Room

ROOMS = FixedStatement(  # asked for every page
    select(Room.uuid)
    .join(Draft, col(Draft.room_id) == Room.id)
    .where(col(Draft.account_id) == bindparam("actor_id"), is_active())
    .where((col(Draft.body) != "") | (col(Draft.other_body) != ""))
    .order_by(col(Draft.written_at).desc(), col(Draft.room_id))
    .limit(AT_MOST)
)


@dataclass(frozen=True, slots=True)
class ListedDraft:
    """A draft and its room. ``room``: None if the person may no longer know of it.

    ``room_name``: the room's name; if they may no longer know it, what it was when they were removed, or empty.
    """

    draft: DraftView
    room: RoomView | None
    room_name: str


async def all_drafts(session: AsyncSession, *, actor: Actor) -> list[ListedDraft]:
    """Return the actor's drafts, the last written first, at most 200. Those in rooms they have left are theirs, too."""
    found = await session.exec(
        select(Draft, Room.uuid)
        .join(Room, col(Room.id) == Draft.room_id)
        .where(Draft.account_id == actor.account_id, is_active(actor))
        .where((col(Draft.body) != "") | (col(Draft.other_body) != ""))
        .order_by(col(Draft.written_at).desc(), col(Draft.room_id))
        .limit(AT_MOST)
    )
    drafts = found.all()
    ids = [draft.room_id for draft, _ in drafts]
    known = {room.room_id: room for room in await rooms.visible_among(session, actor=actor, room_ids=ids)}
    names = await _names_known(session, actor, [room_id for room_id in ids if room_id not in known])
    return [
        ListedDraft(
            DraftView.of(room_uuid, draft),
            known.get(draft.room_id),
            known[draft.room_id].name if draft.room_id in known else names.get(draft.room_id, ""),
        )
        for draft, room_uuid in drafts
    ]


def rooms_with_drafts(snapshot: Snapshot, *, actor: Actor) -> frozenset[UUID]:
    """Return the rooms of the drafts that `all_drafts` returns."""
    return frozenset(row.uuid for row in ROOMS.rows(snapshot.connection, {"actor_id": actor.account_id}))


async def _names_known(session: AsyncSession, actor: Actor, room_ids: list[int]) -> dict[int, str]:
    if not room_ids:
        return {}
    found = await session.exec(
        select(Removal.room_id, Removal.room_name).where(
            Removal.account_id == actor.account_id, col(Removal.room_id).in_(room_ids)
        )
    )
    return dict(found.all())
