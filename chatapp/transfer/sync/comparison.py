"""Finding the rows that differ: each side is read once, a page at a time, and only differing spans are kept."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection, Table

from chatapp.transfer.sync.checksum import RowDigest
from chatapp.transfer.sync.rows import Span, key_of, last_key, page, pages

OnRows = Callable[[int], None]  # gets the number of further rows


@dataclass
class Comparison:
    """How one table of the copy differs from the original.

    ``spans``: keys between which rows differ. ``tail``: the original's rows after the copy's last key, not read yet.
    ``original_digest`` leaves the tail out; ``copy_digest`` is that of the copy before any change.
    """

    table: Table
    page_size: int
    original_digest: RowDigest
    copy_digest: RowDigest
    spans: list[Span] = field(default_factory=list)
    tail: Span | None = None

    @property
    def is_equal(self) -> bool:
        """Whether both sides have the same rows."""
        return not self.spans and self.tail is None

    def add(self, span: Span) -> None:
        """Note a span that differs; adjacent spans are merged."""
        if self.spans and self.spans[-1].up_to == span.after:
            span = Span(self.spans.pop().after, span.up_to)
        self.spans.append(span)


def compare(original: Connection, copy: Connection, table: Table, page_size: int, on_rows: OnRows) -> Comparison:
    """Compare a table on both sides by checksums of the same spans of keys, ``page_size`` rows of the original each."""
    comparison = Comparison(table, page_size, RowDigest(table), RowDigest(table))
    key, end, after = key_of(table), last_key(copy, table), None
    while True:
        if end is None or (after is not None and after >= end):
            if page(original, table, Span(after), 1):
                comparison.tail = Span(after)
            return comparison
        rows = page(original, table, Span(after), page_size)
        span = Span(after, key(rows[-1]) if len(rows) == page_size else None)
        if comparison.original_digest.add(rows) != _digest_copy(copy, comparison, span):
            comparison.add(span)
        on_rows(len(rows))
        if span.up_to is None:
            return comparison
        after = span.up_to


def digest(connection: Connection, table: Table, page_size: int, on_rows: OnRows) -> RowDigest:
    """Read a whole table and return its digest."""
    result = RowDigest(table)
    for rows in pages(connection, table, Span(), page_size):
        result.add(rows)
        on_rows(len(rows))
    return result


def _digest_copy(copy: Connection, comparison: Comparison, span: Span) -> bytes:
    """Return the checksum of a span of the copy, which may have more rows there than the original."""
    checksums = [comparison.copy_digest.add(rows) for rows in pages(copy, comparison.table, span, comparison.page_size)]
    return b"".join(checksums) or comparison.copy_digest.add([])
