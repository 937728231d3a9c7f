"""Finding what differs, span by span: where nothing does, each side is read once and nothing is remembered."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection, Table

from chatapp.transfer.sync.checksum import RowDigest
from chatapp.transfer.sync.rows import Span, key_of, last_key, page, pages

Counted = Callable[[int], None]  # so many rows more


@dataclass
class Comparison:
    """What is known of one table. ``tail``: where the copy ends and only the original goes on; it was not read yet.

    ``ours`` sums up the original, but for the tail; ``theirs`` the copy as it was before anything was changed.
    """

    table: Table
    size: int
    ours: RowDigest
    theirs: RowDigest
    spans: list[Span] = field(default_factory=list)
    tail: Span | None = None

    @property
    def is_equal(self) -> bool:
        """Whether nothing is to be done."""
        return not self.spans and self.tail is None

    def add(self, span: Span) -> None:
        """Note a span that differs; neighbours become one."""
        if self.spans and self.spans[-1].up_to == span.after:
            span = Span(self.spans.pop().after, span.up_to)
        self.spans.append(span)


def compare(original: Connection, copy: Connection, table: Table, size: int, on_rows: Counted) -> Comparison:
    """Compare a table on both sides, ``size`` rows at a time, by the checksums of equal spans of keys."""
    found = Comparison(table, size, RowDigest(table), RowDigest(table))
    key, end, after = key_of(table), last_key(copy, table), None
    while True:
        if end is None or (after is not None and after >= end):
            if page(original, table, Span(after), 1):
                found.tail = Span(after)
            return found
        rows = page(original, table, Span(after), size)
        span = Span(after, key(rows[-1]) if len(rows) == size else None)
        if found.ours.add(rows) != _sum_up(copy, found, span):
            found.add(span)
        on_rows(len(rows))
        if span.up_to is None:
            return found
        after = span.up_to


def digest(connection: Connection, table: Table, size: int, on_rows: Counted) -> RowDigest:
    """Read a whole table and sum it up."""
    found = RowDigest(table)
    for rows in pages(connection, table, Span(), size):
        found.add(rows)
        on_rows(len(rows))
    return found


def _sum_up(copy: Connection, found: Comparison, span: Span) -> bytes:
    """Return the checksum of a span of the copy, which may have more rows there than the original."""
    several = [found.theirs.add(rows) for rows in pages(copy, found.table, span, found.size)]
    return b"".join(several) or found.theirs.add([])
