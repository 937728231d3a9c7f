"""Members as others see them: how many a room has, the names of direct chats, and who removed somebody from a room."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.identity import Actor
from chatapp.rooms.access import AT_ONCE
from models import Account, Membership, Removal, Room, Status, Visibility
from models.account import shown_name

NAMED: Final = 3  # people whom the name of a direct chat names


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


def member_view(account: Account, role: str) -> MemberView:
    """Return an account as the members of a room see it."""
    return MemberView(
        account_id=account.id,
        uuid=account.uuid,
        username=account.username,
        name=account.name,
        avatar=account.avatar,
        role=str(role),
        short_name=account.first_name or account.username,
        status=account.status,
        is_active=account.is_active,
    )


def chat_name(partners: Sequence[MemberView]) -> str:
    """Return the name of a direct chat with these people: the person's, or "Ada, Lena, Tom +2"."""
    if len(partners) == 1:
        return partners[0].name
    names = ", ".join(partner.short_name for partner in partners[:NAMED])
    return f"{names} +{len(partners) - NAMED}" if len(partners) > NAMED else names


async def partners_in(session: AsyncSession, actor: Actor, room_ids: Sequence[int]) -> dict[int, list[MemberView]]:
    """Return who is in these direct chats besides the actor, by name; checks no rights."""
    found: dict[int, list[MemberView]] = defaultdict(list)
    for start in range(0, len(room_ids), AT_ONCE):
        rows = await session.exec(
            select(Membership, Account)
            .join(Account, col(Account.id) == Membership.account_id)
            .join(Room, col(Room.id) == Membership.room_id)
            .where(
                col(Membership.room_id).in_(room_ids[start : start + AT_ONCE]),
                Room.visibility == Visibility.DIRECT,
                Account.id != actor.account_id,
            )
        )
        for membership, account in rows.all():
            found[membership.room_id].append(member_view(account, membership.role))
    return {room_id: sorted(people, key=_by_name) for room_id, people in found.items()}


def _by_name(member: MemberView) -> tuple[str, int]:
    return text.fold(member.short_name), member.account_id


async def removers(session: AsyncSession, actor: Actor, room_ids: Sequence[int]) -> dict[int, str]:
    """Return who removed the actor from these rooms, as names; rooms that the actor may join are not among them."""
    found: dict[int, str] = {}
    for start in range(0, len(room_ids), AT_ONCE):
        rows = await session.exec(
            select(Removal.room_id, Account.first_name, Account.last_name, Account.username)
            .join(Account, col(Account.id) == Removal.removed_by_id)
            .where(col(Removal.room_id).in_(room_ids[start : start + AT_ONCE]), Removal.account_id == actor.account_id)
        )
        found |= {room_id: shown_name(first, last, username) for room_id, first, last, username in rows.all()}
    return found


async def member_counts(session: AsyncSession, room_ids: Sequence[int]) -> dict[int, int]:
    """Count the members of some rooms; within the query that sorts them, every room would be counted."""
    counts: dict[int, int] = {}
    for start in range(0, len(room_ids), AT_ONCE):
        rows = await session.exec(
            select(Membership.room_id, func.count())
            .where(col(Membership.room_id).in_(room_ids[start : start + AT_ONCE]))
            .group_by(col(Membership.room_id))
        )
        counts |= dict(rows.all())
    return counts
