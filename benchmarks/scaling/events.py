"""Events to calibrate with, and how CPU is measured."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from benchmarks.run import BODY
from chatapp.events import Event, MessageChanged, MessageView

ORIGIN = "f" * 32
START = datetime(2026, 11, 20, 12, tzinfo=UTC)


def message(number: int, room: UUID) -> MessageView:
    """Return a message of a hundred bytes; authors take turns, as in a conversation of two."""
    return MessageView(
        room_uuid=room,
        number=number,
        revision=number,
        author_uuid=UUID(int=number % 2),
        author_username="grace",
        author_name="Grace Hopper",
        author_avatar="0123456789abcdef",
        client_message_id=str(uuid4()),
        body=BODY.format(number),
        created_at=START + timedelta(seconds=number),
        previous_author_uuid=UUID(int=(number + 1) % 2),
        previous_at=START + timedelta(seconds=number - 1),
    )


def some(events: int) -> list[Event]:
    """Return ``events`` messages of one room."""
    room = uuid4()
    return [MessageChanged(message(number, room)) for number in range(1, events + 1)]


@contextmanager
def cpu() -> Iterator[Callable[[], float]]:
    """Measure this thread's CPU inside; yields a function that returns it, in µs."""
    began, taken = time.thread_time(), 0.0
    yield lambda: taken * 1e6
    taken = time.thread_time() - began
