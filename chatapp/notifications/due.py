"""Alerts that are to be told: read from the database, and what is to become of each."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Select, bindparam, func, update
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import col

from chatapp import alerts
from chatapp.messages.replies.quotes import beginning
from chatapp.notifications.listing import LENGTH, is_read, select_alerts, words_of
from chatapp.notifications.quiet import Quiet
from chatapp.notifications.rules import quiet_of
from chatapp.storage.snapshot import Snapshot
from models import (
    OWN_ALERTS,
    Account,
    Alert,
    AlertKind,
    AlertLevel,
    Membership,
    Message,
    NotificationRules,
    Room,
    Visibility,
    Workspace,
)
from models.account import shown_name
from models.room import ROOMS

OF_ONE_PERSON: Final = 10_000
TRIES: Final = 2  # a process that dies while it tells may have told, or may not
LEASE: Final = timedelta(seconds=20)  # after which somebody else tells what a process has begun to tell
LATE: Final = timedelta(seconds=5)  # after which it is the sweep's

OWN: Final = ("id", "uuid", "username", "first_name", "last_name", "email")
IsActive = Callable[[UUID, UUID], bool]  # whether a person (second) is active in a room (first)


@dataclass(frozen=True, slots=True)
class Person:
    """Whom to tell. ``email``: of the account; ``has_mail``: they want mails."""

    account_id: int
    uuid: UUID
    name: str
    email: str
    has_mail: bool
    has_sound: bool


@dataclass(frozen=True, slots=True)
class Due:
    """One alert that may be told.

    ``number``: of its message, or None. ``body``: the beginning of its text, in Markdown; ``words``: what it says as it
    stands, in place of that.

    ``room_uuid``: None without a room that they can open. ``tries``: how often telling was begun before. ``is_over``:
    it has been read, or is no longer wanted.
    """

    alert_id: int
    kind: AlertKind
    person: Person
    room_uuid: UUID | None
    room_name: str
    number: int | None
    body: str
    words: str
    actor_name: str
    tries: int
    due_at: datetime
    is_held: bool
    is_urgent: bool
    is_over: bool
    quiet: Quiet


class Fate(Enum):
    """What becomes of an alert."""

    TELL = "tell"
    DROP = "drop"
    LEAVE = "leave"  # another process has begun to tell it


def fates(found: Sequence[Due], at: datetime, is_active: IsActive) -> list[Fate | datetime]:
    """Return what becomes of each alert at a moment; a moment: until then it is held.

    A reminder comes whatever its person looks at, and in quiet hours, too: they chose its time. A pause holds it.
    """
    ends: dict[Quiet, datetime | None] = {}  # a person with thousands of alerts has the same quiet hours in all
    return [_fate(one, at, is_active, ends) for one in found]


def _fate(due: Due, at: datetime, is_active: IsActive, ends: dict[Quiet, datetime | None]) -> Fate | datetime:
    if due.tries and due.due_at > at:
        return Fate.LEAVE
    is_seen = due.kind not in OWN_ALERTS and due.room_uuid is not None and is_active(due.room_uuid, due.person.uuid)
    if due.is_over or due.tries >= TRIES or is_seen:
        return Fate.DROP
    quiet = due.quiet.pause if due.kind == AlertKind.REMINDER else due.quiet
    if quiet not in ends:
        ends[quiet] = quiet.held_until(at)
    until = ends[quiet]
    return until if until is not None and not due.is_urgent else Fate.TELL


def find(snapshot: Snapshot, alert_ids: Collection[int]) -> list[Due]:
    """Return those of the alerts that are still to be told, of people who may see them, by person and age."""
    rows = snapshot.connection.execute(_select_open(), {"ids": list(alert_ids)})
    return [due_of(row) for row in rows]


def overdue(snapshot: Snapshot, at: datetime, limit: int) -> list[int]:
    """Return alerts that somebody should have told before a moment, or whose quiet hours are over, by person.

    At least ``limit``, if there are so many; all of a person's are together, so that a summary has them all.
    """
    is_due = col(Alert.settled_at).is_(None), col(Alert.due_at) <= at
    query = select_columns(col(Alert.id), col(Alert.account_id)).where(*is_due)
    rows = snapshot.connection.execute(query.order_by(col(Alert.account_id), col(Alert.id)).limit(limit)).all()
    ids = [row.id for row in rows]
    if len(ids) == limit:
        last = col(Alert.account_id) == rows[-1].account_id, col(Alert.id) > ids[-1]
        others = select_columns(col(Alert.id)).where(*is_due, *last).order_by(col(Alert.id)).limit(OF_ONE_PERSON)
        ids += snapshot.connection.execute(others).scalars()
    return ids


def settle(connection: Connection, alert_ids: Collection[int], at: datetime) -> None:
    """Note that nobody has to be told of these any more."""
    _change(connection, alert_ids, settled_at=at)


def hold(connection: Connection, alert_ids: Collection[int], until: datetime) -> None:
    """Keep these until a moment."""
    _change(connection, alert_ids, due_at=until, is_held=True)


def take(connection: Connection, alert_ids: Collection[int], tries: int, at: datetime) -> set[int]:
    """Take alerts to be told by this process; returns those that no other one has taken meanwhile.

    ``tries``: how often telling them had been begun when they were read.
    """
    values = {"tries": tries + 1, "due_at": at + LEASE}
    taken = connection.execute(_update(alert_ids).where(col(Alert.tries) == tries).values(values).returning(Alert.id))
    return set(taken.scalars())


def _change(connection: Connection, alert_ids: Collection[int], **values: Any) -> None:
    if alert_ids:
        connection.execute(_update(alert_ids).values(values))


def _update(alert_ids: Collection[int]) -> Any:
    alert: Any = Alert.__table__  # type: ignore[attr-defined]
    return update(alert).where(alert.c.id.in_(list(alert_ids)), alert.c.settled_at.is_(None))


@cache
def _select_open() -> Select[Any]:
    return select_due().where(col(Alert.id).in_(bindparam("ids", expanding=True)), col(Alert.settled_at).is_(None))


_home: Any = aliased(Room)  # where the members of a thread are, or the room itself
_in_home: Any = aliased(Membership)


@cache
def select_due() -> Select[Any]:
    """Select what `due_of` reads of alerts that people may still see, by person and age."""
    by = aliased(Account)
    return (
        select_alerts(
            *(col(getattr(Alert, name)) for name in ("id", "kind", "number", "words")),
            *(col(getattr(Alert, name)) for name in ("tries", "due_at", "is_held", "is_urgent")),
            is_read().label("is_read"),
            func.coalesce(col(Membership.is_muted), False).label("is_muted"),
            func.coalesce(_in_home.is_muted, False).label("is_home_muted"),
            func.coalesce(Membership.alert_level, _in_home.alert_level).label("alert_level"),
            col(Room.uuid).label("room_uuid"),
            _home.name.label("room_name"),
            _home.visibility,
            col(Message.id).label("message_id"),
            beginning(Message, LENGTH).label("body"),
            *(col(getattr(by, name)).label(f"by_{name}") for name in ("username", "first_name", "last_name")),
            *(col(getattr(Account, name)).label(f"own_{name}") for name in OWN),
            *(col(getattr(NotificationRules, name)) for name in ("quiet_days", "quiet_from", "quiet_to", "time_zone")),
            *(col(getattr(NotificationRules, name)) for name in ("paused_until", "has_mail", "has_sound", "level")),
            select_columns(col(Workspace.alert_level)).scalar_subquery().label("workspace_level"),
        )
        .join(by, col(by.id) == Alert.actor_id)
        .join(_home, _home.id == Room.home_id, isouter=True)
        .join(_in_home, (_in_home.room_id == Room.home_id) & (_in_home.account_id == Alert.account_id), isouter=True)
        .join(NotificationRules, col(NotificationRules.account_id) == Account.id, isouter=True)
        .order_by(col(Alert.account_id), col(Alert.id))
    )


def due_of(row: Any) -> Due:
    """Return an alert from a row of `select_due`."""
    kind = AlertKind(row.kind)
    is_unwanted = bool(row.is_muted or row.is_home_muted) or not alerts.passes(kind, _level(row))
    return Due(
        alert_id=row.id,
        kind=kind,
        person=Person(
            account_id=row.own_id,
            uuid=row.own_uuid,
            name=shown_name(row.own_first_name, row.own_last_name, row.own_username),
            email=row.own_email,
            has_mail=row.has_mail is None or bool(row.has_mail),
            has_sound=bool(row.has_sound),
        ),
        room_uuid=row.room_uuid,
        room_name=row.room_name if row.visibility in ROOMS else "",
        number=row.number or None,
        body=words_of(row),
        words=row.words,
        actor_name=shown_name(row.by_first_name, row.by_last_name, row.by_username),
        tries=row.tries,
        due_at=row.due_at,
        is_held=bool(row.is_held),
        is_urgent=bool(row.is_urgent),
        is_over=bool(row.is_read) or (is_unwanted and kind not in OWN_ALERTS),
        quiet=quiet_of(row),
    )


def _level(row: Any) -> str:
    """Return the level that a person has in a room: what they wanted when it was posted may be too much by now."""
    elsewhere = AlertLevel.ALL if row.visibility == Visibility.DIRECT else row.level or row.workspace_level
    return str(row.alert_level or elsewhere or AlertLevel.MENTIONS)
