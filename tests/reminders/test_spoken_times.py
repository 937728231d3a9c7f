"""Times as people type them, before or after what they are about."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatapp.errors import Invalid
from chatapp.reminders.spoken_times import read, spoken
from models import Repeats

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 27, 11, 30, tzinfo=UTC)  # a Friday, 12:30 in Berlin


def clock(text: str) -> tuple[str, str]:
    said, rest = read(text, BERLIN, now=NOW)
    return said.clock.text, rest


@pytest.mark.parametrize(
    ("typed", "ahead"),
    [
        ("10m", timedelta(minutes=10)),
        ("in 10 min", timedelta(minutes=10)),
        ("2h", timedelta(hours=2)),
        ("1h30m", timedelta(hours=1, minutes=30)),
        ("in 1 hour 30 minutes", timedelta(hours=1, minutes=30)),
        ("in an hour", timedelta(hours=1)),
        ("in half an hour", timedelta(minutes=30)),
        ("3 days", timedelta(days=3)),
        ("in a week", timedelta(weeks=1)),
        ("IN 90 Minutes", timedelta(minutes=90)),
    ],
)
def test_a_while_is_taken_from_now_to_the_second(typed: str, ahead: timedelta) -> None:
    said, rest = read(f"{typed} tea", BERLIN, now=NOW.replace(second=41))
    assert (said.moment, said.repeats, rest) == (NOW.replace(second=41) + ahead, Repeats.NEVER, "tea")


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("14:00", "2026-11-27T14:00"),
        ("12:30", "2026-11-28T12:30"),  # it is 12:30 just now
        ("9:00", "2026-11-28T09:00"),
        ("9.15", "2026-11-28T09:15"),
        ("9am", "2026-11-28T09:00"),
        ("at 9", "2026-11-28T09:00"),
        ("12am", "2026-11-28T00:00"),
        ("3:15 pm", "2026-11-27T15:15"),
        ("noon", "2026-11-28T12:00"),
        ("today 18:00", "2026-11-27T18:00"),
        ("tomorrow", "2026-11-28T09:00"),
        ("tomorrow 9:00", "2026-11-28T09:00"),
        ("tomorrow at 9 am", "2026-11-28T09:00"),
        ("9:30 tomorrow", "2026-11-28T09:30"),
        ("next week", "2026-11-30T09:00"),
        ("next week 14:00", "2026-11-30T14:00"),
        ("fri 14:00", "2026-11-27T14:00"),
        ("fri 9:00", "2026-12-04T09:00"),
        ("next friday 14:00", "2026-12-04T14:00"),
        ("on Monday at 8:15", "2026-11-30T08:15"),
        ("wed", "2026-12-02T09:00"),
        ("2026-12-24 18:00", "2026-12-24T18:00"),
        ("2026-12-24T18:00", "2026-12-24T18:00"),
        ("on 2026-12-24", "2026-12-24T09:00"),
        ("tomorrow,", "2026-11-28T09:00"),
    ],
)
def test_a_time_of_the_clock_is_the_next_one(typed: str, at: str) -> None:
    assert clock(f"{typed} Water the  plants") == (at, "Water the  plants")
    assert spoken(typed, BERLIN, now=NOW) is not None


@pytest.mark.parametrize(
    ("typed", "at", "repeats"),
    [
        ("every day 9:00", "2026-11-28T09:00", Repeats.DAILY),
        ("every day at 14:00", "2026-11-27T14:00", Repeats.DAILY),
        ("daily", "2026-11-28T09:00", Repeats.DAILY),
        ("every weekday 9:00", "2026-11-30T09:00", Repeats.WEEKDAYS),
        ("weekdays 14:00", "2026-11-27T14:00", Repeats.WEEKDAYS),
        ("every fri 9:00", "2026-12-04T09:00", Repeats.WEEKLY),
        ("every tuesday", "2026-12-01T09:00", Repeats.WEEKLY),
        ("weekly on mon 10:00", "2026-11-30T10:00", Repeats.WEEKLY),
        ("every week 14:00", "2026-11-27T14:00", Repeats.WEEKLY),
        ("at 9 every weekday", "2026-11-30T09:00", Repeats.WEEKDAYS),
    ],
)
def test_what_comes_again_and_again_comes_first_when_it_is_next(typed: str, at: str, repeats: Repeats) -> None:
    said, rest = read(f"{typed} stand-up", BERLIN, now=NOW)
    assert (said.clock.text, said.repeats, rest) == (at, repeats, "stand-up")


@pytest.mark.parametrize(
    ("typed", "at", "rest"),
    [
        ("to water the plants tomorrow at 9:00", "2026-11-28T09:00", "water the plants"),
        ("call Ann at 9", "2026-11-28T09:00", "call Ann"),
        ("tomorrow 9 apples", "2026-11-28T09:00", "9 apples"),
        ("tomorrow 9:00: to buy 5 m of rope", "2026-11-28T09:00", "buy 5 m of rope"),
        ("9:00 am stand-up", "2026-11-28T09:00", "stand-up"),
        ("in 10 minutes 5 eggs", "2026-11-27T12:40", "5 eggs"),
        ("10m *bold* 2*3*4", "2026-11-27T12:40", "*bold* 2*3*4"),
        ("tomorrow 9:00", "2026-11-28T09:00", ""),
    ],
)
def test_the_rest_is_what_it_is_about_as_it_was_typed(typed: str, at: str, rest: str) -> None:
    assert clock(typed) == (at, rest)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "We don't understand when"),
        ("water the plants", "We don't understand when"),
        ("soon tea", "We don't understand when"),
        ("0m tea", "We don't understand when"),
        ("25:00 tea", "We don't understand when"),
        ("13pm tea", "We don't understand when"),
        ("today tea", "We don't understand when"),
        ("2026-02-30 tea", "We don't understand when"),
        ("9 tea", "We don't understand when"),
        ("today 9:00 tea", "has passed"),
        ("2020-01-01 9:00 tea", "has passed"),
        ("0001-01-01 tea", "has passed"),
        ("9999-12-31 tea", "within the next year"),
        ("9999d tea", "within the next year"),
        ("in 9999 weeks tea", "within the next year"),
    ],
)
def test_what_is_no_time_to_come_is_said(typed: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(typed, BERLIN, now=NOW)
    assert words in refused.value.fields["at"]


@given(st.text(alphabet="0123456789 :.-adehimnorstuwy/Tpmé\n", max_size=60))
def test_whatever_is_typed_is_a_time_to_come_or_refused(typed: str) -> None:
    try:
        said, rest = read(typed, BERLIN, now=NOW)
    except Invalid:
        return
    assert NOW < said.moment <= NOW + timedelta(days=366)
    assert len(rest) < len(typed)
