"""How far the index of messages goes, and how PostgreSQL's is made. See docs/decisions/0037-search.md.

The index itself is no table of these models: on SQLite it is a virtual table, on PostgreSQL a table with an index that
needs two extensions. It describes one database, so it is made anew where messages are copied to.
"""

import unicodedata
from typing import Final

from sqlalchemy import BigInteger, Connection, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Field, SQLModel

VERSION: Final = f"2 {unicodedata.unidata_version}"  # of documents and their folding; another needs another index
OUTDATED: Final = ""
TABLE: Final = "message_search"
EXTENSIONS: Final = ("pg_trgm", "btree_gin")
AVAILABLE: Final = "SELECT count(*) FROM pg_available_extensions WHERE name IN ('pg_trgm', 'btree_gin')"
MAKE_INDEX: Final = (
    "CREATE INDEX IF NOT EXISTS ix_message_search_document ON message_search USING gin (document gin_trgm_ops, room_id)"
)


class SearchIndex(SQLModel, table=True):
    """The one row that says how far the index goes.

    ``version``: that of the index, or `OUTDATED`: it has to be made anew. Messages whose id is ``complete_from`` or
    more are in it; 0: all are. ``has_trigrams``: PostgreSQL has the extensions; without them it scans.
    """

    __tablename__ = "search_index"

    id: int = Field(default=1, primary_key=True)
    version: str = Field(max_length=40)
    complete_from: int = Field(sa_type=BigInteger)
    has_trigrams: bool = True


def make_trigrams(connection: Connection) -> bool:
    """Make PostgreSQL's index, and the extensions that it needs, if that may be done; returns whether it is there."""
    if connection.execute(text(AVAILABLE)).scalar_one() < len(EXTENSIONS):
        return False
    try:
        with connection.begin_nested():
            for name in EXTENSIONS:
                connection.execute(text(f"CREATE EXTENSION IF NOT EXISTS {name}"))
            connection.execute(text(MAKE_INDEX))
    except DBAPIError:  # only the database's owner may make them, or an operator who forbids it
        return False
    return True
