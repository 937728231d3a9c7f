"""Quiet hours and pauses, as a wall clock has them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatapp.accounts.time_zones import is_zone
from chatapp.notifications.quiet import Quiet, minutes_of, tomorrow_morning

BERLIN = "Europe/Berlin"
EVERY_DAY = frozenset(range(7))
ZONES = ("UTC", BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns")


def at(text: str, zone: str = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def hours(begins: str, ends: str, days: frozenset[int] = EVERY_DAY, zone: str = BERLIN) -> Quiet:
    begin, end = minutes_of(begins), minutes_of(ends)
    assert begin is not None
    assert end is not None
    return Quiet(days, begin, end, zone)


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-06-03 21:59", None),
        ("2026-06-03 22:00", "2026-06-04 08:00"),
        ("2026-06-04 07:59", "2026-06-04 08:00"),
        ("2026-06-04 08:00", None),
        ("2026-03-28 23:00", "2026-03-29 08:00"),  # clocks go forward at 2
        ("2026-03-29 07:59", "2026-03-29 08:00"),
        ("2026-10-24 23:00", "2026-10-25 08:00"),  # and back at 3
    ],
)
def test_hours_over_midnight_end_when_the_wall_clock_says_so(moment: str, until: str | None) -> None:
    assert hours("22:00", "08:00").held_until(at(moment)) == (at(until) if until else None)


@pytest.mark.parametrize(
    ("begins", "ends", "moment", "is_quiet"),
    [
        ("02:15", "02:45", "2026-03-29T01:10+00:00", True),  # 3:10: half past two came at half past three
        ("02:15", "02:45", "2026-03-29T01:50+00:00", False),
        ("01:00", "02:30", "2026-10-25T00:45+00:00", True),  # 2:45, and half past two comes once more
        ("01:00", "02:30", "2026-10-25T01:29+00:00", True),
        ("01:00", "02:30", "2026-10-25T01:30+00:00", False),
    ],
)
def test_hours_that_begin_or_end_where_clocks_change_hold_both_readings(
    begins: str, ends: str, moment: str, is_quiet: bool
) -> None:
    assert (hours(begins, ends).held_until(datetime.fromisoformat(moment)) is not None) == is_quiet


def test_days_are_those_on_which_hours_begin_and_whole_days_follow_each_other() -> None:
    weekend = frozenset((5, 6))
    assert hours("00:00", "00:00", weekend).held_until(at("2026-06-06 10:00")) == at("2026-06-08 00:00")
    assert hours("00:00", "00:00", weekend).held_until(at("2026-06-05 23:59")) is None
    assert hours("22:00", "08:00", frozenset((4,))).held_until(at("2026-06-06 07:00")) == at("2026-06-06 08:00")
    assert hours("22:00", "08:00", frozenset((4,))).held_until(at("2026-06-06 23:00")) is None


def test_a_pause_goes_over_into_quiet_hours_and_the_other_way_round() -> None:
    night = hours("22:00", "08:00")
    paused = Quiet(night.days, night.begins, night.ends, BERLIN, at("2026-06-03 22:10"))
    assert paused.held_until(at("2026-06-03 21:50")) == at("2026-06-04 08:00")
    assert Quiet(paused_until=at("2026-06-03 22:10")).held_until(at("2026-06-03 21:50")) == at("2026-06-03 22:10")
    assert Quiet(paused_until=at("2026-06-03 22:10")).held_until(at("2026-06-03 22:10")) is None


def test_whoever_is_always_quiet_is_looked_at_again_and_again() -> None:
    always = hours("00:00", "00:00")
    until = always.held_until(at("2026-06-03 10:00"))
    assert until is not None
    assert until > at("2026-06-10 00:00")


def test_a_zone_that_this_machine_does_not_know_is_utc_and_no_error() -> None:
    assert not is_zone("Europe/Atlantis")
    assert not is_zone("../etc/passwd")
    assert hours("22:00", "08:00", zone="Europe/Atlantis").held_until(at("2026-06-03 23:00", "UTC")) is not None
    assert tomorrow_morning(at("2026-06-03 23:30"), BERLIN) == at("2026-06-04 09:00")
    assert tomorrow_morning(at("2026-10-24 23:30"), BERLIN) == at("2026-10-25 09:00")


@given(
    zone=st.sampled_from(ZONES),
    days=st.frozensets(st.integers(0, 6)),
    begins=st.integers(0, 1439),
    ends=st.integers(0, 1439),
    moment=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001  (read as UTC below)
)
def test_whenever_the_wall_clock_is_within_quiet_hours_it_is_quiet_until_it_is_not(
    zone: str, days: frozenset[int], begins: int, ends: int, moment: datetime
) -> None:
    quiet, now = Quiet(days, begins, ends, zone), moment.replace(tzinfo=UTC)
    until = quiet.held_until(now)
    assert until is not None or not _says_quiet(now, zone, days, begins, ends)
    if until is not None and until < now + timedelta(days=10):
        assert quiet.held_until(until) is None


def _says_quiet(now: datetime, zone: str, days: frozenset[int], begins: int, ends: int) -> bool:
    wall = now.astimezone(ZoneInfo(zone))
    minutes, today, yesterday = wall.hour * 60 + wall.minute, wall.weekday(), (wall.weekday() - 1) % 7
    if begins < ends:
        return today in days and begins <= minutes < ends
    return (today in days and minutes >= begins) or (yesterday in days and minutes < ends)
