"""The column type of keys: case-folded names for searching, uniqueness and ordering."""

from sqlalchemy import String
from sqlalchemy.types import TypeEngine


def case_folded(length: int) -> TypeEngine[str]:
    """Return the column type of a key of at most ``length`` characters: ordered by code point on every database.

    SQLite does so by default. PostgreSQL would use the locale of the database.
    """
    return String(length).with_variant(String(length, collation="C"), "postgresql")
