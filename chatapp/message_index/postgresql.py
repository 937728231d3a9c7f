"""The index on PostgreSQL: a table of documents, and with two extensions an index of their runs of three characters."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, column, delete, table, text
from sqlalchemy.dialects.postgresql import insert

from chatapp.message_index.document import Entry, document, kinds
from models.search_index import make_trigrams

SEARCHED: Final = table("message_search", column("message_id"), column("room_id"), column("kinds"), column("document"))


def add(connection: Connection, entries: Sequence[Entry]) -> None:
    """Put messages into the index, or what they say now in place of what they said."""
    if not entries:
        return
    new = insert(SEARCHED)
    values = {name: new.excluded[name] for name in ("room_id", "kinds", "document")}
    connection.execute(new.on_conflict_do_update(index_elements=["message_id"], set_=values), list(map(_row, entries)))


def remove(connection: Connection, entries: Iterable[Entry]) -> None:
    """Take messages out of the index."""
    ids = [entry.message_id for entry in entries]
    connection.execute(delete(SEARCHED).where(SEARCHED.c.message_id.in_(ids)))


def clear(connection: Connection) -> bool:
    """Empty the index, and make what it lacks; returns whether it knows runs of three characters."""
    connection.execute(text("TRUNCATE message_search"))
    return make_trigrams(connection)


def merge(connection: Connection) -> None:
    """Put new documents where they are found fast: PostgreSQL would do so in the middle of a post."""
    if connection.execute(text("SELECT to_regclass('ix_message_search_document')")).scalar_one() is not None:
        connection.execute(text("SELECT gin_clean_pending_list('ix_message_search_document'::regclass)"))


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "message_id": entry.message_id,
        "room_id": entry.room_id,
        "kinds": int(kinds(entry)),
        "document": document(entry),
    }
