"""Checksums tell apart what is not the same, and nothing else."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import combinations
from typing import Any
from uuid import UUID

import pytest

from chatapp.transfer.sync import (
    CopyError,
    CopyInProgress,
    CopyMismatch,
    CopyRefused,
    DatabaseLocation,
    DatabaseUnavailable,
    Progress,
    Report,
    Step,
    TableReport,
    wire,
)
from chatapp.transfer.sync.checksum import RowDigest, encoded
from chatapp.transfer.sync.tables import copied_tables

NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)
UNLIKE: list[tuple[Any, ...]] = [
    (None, ""),
    ("", None),
    ("", ""),
    (b"", ""),
    ("n", ""),
    ("", "n"),
    (True, 1),
    (1, 1),
    (False, 0),
    ("1", 1),
    (12, 3),
    (1, 23),
    ("s1:a", ""),
    (b"a", "b"),
    ("a", b"b"),
    ("ab", ""),
    (NOON, None),
    (NOON + timedelta(microseconds=1), None),
    (UUID(int=1), None),
    (UUID(int=1).bytes, None),
    (UUID(int=1).hex, None),
    ("é", None),
    ("e\u0301", None),
]


def test_rows_that_are_not_the_same_are_never_written_alike() -> None:
    assert not [pair for pair in combinations(UNLIKE, 2) if encoded(pair[0]) == encoded(pair[1])]


def test_a_moment_is_the_same_in_every_zone() -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=5, minutes=45)))
    assert encoded((NOON,)) == encoded((elsewhere,))


def test_the_checksum_of_a_table_is_that_of_its_rows_however_they_are_paged() -> None:
    table = copied_tables()[0]
    at_once, one_by_one, another, exchanged = (RowDigest(table) for _ in range(4))
    at_once.add(UNLIKE)
    for row in UNLIKE:
        one_by_one.add([row])
    another.add(UNLIKE[:-1])
    exchanged.add([*UNLIKE[1:], UNLIKE[0]])
    assert (at_once.rows, at_once.checksum) == (one_by_one.rows, one_by_one.checksum)
    assert len({at_once.checksum, another.checksum, exchanged.checksum}) == 3


def test_empty_tables_of_different_names_have_different_checksums() -> None:
    assert len({RowDigest(table).checksum for table in copied_tables()}) == len(copied_tables())


@pytest.mark.parametrize(
    "error", [CopyRefused("no."), CopyInProgress("later."), DatabaseUnavailable("away."), CopyMismatch("not equal.")]
)
def test_what_goes_wrong_in_the_other_process_is_the_same_here(error: CopyError) -> None:
    there = wire.decode_message(wire.encode_message(error))
    assert (type(there), str(there)) == (type(error), str(error))


def test_what_is_asked_and_answered_comes_through_the_pipe_unchanged() -> None:
    locations = DatabaseLocation("sqlite:///ä b.db", "--from"), DatabaseLocation("postgresql://ann:hunter2@h/x", "--to")
    progress = Progress(Step.COPYING, "message", 1, 2)
    report = Report((TableReport("room", 1, "ab", 1, 0, 0),), references=3, is_new=True, as_of=NOON, seconds=0.5)
    assert wire.decode_request(wire.encode_request(*locations).decode()) == locations
    assert wire.decode_message(wire.encode_message(progress)) == progress
    assert wire.decode_message(wire.encode_message(report)) == report
