"""The index on SQLite: an FTS5 table of runs of three characters, without the texts themselves.

Room, author and kinds are each one run more, of characters for private use, so that the index answers for them, too.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from sqlalchemy import Connection, Integer, Text

from chatapp.message_index.document import RUN, Entry, Kinds, haystack, heads_of, kinds, with_heads
from chatapp.storage.many_rows import ManyRows

PRIVATE: Final = 0xF0000  # the first of 65,534 characters for private use
DIGITS: Final = 0xFFF0
ROOM, AUTHOR, KIND = map(chr, range(PRIVATE + 0xFFF0, PRIVATE + 0xFFF3))
MOST_HEADS: Final = 2_000  # of a document: of 10,000, the writer would hold up all others for 60 milliseconds
REMEMBERED: Final = 4_096  # rooms and authors
LAST: Final = "\U0010ffff"
MERGED: Final = 64  # pages in one transaction: some milliseconds
MERGE: Final = "INSERT INTO message_search (message_search, rank) VALUES ('merge', ?)"
ADD: Final = ManyRows("INSERT INTO message_search (rowid, document) VALUES {rows}", [Integer(), Text()])
REMOVE: Final = "INSERT INTO message_search (message_search, rowid, document) VALUES ('delete', ?, ?)"
TERMS: Final = "SELECT term FROM message_search_terms WHERE term >= ? AND term < ? LIMIT ?"

Group = Sequence[str]  # runs of which a document must have at least one


def add(connection: Connection, entries: Sequence[Entry]) -> None:
    """Put messages into the index, in the order of their ids: a group of posts is one statement, or a few."""
    ADD.run(connection, [(entry.message_id, _whole(entry)) for entry in entries])


def remove(connection: Connection, entries: Iterable[Entry]) -> None:
    """Take messages out of the index. They must be in it, exactly as the entries say."""
    for entry in entries:
        connection.exec_driver_sql(REMOVE, (entry.message_id, _whole(entry)))


def clear(connection: Connection) -> None:
    """Empty the index."""
    connection.exec_driver_sql("INSERT INTO message_search (message_search) VALUES ('delete-all')")


def merge(connection: Connection) -> bool:
    """Join some of the parts that transactions have left; returns whether there was something to join."""
    before = _changes(connection)
    connection.exec_driver_sql(MERGE, (MERGED,))
    return _changes(connection) - before > 1  # as FTS5's documentation says


def runs_beginning_with(connection: Connection, two: str, at_most: int) -> Group | None:
    """Return the runs that begin with two characters; None if there are more of them than that."""
    found = connection.exec_driver_sql(TERMS, (two, two + LAST, at_most + 1)).scalars().all()
    return found if len(found) <= at_most else None


def room(room_id: int) -> str:
    """Return the run that all documents of a room have."""
    return _private(ROOM, room_id)


def author(account_id: int) -> str:
    """Return the run that all documents of an author have."""
    return _private(AUTHOR, account_id)


def kind(one: Kinds) -> str:
    """Return the run that all documents with a kind have."""
    return _private(KIND, one)


def match(groups: Iterable[Group]) -> str:
    """Return the query for documents that have one run of each group. What is in a run is no syntax."""
    return " AND ".join(f"({' OR '.join(map(_quoted, group))})" for group in groups)


def runs(text: str) -> list[str]:
    """Return the runs of three characters of a text, in their order."""
    return [text[at : at + RUN] for at in range(len(text) - RUN + 1)]


def _whole(entry: Entry) -> str:
    found = kinds(entry)
    told = "".join(map(kind, found)) if found else ""
    text = haystack(entry.body, entry.files)
    heads = heads_of(text)
    if len(heads) > MOST_HEADS:
        heads, told = (), told + MANY
    return f"{with_heads(text, heads)}{room(entry.room_id)}{author(entry.author_id)}{told}"


@lru_cache(REMEMBERED)
def _private(mark: str, number: int) -> str:
    high, low = divmod(number, DIGITS)
    return f"{mark}{chr(PRIVATE + high % DIGITS)}{chr(PRIVATE + low)}"


MANY: Final = _private(KIND, 16)  # the run of documents with too many heads: each has whatever is looked for by one


def _quoted(run: str) -> str:
    doubled = run.replace('"', '""')
    return f'"{doubled}"'


def _changes(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT total_changes()").scalar_one())
