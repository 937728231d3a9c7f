"""Alerts of what is no message: a reaction to one, and that somebody was added to a room."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, text

from chatapp.alerts.recipients import DELAY
from chatapp.events import ALERTS_TOPIC, AlertsAdded
from chatapp.storage.unit_of_work import UnitOfWork
from models import Message, Room
from models.utc_datetime import UtcDateTime, now

COLUMNS: Final = (
    "account_id, kind, room_id, message_id, number, actor_id, emoji, created_at, due_at, settled_at, tries, is_held, "
    "is_urgent"
)
TIMES: Final = [bindparam(name, type_=UtcDateTime()) for name in ("at", "due_at", "settled_at")]
REACTED: Any = text(
    f"""
INSERT INTO alert ({COLUMNS})
SELECT membership.account_id, 'reaction', :room, :message, :number, :actor, :emoji, :at, :due_at, :settled_at,
    0, :no, :no
FROM membership
JOIN account ON account.id = membership.account_id
LEFT JOIN notification_rules ON notification_rules.account_id = membership.account_id
LEFT JOIN workspace ON workspace.id = 1
WHERE membership.room_id = :room AND membership.account_id = :author AND account.is_active AND NOT account.is_bot
    AND NOT membership.is_muted
    AND COALESCE(membership.alert_level, notification_rules.level, workspace.alert_level, 'mentions') <> 'nothing'
ON CONFLICT DO NOTHING RETURNING id, account_id
"""  # noqa: S608  (no value is in it)
).bindparams(*TIMES)
UNREACTED: Any = text("DELETE FROM alert WHERE message_id = :message AND actor_id = :actor AND emoji = :emoji")
ADDED: Any = text(
    f"""
INSERT INTO alert ({COLUMNS})
SELECT id, 'added', :room, NULL, 0, :actor, '', :at, :due_at, :settled_at, 0, :no, :no FROM account
WHERE id IN :added AND NOT is_bot
RETURNING id, account_id
"""  # noqa: S608
).bindparams(*TIMES, bindparam("added", expanding=True))


async def note_reaction(work: UnitOfWork, message: Message, room_uuid: UUID, actor_id: int, emoji: str) -> None:
    """Note that somebody reacted to a message: in its author's list; nobody is told. Announces AlertsAdded."""
    if message.author_id == actor_id:
        return
    at = now()
    values = {
        "room": message.room_id,
        "message": message.id,
        "number": message.number,
        "author": message.author_id,
        "actor": actor_id,
        "emoji": emoji,
    }
    connection = await work.session.connection()
    rows = (await connection.execute(REACTED, values | _times(at, settled_at=at))).all()
    _announce(work, room_uuid, rows, is_told=False)


async def take_back_reaction(work: UnitOfWork, message: Message, actor_id: int, emoji: str) -> None:
    """Take a reaction off its author's list."""
    connection = await work.session.connection()
    await connection.execute(UNREACTED, {"message": message.id, "actor": actor_id, "emoji": emoji})


async def note_addition(work: UnitOfWork, room: Room, actor_id: int, added: Sequence[int]) -> None:
    """Note that somebody made people members of a room. Announces AlertsAdded."""
    if others := [account_id for account_id in added if account_id != actor_id]:
        values = {"room": room.id, "actor": actor_id, "added": others}
        connection = await work.session.connection()
        rows = (await connection.execute(ADDED, values | _times(now(), settled_at=None))).all()
        _announce(work, room.uuid, rows, is_told=True)


def _times(at: datetime, *, settled_at: datetime | None) -> dict[str, Any]:
    return {"at": at, "due_at": at + DELAY, "settled_at": settled_at, "no": False}


def _announce(work: UnitOfWork, room_uuid: UUID, rows: Sequence[Any], *, is_told: bool) -> None:
    if rows:
        to_tell = tuple(sorted(row.id for row in rows)) if is_told else ()
        work.announce(ALERTS_TOPIC, AlertsAdded(room_uuid, to_tell, tuple(sorted(row.account_id for row in rows))))
