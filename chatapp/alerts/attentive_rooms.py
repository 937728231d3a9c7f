"""Whose rules have to be looked at with each message of a room, so that a message that concerns nobody costs nothing.

A membership that ``listens`` is found by an index of its own. It only proposes: whom a message concerns is decided by
the rules themselves (`concern`).
"""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, exists, or_, text
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from models import AlertLevel, Membership, Room, Visibility, Workspace

LISTENS: Final = """(
    EXISTS (SELECT 1 FROM alert_keyword WHERE alert_keyword.account_id = membership.account_id)
    OR COALESCE(
        membership.alert_level,
        (SELECT level FROM notification_rules WHERE notification_rules.account_id = membership.account_id), ''
    ) = 'all'
)"""
NOTE_RULES: Any = text(f"UPDATE membership SET listens = {LISTENS} WHERE account_id = :account")  # noqa: S608
NOTE_MEMBERS: Any = text(
    f"UPDATE membership SET listens = TRUE WHERE room_id = :room AND account_id IN :accounts AND {LISTENS}"  # noqa: S608
).bindparams(bindparam("accounts", expanding=True))


async def note_rules(session: AsyncSession, account_id: int) -> None:
    """Note that a person's rules have changed, their own or those of a room."""
    await session.flush()
    await (await session.connection()).execute(NOTE_RULES, {"account": account_id})


async def note_members(session: AsyncSession, room_id: int, account_ids: Collection[int]) -> None:
    """Note that people are members of a room now."""
    await session.flush()
    if account_ids:
        await (await session.connection()).execute(NOTE_MEMBERS, {"room": room_id, "accounts": list(account_ids)})


def is_attentive() -> ColumnElement[bool]:
    """Say in SQL whether a message may concern people whom it neither names nor answers, within a query of Room."""
    listener = aliased(Membership, name="listener")
    return or_(
        col(Room.visibility) == Visibility.DIRECT,
        exists().where(col(listener.room_id) == Room.id, text("listener.listens")),  # as the index has it, not "= 1"
        exists().where(col(Workspace.alert_level) == AlertLevel.ALL),
    )
