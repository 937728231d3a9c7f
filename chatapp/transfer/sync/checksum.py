"""Checksums of rows: of the values' meaning, not their storage, so that they are equal on every database."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Table

DIGEST_BYTES = 16


def _text(value: str) -> bytes:
    encoded = value.encode()
    return b"s%d:%b" % (len(encoded), encoded)


def _datetime(value: datetime) -> bytes:
    return b"t" + value.astimezone(UTC).isoformat(timespec="microseconds").encode()


# Each type has a letter of its own and a fixed or written length, so different rows have different encodings.
ENCODINGS: Final[dict[type, Callable[[Any], bytes]]] = {
    type(None): lambda value: b"n",
    bool: lambda value: b"b1" if value else b"b0",
    int: lambda value: b"i%d;" % value,
    str: _text,
    bytes: lambda value: b"y%d:%b" % (len(value), value),
    datetime: _datetime,
    UUID: lambda value: b"u" + value.bytes,
}


def encoded(row: Sequence[Any]) -> bytes:
    """Return one row as bytes."""
    return b"".join([ENCODINGS[type(value)](value) for value in row])


class RowDigest:
    """Row count and checksum of a table; add its rows in the order of the primary key."""

    def __init__(self, table: Table) -> None:
        self.rows = 0
        columns = " ".join(column.name for column in table.columns)
        self._hash = hashlib.blake2b(f"{table.name} {columns}\n".encode(), digest_size=DIGEST_BYTES)

    def add(self, rows: Iterable[Sequence[Any]]) -> bytes:
        """Add rows; return a checksum of these rows alone."""
        encodings = [encoded(row) for row in rows]
        self.rows += len(encodings)
        joined = b"".join(encodings)
        self._hash.update(joined)
        return hashlib.blake2b(joined, digest_size=DIGEST_BYTES).digest()

    @property
    def checksum(self) -> str:
        """The checksum of all rows so far: 32 hex digits."""
        return self._hash.hexdigest()
