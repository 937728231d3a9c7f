"""Dates and times as people say them, and the moments they mean."""

from datetime import UTC, datetime

import pytest

from chatapp.errors import Invalid
from chatapp.scheduled.wall_clock import read

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("said", "zone", "moment"),
    [
        ("2026-03-21T09:00", BERLIN, "2026-03-21T08:00"),
        ("2026-03-21 09:00", BERLIN, "2026-03-21T08:00"),
        ("2026-03-21T09:00:59", BERLIN, "2026-03-21T08:00"),
        ("2026-03-21T09:00", "Asia/Kolkata", "2026-03-21T03:30"),
        ("2026-03-21T09:00Z", BERLIN, "2026-03-21T09:00"),
        ("2026-03-21T09:00+05:30", BERLIN, "2026-03-21T03:30"),
        ("2026-03-29T01:59", BERLIN, "2026-03-29T00:59"),
        ("2026-03-29T02:30", BERLIN, "2026-03-29T01:30"),  # there is no 2:30: it is 3:30
        ("2026-03-29T03:00", BERLIN, "2026-03-29T01:00"),
        ("2026-10-25T02:30", BERLIN, "2026-10-25T00:30"),  # there are two: the first
        ("2026-10-25T03:00", BERLIN, "2026-10-25T02:00"),
    ],
)
def test_a_time_is_taken_on_the_clocks_of_its_zone(said: str, zone: str, moment: str) -> None:
    assert read(said, zone, now=NOW).moment.isoformat(timespec="minutes") == moment + "+00:00"


def test_a_moment_is_told_on_the_clocks_of_the_zone() -> None:
    assert read("2026-03-21T09:00Z", BERLIN, now=NOW).text == "2026-03-21T10:00"


@pytest.mark.parametrize(
    ("said", "zone", "field", "words"),
    [
        ("soon", BERLIN, "at", "Write a date"),
        ("", BERLIN, "at", "Write a date"),
        ("2026-02-30T09:00", BERLIN, "at", "Write a date"),
        ("2026-03-20T13:00", BERLIN, "at", "has passed"),  # 12:00 UTC: just now
        ("2025-03-21T09:00", BERLIN, "at", "has passed"),
        ("0001-01-01T00:00+14:00", BERLIN, "at", "has passed"),
        ("2027-03-22T09:00", BERLIN, "at", "within the next year"),
        ("9999-12-31T23:59-12:00", BERLIN, "at", "within the next year"),
        ("2026-03-21T09:00", "Europe/Atlantis", "time_zone", "time zone"),
        ("2026-03-21T09:00", "../etc/passwd", "time_zone", "time zone"),
        ("2026-03-21T09:00", "", "time_zone", "time zone"),
    ],
)
def test_what_is_no_time_to_come_is_refused_beside_its_field(said: str, zone: str, field: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(said, zone, now=NOW)
    assert words in refused.value.fields[field]
