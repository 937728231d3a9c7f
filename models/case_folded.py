"""Keys: the folded forms of names, by which they are found, told apart and ordered."""

from sqlalchemy import String
from sqlalchemy.types import TypeEngine


def case_folded(length: int) -> TypeEngine[str]:
    """Return the type of a key, at most ``length`` characters: ordered by code point on every database.

    SQLite does so by itself. PostgreSQL would order by the locale it was set up with, and lists would differ.
    """
    return String(length).with_variant(String(length, collation="C"), "postgresql")
