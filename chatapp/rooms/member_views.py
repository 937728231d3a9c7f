"""Members as others see them: how many a room has, the names of direct chats, and who removed somebody from a room."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, bindparam, func
from sqlalchemy import select as select_columns
from sqlmodel import col

from chatapp import text
from chatapp.identity import Actor
from chatapp.rooms.access import AT_ONCE
from chatapp.storage.fixed_statement import FixedStatement
from chatapp.storage.snapshot import Snapshot
from models import Account, Membership, Removal, Room, Status, Visibility
from models.account import current_status, shown_name

NAMED: Final = 3  # people whom the name of a direct chat names
_COLUMNS: Final[tuple[Any, ...]] = (  # of an account, for `member_view`
    *(col(getattr(Account, name)) for name in ("id", "uuid", "username", "first_name", "last_name", "avatar")),
    *(col(getattr(Account, name)) for name in ("status_emoji", "status_text", "status_until", "is_active", "is_bot")),
)


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member as the other members see them. ``short_name``: the first name, or the username.

    ``is_active``: whether they can sign in, and so read anything.
    """

    account_id: int
    uuid: UUID
    username: str
    name: str
    avatar: str
    role: str
    short_name: str = ""
    status: Status | None = None
    is_active: bool = True
    is_bot: bool = False


def member_view(account: Account | Row[Any], role: str) -> MemberView:
    """Return an account, or a row that has `_COLUMNS` of one, as the members of a room see it."""
    return MemberView(
        account_id=account.id,
        uuid=account.uuid,
        username=account.username,
        name=shown_name(account.first_name, account.last_name, account.username),
        avatar=account.avatar,
        role=str(role),
        short_name=account.first_name or account.username,
        status=current_status(account.status_emoji, account.status_text, account.status_until),
        is_active=account.is_active,
        is_bot=account.is_bot,
    )


def chat_name(partners: Sequence[MemberView]) -> str:
    """Return the name of a direct chat with these people: the person's, or "Ada, Lena, Tom +2"."""
    if len(partners) == 1:
        return partners[0].name
    names = ", ".join(partner.short_name for partner in partners[:NAMED])
    return f"{names} +{len(partners) - NAMED}" if len(partners) > NAMED else names


def partners_in(snapshot: Snapshot, actor: Actor, room_ids: Sequence[int]) -> dict[int, list[MemberView]]:
    """Return who is in these direct chats besides the actor, by name; checks no rights."""
    found: dict[int, list[MemberView]] = defaultdict(list)
    for start in range(0, len(room_ids), AT_ONCE):
        asked = {"actor_id": actor.account_id, "rooms": room_ids[start : start + AT_ONCE]}
        for row in _select_partners().rows(snapshot.connection, asked):
            found[row.room_id].append(member_view(row, row.role))
    return {room_id: sorted(people, key=_by_name) for room_id, people in found.items()}


def _by_name(member: MemberView) -> tuple[str, int]:
    return text.fold(member.short_name), member.account_id


def removers(snapshot: Snapshot, actor: Actor, room_ids: Sequence[int]) -> dict[int, str]:
    """Return who removed the actor from these rooms, as names; rooms that the actor may join are not among them."""
    found: dict[int, str] = {}
    for start in range(0, len(room_ids), AT_ONCE):
        asked = {"actor_id": actor.account_id, "rooms": room_ids[start : start + AT_ONCE]}
        rows = _select_removers().rows(snapshot.connection, asked)
        found |= {room_id: shown_name(first, last, username) for room_id, first, last, username in rows}
    return found


def member_counts(snapshot: Snapshot, room_ids: Sequence[int]) -> dict[int, int]:
    """Count the members of some rooms; within the query that sorts them, every room would be counted."""
    counts: dict[int, int] = {}
    for start in range(0, len(room_ids), AT_ONCE):
        asked = {"rooms": room_ids[start : start + AT_ONCE]}
        for room_id, count in _select_counts().rows(snapshot.connection, asked):
            counts[room_id] = count
    return counts


@cache
def _select_partners() -> FixedStatement:
    return FixedStatement(
        select_columns(col(Membership.room_id), col(Membership.role), *_COLUMNS)
        .select_from(Membership)
        .join(Account, col(Account.id) == Membership.account_id)
        .join(Room, col(Room.id) == Membership.room_id)
        .where(
            col(Membership.room_id).in_(bindparam("rooms", expanding=True)),
            col(Room.visibility) == Visibility.DIRECT,
            col(Account.id) != bindparam("actor_id"),
        )
    )


@cache
def _select_removers() -> FixedStatement:
    return FixedStatement(
        select_columns(col(Removal.room_id), col(Account.first_name), col(Account.last_name), col(Account.username))
        .select_from(Removal)
        .join(Account, col(Account.id) == Removal.removed_by_id)
        .where(
            col(Removal.room_id).in_(bindparam("rooms", expanding=True)),
            col(Removal.account_id) == bindparam("actor_id"),
        )
    )


@cache
def _select_counts() -> FixedStatement:
    return FixedStatement(
        select_columns(col(Membership.room_id), func.count())
        .where(col(Membership.room_id).in_(bindparam("rooms", expanding=True)))
        .group_by(col(Membership.room_id))
    )
