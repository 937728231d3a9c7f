"""Alerts of what a person has asked for alone: reminders, and messages for later that could not be sent."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, update
from sqlmodel import col

from chatapp.events import ALERTS_TOPIC, AlertsAdded, AlertsRead, account_topic
from chatapp.storage.unit_of_work import UnitOfWork
from models import Alert, AlertKind


async def note_own(
    work: UnitOfWork,
    account_id: int,
    kind: AlertKind,
    *,
    at: datetime,
    words: str = "",
    room_id: int | None = None,
    message_id: int | None = None,
    number: int = 0,
) -> int:
    """Write an alert that a person has caused themselves, due at once, and return its id. Checks no rights.

    A reminder takes the place of an earlier one of the same; who calls has it told (`Teller.tell_now`), or the sweep
    does. Others are told after a few seconds, as all alerts are. Announces AlertsAdded.
    """
    if kind == AlertKind.REMINDER:
        await work.session.exec(delete(Alert).where(_is_same(account_id, words, room_id, number)))
    alert = Alert(
        account_id=account_id,
        kind=kind,
        room_id=room_id,
        message_id=message_id,
        number=number,
        actor_id=account_id,
        words=words,
        created_at=at,
        due_at=at,
    )
    work.session.add(alert)
    await work.session.flush()
    to_tell = () if kind == AlertKind.REMINDER else (alert.id,)
    work.announce(ALERTS_TOPIC, AlertsAdded(None, to_tell, (account_id,)))
    return alert.id


async def read_own(
    work: UnitOfWork, account_id: int, *, at: datetime, words: str, room_id: int | None, number: int
) -> None:
    """Mark a reminder's alert as read; without one, nothing happens. Announces AlertsRead to the person's pages."""
    is_unread = _is_same(account_id, words, room_id, number) & col(Alert.read_at).is_(None)
    marked = await work.session.exec(
        update(Alert).where(is_unread).values(read_at=at).execution_options(synchronize_session=False)
    )
    if marked.rowcount:
        work.announce(account_topic(account_id), AlertsRead(account_id))


def _is_same(account_id: int, words: str, room_id: int | None, number: int) -> ColumnElement[bool]:
    is_there = col(Alert.room_id).is_(None) if room_id is None else col(Alert.room_id) == room_id
    is_it = and_(col(Alert.words) == words, col(Alert.number) == number, is_there)
    return and_(col(Alert.account_id) == account_id, col(Alert.kind) == AlertKind.REMINDER, is_it)
