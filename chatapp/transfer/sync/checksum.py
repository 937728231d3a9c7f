"""Checksums of rows, equal on every database: of what the values mean, not of how they are stored."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Table

BYTES = 16


def _text(value: str) -> bytes:
    encoded = value.encode()
    return b"s%d:%b" % (len(encoded), encoded)


def _moment(value: datetime) -> bytes:
    return b"t" + value.astimezone(UTC).isoformat(timespec="microseconds").encode()


# Each kind begins with a letter of its own and says where it ends: no two rows are written alike.
ENCODINGS: Final[dict[type, Callable[[Any], bytes]]] = {
    type(None): lambda value: b"n",
    bool: lambda value: b"b1" if value else b"b0",
    int: lambda value: b"i%d;" % value,
    str: _text,
    bytes: lambda value: b"y%d:%b" % (len(value), value),
    datetime: _moment,
    UUID: lambda value: b"u" + value.bytes,
}


def encoded(row: Sequence[Any]) -> bytes:
    """Return one row as bytes."""
    return b"".join([ENCODINGS[type(value)](value) for value in row])


class RowDigest:
    """Counts the rows of a table, in the order of its primary key, and sums them up."""

    def __init__(self, table: Table) -> None:
        self.rows = 0
        columns = " ".join(column.name for column in table.columns)
        self._hash = hashlib.blake2b(f"{table.name} {columns}\n".encode(), digest_size=BYTES)

    def add(self, rows: Iterable[Sequence[Any]]) -> bytes:
        """Take rows in; returns a checksum of these alone."""
        written = [encoded(row) for row in rows]
        self.rows += len(written)
        whole = b"".join(written)
        self._hash.update(whole)
        return hashlib.blake2b(whole, digest_size=BYTES).digest()

    @property
    def checksum(self) -> str:
        """The checksum of all rows so far: 32 hex digits."""
        return self._hash.hexdigest()
