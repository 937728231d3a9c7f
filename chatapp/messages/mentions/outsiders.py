"""Who is named in a text and not in the room: they are not mentioned, and the author may want to add them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy import select as select_columns
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.accounts.directory import PersonView
from chatapp.identity import Actor
from chatapp.messages.mentions.names import NONE, names_in
from chatapp.messages.mentions.resolving import batched_keys
from chatapp.rooms.access import require_open_membership
from chatapp.storage.database import rows_of
from models import Account, Membership
from models.account import shown_name

AT_MOST = 10  # people


async def outsiders(session: AsyncSession, *, actor: Actor, room_uuid: UUID, body: str) -> list[PersonView]:
    """Return the active people that a text names and that are not in the room, in the text's order, at most ten.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member.
    """
    names = names_in(body)
    if names is NONE or not names.person_keys:
        return []
    room, _ = await require_open_membership(session, actor, room_uuid)
    by_key = {row.username_key: row for row in await _named(session, room.home_id, names.person_keys)}
    found: dict[UUID, PersonView] = {}
    for keys in names.people:
        known = [by_key[key] for key in keys if key in by_key]
        if known and not any(row.is_member for row in known):
            found.setdefault(known[0].uuid, _view(known[0]))
    return list(found.values())[:AT_MOST]


async def _named(session: AsyncSession, room_id: int | None, keys: set[str]) -> Sequence[Row[Any]]:
    columns: list[Any] = [
        *(col(getattr(Account, name)) for name in ("uuid", "username", "username_key")),
        *(col(getattr(Account, name)) for name in ("first_name", "last_name", "avatar")),
        col(Membership.room_id).is_not(None).label("is_member"),
    ]
    is_its = (col(Membership.account_id) == Account.id) & (col(Membership.room_id) == room_id)
    query = select_columns(*columns).join(Membership, is_its, isouter=True).where(col(Account.is_active))
    found: list[Row[Any]] = []
    for some in batched_keys(keys):
        found += await rows_of(session, query.where(col(Account.username_key).in_(some)))
    return found


def _view(row: Row[Any]) -> PersonView:
    return PersonView(row.uuid, row.username, shown_name(row.first_name, row.last_name, row.username), row.avatar)
