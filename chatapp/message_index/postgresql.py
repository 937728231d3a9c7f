"""The index on PostgreSQL: a table of documents, and with two extensions an index of their runs of three characters."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import BigInteger, Connection, Text, column, delete, select, table, text
from sqlalchemy.dialects.postgresql import insert

from chatapp.message_index.document import Entry, document, kinds
from chatapp.storage.fixed_statement import FixedStatement
from chatapp.storage.unnested import unnested, values_of
from models.search_index import make_trigrams

COLUMNS: Final[dict[str, Any]] = {name: BigInteger() for name in ("message_id", "room_id", "kinds")} | {
    "document": Text()
}
SEARCHED: Final = table("message_search", *(column(name) for name in COLUMNS))
NEW: Final = unnested("new", COLUMNS)
_INSERT = insert(SEARCHED).from_select(list(COLUMNS), select(*NEW.c))
PUT: Final = FixedStatement(
    _INSERT.on_conflict_do_update(
        index_elements=["message_id"],
        set_={name: _INSERT.excluded[name] for name in COLUMNS if name != "message_id"},
    )
)


def add(connection: Connection, entries: Sequence[Entry]) -> None:
    """Put messages into the index, or what they say now in place of what they said."""
    if entries:
        PUT.rows(connection, values_of("new", COLUMNS, list(map(_row, entries))))


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


def _row(entry: Entry) -> tuple[Any, ...]:
    return entry.message_id, entry.room_id, int(kinds(entry)), document(entry)
