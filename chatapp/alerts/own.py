"""Alerts of what a person has asked for alone: reminders, and messages for later that could not be sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, union_all, update
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import col

from chatapp.events import ALERTS_TOPIC, AlertsAdded, AlertsRead, account_topic
from chatapp.storage.unit_of_work import UnitOfWork
from models import Alert, AlertKind, Message

_OWN: Any = aliased(Alert)


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
        await work.session.exec(delete(Alert).where(is_same(account_id, words, room_id, number)))
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
    is_unread = is_same(account_id, words, room_id, number) & col(Alert.read_at).is_(None)
    marked = await work.session.exec(
        update(Alert).where(is_unread).values(read_at=at).execution_options(synchronize_session=False)
    )
    if marked.rowcount:
        work.announce(account_topic(account_id), AlertsRead(account_id))


def is_same(account_id: int, words: str, room_id: int | None, number: int) -> ColumnElement[bool]:
    """Say in SQL which alerts are of the same reminder; it looks at those that the person caused, which are few.

    A person, and a room, may have any number of others.
    """
    its_own = select_columns(_OWN.id).where(_OWN.account_id == account_id, _OWN.actor_id == account_id)
    on_message = select_columns(col(Message.id)).where(col(Message.room_id) == room_id, col(Message.number) == number)
    found = union_all(its_own.where(_OWN.message_id.is_(None)), its_own.where(_OWN.message_id.in_(on_message)))
    is_there = func.coalesce(Alert.room_id, 0) == (room_id or 0)  # not by the room's index
    is_it = and_(col(Alert.words) == words, col(Alert.number) == number, is_there, col(Alert.id).in_(found))
    return and_(col(Alert.account_id) == account_id, col(Alert.kind) == AlertKind.REMINDER, is_it)
