"""When a reminder comes next, over weekends and over the nights in which clocks are changed."""

from datetime import datetime

import pytest

from chatapp.reminders.repeating import first, following
from chatapp.scheduled.wall_clock import WallClock
from models import Repeats

BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"


def all_of(at: str, zone: str, repeats: Repeats, count: int) -> list[str]:
    """Return the moments at which a reminder comes, as it is told each time a minute late."""
    clock, moments = first(WallClock(datetime.fromisoformat(at), zone), repeats), list[str]()
    for _ in range(count):
        moments.append(clock.moment.isoformat(timespec="minutes").removesuffix("+00:00"))
        later = following(clock, repeats, after=clock.moment)
        assert later is not None
        clock = later
    return moments


@pytest.mark.parametrize(
    ("at", "zone", "moments"),
    [
        ("2026-03-28T02:30", BERLIN, ["2026-03-28T01:30", "2026-03-29T01:30", "2026-03-30T00:30"]),  # 3:30, then 2:30
        ("2026-03-28T09:00", BERLIN, ["2026-03-28T08:00", "2026-03-29T07:00", "2026-03-30T07:00"]),
        ("2026-10-24T02:30", BERLIN, ["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30"]),  # once
        ("2026-10-24T09:00", BERLIN, ["2026-10-24T07:00", "2026-10-25T08:00", "2026-10-26T08:00"]),
        ("2026-03-07T09:00", NEW_YORK, ["2026-03-07T14:00", "2026-03-08T13:00", "2026-03-09T13:00"]),
        ("2026-10-03T02:15", LORD_HOWE, ["2026-10-02T15:45", "2026-10-03T15:45", "2026-10-04T15:15"]),  # half an hour
    ],
)
def test_nine_o_clock_stays_nine_o_clock_when_clocks_are_changed(at: str, zone: str, moments: list[str]) -> None:
    assert all_of(at, zone, Repeats.DAILY, 3) == moments


def test_weekdays_leave_the_weekend_out_and_weeks_keep_the_day() -> None:
    thursday, saturday = "2026-11-26T09:00", "2026-11-28T09:00"
    days = [moment[:10] for moment in all_of(thursday, "UTC", Repeats.WEEKDAYS, 4)]
    assert days == ["2026-11-26", "2026-11-27", "2026-11-30", "2026-12-01"]
    assert all_of(saturday, "UTC", Repeats.WEEKDAYS, 1) == ["2026-11-30T09:00"]
    assert [moment[:10] for moment in all_of(saturday, "UTC", Repeats.WEEKLY, 3)] == [
        "2026-11-28",
        "2026-12-05",
        "2026-12-12",
    ]


def test_what_was_missed_is_not_made_up_for() -> None:
    clock = WallClock(datetime.fromisoformat("2026-11-26T09:00"), "UTC")
    weeks = datetime.fromisoformat("2027-01-08T12:00Z")
    assert following(clock, Repeats.NEVER, after=weeks) is None
    for repeats, day in (
        (Repeats.DAILY, "2027-01-09"),
        (Repeats.WEEKDAYS, "2027-01-11"),
        (Repeats.WEEKLY, "2027-01-14"),
    ):
        later = following(clock, repeats, after=weeks)
        assert later is not None
        assert later.text == f"{day}T09:00"
