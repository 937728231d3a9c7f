"""Whom a message concerns, and why: one statement for all members of its room, the strongest reason of each.

`docs/notifications.md` has the table; `tests/notifications/test_table.py` holds both equal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, bindparam, text

from chatapp.alerts import keywords
from chatapp.events import ALERTS_TOPIC, AlertsAdded
from chatapp.storage.unit_of_work import EventRecorder
from models import LISTED, AlertKind, AlertLevel
from models.utc_datetime import UtcDateTime

DELAY: Final = timedelta(seconds=5)  # until a person is told, who may read it meanwhile

# The reasons from the strongest to the weakest. A person's level lets the first five through at "mentions". In a thread
# the members of its room may be concerned (`membership`), and their rows of the thread say whether they follow (`own`).
CONCERNED: Final = """
WITH concerned (account_id, reason) AS (
    SELECT account_id, 1 FROM mention WHERE message_id = :message AND kind = 'person'
    UNION ALL SELECT author_id, 2 FROM message WHERE room_id = :room AND number = :reply_to AND kind = 'text'
    UNION ALL SELECT account_id, 3 FROM mention
        WHERE message_id = :message AND kind = 'here' AND account_id IS NOT NULL
    UNION ALL SELECT membership.account_id, 3 FROM membership, mention, room
        WHERE membership.room_id = :room AND mention.message_id = :message AND mention.kind = 'room'
        AND room.id = :room AND (membership.follows OR room.parent_id IS NULL)
    UNION ALL SELECT membership.account_id, 4 FROM membership, room
        WHERE room.id = :room AND membership.room_id = room.home_id AND membership.account_id IN :waiting
    UNION ALL SELECT membership.account_id, 5 FROM membership, room
        WHERE room.id = :room AND room.parent_id IS NOT NULL AND membership.room_id = :room AND membership.follows
    UNION ALL SELECT membership.account_id, 6 FROM membership, room
        WHERE room.id = :room AND membership.room_id = room.id AND room.visibility = 'direct'
    UNION ALL SELECT account_id, 7 FROM membership WHERE room_id = :room AND listens
    UNION ALL SELECT membership.account_id, 7 FROM membership, room
        WHERE room.id = :room AND room.parent_id IS NULL AND membership.room_id = :room
        AND EXISTS (SELECT 1 FROM workspace WHERE alert_level = 'all')
),
allowed (account_id, reason) AS (
    SELECT concerned.account_id, MIN(concerned.reason)
    FROM concerned
    JOIN room ON room.id = :room
    JOIN room AS home ON home.id = room.home_id
    JOIN membership ON membership.room_id = home.id AND membership.account_id = concerned.account_id
    LEFT JOIN membership AS own ON own.room_id = room.id AND own.account_id = concerned.account_id
    JOIN account ON account.id = concerned.account_id
    LEFT JOIN notification_rules ON notification_rules.account_id = concerned.account_id
    LEFT JOIN workspace ON workspace.id = 1
    WHERE concerned.account_id <> :author AND account.is_active AND NOT account.is_bot AND room.closed_at IS NULL
        AND NOT membership.is_muted AND NOT COALESCE(own.is_muted, FALSE) AND concerned.reason <= :weakest
        AND concerned.reason <= CASE
            CASE WHEN home.visibility = 'direct' THEN COALESCE(own.alert_level, membership.alert_level, 'all')
                ELSE COALESCE(own.alert_level, membership.alert_level, notification_rules.level, workspace.alert_level,
                    'mentions') END
            WHEN 'all' THEN 7 WHEN 'mentions' THEN 5 ELSE 0 END
    GROUP BY concerned.account_id
)
"""
REASONS: Final[Mapping[int, AlertKind]] = {
    1: AlertKind.MENTION,
    2: AlertKind.REPLY,
    3: AlertKind.EVERYONE,
    4: AlertKind.KEYWORD,
    5: AlertKind.THREAD,
    6: AlertKind.DIRECT,
    7: AlertKind.MESSAGE,
}
BY_NAME, ANY = min(REASONS), max(REASONS)
AT_MENTIONS: Final = (AlertKind.MENTION, AlertKind.REPLY, AlertKind.EVERYONE, AlertKind.KEYWORD, AlertKind.THREAD)
KIND: Final = " ".join(f"WHEN {reason} THEN '{kind}'" for reason, kind in REASONS.items())
INSERT: Any = text(
    f"""
INSERT INTO alert
    (account_id, kind, room_id, message_id, number, actor_id, emoji, created_at, due_at, tries, is_held, is_urgent)
{CONCERNED}
SELECT account_id, CASE reason {KIND} END, :room, :message, :number, :author, '', :at, :due_at, 0, :no, :no
FROM allowed WHERE account_id IS NOT NULL
ON CONFLICT DO NOTHING RETURNING id, account_id, kind
"""  # noqa: S608  (no value is in it)
).bindparams(
    bindparam("waiting", expanding=True), bindparam("at", type_=UtcDateTime()), bindparam("due_at", type_=UtcDateTime())
)


@dataclass(frozen=True, slots=True)
class Added:
    """A stored message, as far as it decides whom it concerns."""

    room_uuid: UUID
    room_id: int
    message_id: int
    number: int
    author_id: int
    at: datetime
    body: str = ""
    reply_to: int | None = None


def passes(kind: AlertKind, level: str) -> bool:
    """Say whether a person with a level wants to be told of an alert: as `CONCERNED` does; additions always."""
    return kind == AlertKind.ADDED or level == AlertLevel.ALL or (level == AlertLevel.MENTIONS and kind in AT_MENTIONS)


def note_message(
    work: EventRecorder, connection: Connection, message: Added, *, is_attentive: bool, names_somebody: bool
) -> None:
    """Write an alert for everybody whom a new message concerns; its mentions are stored already. Checks no rights.

    ``is_attentive``: of its room, as `is_attentive` says it in SQL; only then keywords are looked for.
    ``names_somebody``: it names or answers somebody. Announces AlertsAdded if there is somebody.
    """
    waiting = keywords.waiting(connection, message.room_id, message.body) if is_attentive else []
    if waiting is not None or names_somebody:
        add(work, connection, message, ANY, waiting or [])


def add(work: EventRecorder, connection: Connection, message: Added, weakest: int, waiting: list[int]) -> None:
    """Write an alert for everybody whom a message concerns for a reason, down to ``weakest``, and who has none yet.

    ``waiting``: who waits for a word in it. Announces AlertsAdded.
    """
    rows = connection.execute(INSERT, values_of(message, weakest, waiting)).all()
    if rows:
        listed = tuple(row.account_id for row in rows if row.kind in LISTED)
        work.announce(ALERTS_TOPIC, AlertsAdded(message.room_uuid, tuple(row.id for row in rows), listed))


def values_of(message: Added, weakest: int, waiting: list[int]) -> dict[str, Any]:
    """Return what `CONCERNED` and `INSERT` are asked with."""
    return {
        "room": message.room_id,
        "message": message.message_id,
        "number": message.number,
        "author": message.author_id,
        "reply_to": message.reply_to,
        "weakest": weakest,
        "waiting": waiting,
        "at": message.at,
        "due_at": message.at + DELAY,
        "no": False,
    }
