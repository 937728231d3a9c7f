"""What a message shows of the thread that it has, and how news of a thread reach the room it belongs to.

It is read with the message (`history`), so it always is what the thread's messages say. News of a thread are a new
revision of that message in its own room: every page and program of the room learns of them as of any other change.
"""

from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, ScalarSelect, String, case, cast, func, literal_column, text
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased

from chatapp.events import Thread, ThreadPerson
from chatapp.storage.packed_rows import pack, unpack
from models import Account, Message, MessageKind
from models.account import shown_name

PEOPLE: Final = 3  # who are shown
LOOKED_AT: Final = 20  # newest replies, to find them
_UNCOUNTED: Final = text("(gone.deleted_at IS NOT NULL OR gone.kind <> 'text')")  # as the index of such rows has it
_TEXT: Any = literal_column(f"'{MessageKind.TEXT}'")


def thread_columns(thread: Any) -> list[Any]:
    """Return what `thread_of` needs of a message's thread: an alias of Room, which the query joins."""
    columns = {
        "last_at": _last_at(thread),
        "replies": thread.last_number - _uncounted(thread),
        "people": _people(thread),
    }
    return [
        thread.uuid.label("thread_uuid"),
        thread.root_revision.label("thread_revision"),
        *(case((thread.id.is_not(None), column)).label(f"thread_{name}") for name, column in columns.items()),
    ]


def thread_of(row: Row[Any]) -> Thread | None:
    """Return the thread of a row that has `thread_columns`; None if the message has none."""
    if row.thread_uuid is None:
        return None
    return Thread(
        room_uuid=row.thread_uuid,
        replies=row.thread_replies,
        last_at=row.thread_last_at,
        people=tuple(_person(*one) for one in reversed(unpack(row.thread_people))) if row.thread_people else (),
        revision=row.thread_revision,
    )


def _last_at(thread: Any) -> ScalarSelect[Any]:
    newest: Any = aliased(Message)
    query = select_columns(newest.created_at).where(*_replies(thread, newest)).order_by(newest.number.desc()).limit(1)
    return query.correlate(thread).scalar_subquery()


def _uncounted(thread: Any) -> ScalarSelect[int]:
    gone: Any = aliased(Message, name="gone")
    query = select_columns(func.count()).select_from(gone).where(gone.room_id == thread.id, _UNCOUNTED)
    return query.correlate(thread).scalar_subquery()


def _people(thread: Any) -> ScalarSelect[str]:
    """Select up to three people who wrote the newest replies, the latest last."""
    reply: Any = aliased(Message)
    newest = (
        select_columns(reply.author_id, reply.number)
        .where(*_replies(thread, reply))
        .order_by(reply.number.desc())
        .limit(LOOKED_AT)
        .correlate(thread)
        .subquery()
    )
    last = func.max(newest.c.number).label("last")
    people = select_columns(newest.c.author_id, last).group_by(newest.c.author_id).order_by(last.desc()).limit(PEOPLE)
    person: Any = aliased(Account)
    shown = people.subquery()
    packed = pack(
        shown.c.last,
        cast(person.uuid, String),
        person.username,
        *(func.coalesce(name, "") for name in (person.first_name, person.last_name, person.avatar)),
    )
    return select_columns(packed).select_from(shown).join(person, person.id == shown.c.author_id).scalar_subquery()


def _replies(thread: Any, reply: Any) -> tuple[ColumnElement[bool], ...]:
    return reply.room_id == thread.id, reply.deleted_at.is_(None), reply.kind == _TEXT


@lru_cache(maxsize=4096)  # few people have most of a room's threads
def _person(uuid: str, username: str, first: str, last: str, avatar: str) -> ThreadPerson:
    return ThreadPerson(UUID(uuid), shown_name(first, last, username), avatar)
