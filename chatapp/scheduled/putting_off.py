"""Putting off what can't be posted just now, and may be later: slow mode, or too much at once.

Who has to wait for an hour isn't tried all the time: their messages would be looked at in place of others'.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, update
from sqlmodel import col, select

from chatapp.events import ScheduledChanged, account_topic
from chatapp.storage.unit_of_work import UnitOfWork
from models import ScheduledMessage

PUT_OFF: Final[Any] = (
    update(ScheduledMessage.__table__)  # type: ignore[attr-defined]
    .where(col(ScheduledMessage.id) == bindparam("its_id"), col(ScheduledMessage.problem) == "")
    .values(taken_at=None, due_at=bindparam("until"))
)


async def put_off(
    work: UnitOfWork, account_id: int, room_id: int | None, *, done: Collection[int], at: datetime, seconds: int
) -> None:
    """Have an author's messages to a room that are due wait for so long, in their order. Announces ScheduledChanged.

    ``done``: ids of what has been seen to already; ``seconds``: 0 has them due as they are, for another try.
    """
    is_theirs = (
        (col(ScheduledMessage.account_id) == account_id)
        & (col(ScheduledMessage.room_id) == room_id)
        & (col(ScheduledMessage.due_at) <= at)
        & col(ScheduledMessage.id).not_in(done)
    )
    due = select(ScheduledMessage.id, ScheduledMessage.due_at).where(is_theirs)
    due = due.order_by(col(ScheduledMessage.due_at), col(ScheduledMessage.id))
    found = (await work.session.exec(due)).all()
    later = [
        {"its_id": its_id, "until": at + timedelta(seconds=seconds, microseconds=place) if seconds else due_at}
        for place, (its_id, due_at) in enumerate(found)
    ]
    if later:
        await (await work.session.connection()).execute(PUT_OFF, later)
    work.announce(account_topic(account_id), ScheduledChanged(account_id))
