"""Quotes: what a message shows of the one that it answers, and which messages can be answered."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, case, func, literal_column
from sqlalchemy import select as select_columns
from sqlmodel import col

from chatapp.errors import Invalid
from chatapp.events import MessageView, Quote
from chatapp.storage.keyed_query import KeyedQuery
from chatapp.uploads.attachments_column import select_first_name
from models import Account, Message, MessageKind
from models.account import shown_name

LENGTH = 300  # characters of the quoted text; in the statement itself: PostgreSQL cuts by no bigint, as parameters are
LARGEST = 2**31 - 1  # of the numbers that the database compares


class Quotable(NamedTuple):
    """A message that somebody wants to answer."""

    quote: Quote
    kind: str


def beginning(message: Any, length: int) -> Any:
    """Select the beginning of a message's text, or what its first file is called if it has none."""
    words = func.substr(message.body, literal_column("1"), literal_column(str(length)))
    return case((message.body == literal_column("''"), func.coalesce(select_first_name(message.id), "")), else_=words)


def quote_columns(message: Any, author: Any) -> list[Any]:
    """Return what `quote_of_row` needs of a message and its author, which are tables or their aliases."""
    return [
        author.uuid.label("quoted_uuid"),
        author.username.label("quoted_username"),
        author.first_name.label("quoted_first_name"),
        author.last_name.label("quoted_last_name"),
        beginning(message, LENGTH).label("quoted_body"),
        message.deleted_at.label("quoted_deleted_at"),
        message.revision.label("quoted_revision"),
    ]


def quote_of_row(row: Row[Any], number: int) -> Quote:
    """Return the quote of a row that has `quote_columns`."""
    return Quote(
        number=number,
        author_uuid=row.quoted_uuid,
        author_name=shown_name(row.quoted_first_name, row.quoted_last_name, row.quoted_username),
        body="" if row.quoted_deleted_at else row.quoted_body,
        is_deleted=row.quoted_deleted_at is not None,
        revision=row.quoted_revision,
    )


def with_quote(message: MessageView, quote: Quote | None) -> MessageView:
    """Return the message with this quote, if it is of the message it answers, newer than its own, and differs."""
    known = message.quote
    if quote is None or known is None or quote.number != known.number or quote.revision <= known.revision:
        return message
    return message if quote == known else replace(message, quote=quote)


def quote_of(message: MessageView) -> Quote:
    """Return what answers to a message show of it."""
    return Quote(
        number=message.number,
        author_uuid=message.author_uuid,
        author_name=message.author_name,
        body=message.body[:LENGTH] or next((file.name for file in message.attachments), ""),
        is_deleted=message.deleted_at is not None,
        revision=message.revision,
    )


QUOTABLE = KeyedQuery(
    select_columns(col(Message.room_id), col(Message.number), col(Message.kind), *quote_columns(Message, Account))
    .select_from(Message)
    .join(Account, col(Account.id) == Message.author_id),
    col(Message.room_id),
    col(Message.number),
)


def select_quotable(connection: Connection, places: Collection[tuple[int, int]]) -> dict[tuple[int, int], Quotable]:
    """Return the messages at these places, each a room's id and a number in it; one statement, or none."""
    rows = QUOTABLE.rows(connection, places)
    return {(row.room_id, row.number): Quotable(quote_of_row(row, row.number), row.kind) for row in rows}


def check_number(number: int | None) -> None:
    """Check the number of a message to answer, as far as it can be done without the database.

    Raises:
        Invalid: no message can have it.
    """
    if number is not None and not 0 < number <= LARGEST:
        raise _invalid("doesn't exist")


def refusal(quotable: Quotable | None) -> Invalid | None:
    """Return why a message can't be answered; None if it can."""
    if quotable is None:
        return _invalid("doesn't exist")
    if quotable.quote.is_deleted:
        return _invalid("was deleted")
    if quotable.kind != MessageKind.TEXT:
        return Invalid({"reply_to": "You can reply only to messages that people wrote."})
    return None


def _invalid(why: str) -> Invalid:
    return Invalid({"reply_to": f"The message you're replying to {why}."})
