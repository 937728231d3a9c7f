"""Boards and pages for tests without a server: messages, and clients whose browser is played by the test."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from chatapp.events import MessageView

ROOM, ANN = uuid4(), uuid4()
START = datetime(2026, 11, 20, 12, tzinfo=UTC)


def message(number: int, revision: int | None = None, body: str = "", author: UUID = ANN) -> MessageView:
    """Return a message of ann's, a second after the one before it."""
    return MessageView(
        room_uuid=ROOM,
        number=number,
        revision=revision or number,
        author_uuid=author,
        author_username="ann",
        author_name="Ann",
        author_avatar="",
        client_message_id=f"key-{number}",
        body=body or f"message {number}",
        created_at=START + timedelta(seconds=number),
        previous_author_uuid=author if number > 1 else None,
        previous_at=START + timedelta(seconds=number - 1) if number > 1 else None,
    )


def messages(first: int, last: int) -> list[MessageView]:
    """Return the messages from one number to another, both included."""
    return [message(number) for number in range(first, last + 1)]
