"""When functions run by the clock: words become times, in a time zone, also when clocks change."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from chatapp.bots.schedules import schedule_of

BERLIN = ZoneInfo("Europe/Berlin")


def times(when: str, start: str, count: int = 3) -> list[str]:
    """Return the first times after a moment, as they are read in Berlin."""
    schedule, moment, found = schedule_of(when, BERLIN), datetime.fromisoformat(start).replace(tzinfo=BERLIN), []
    for _ in range(count):
        moment = schedule.after(moment)
        assert moment.tzinfo is UTC
        found.append(f"{moment.astimezone(BERLIN):%a %d.%m. %H:%M}")
    return found


@pytest.mark.parametrize(
    ("when", "start", "found"),
    [
        ("10 minutes", "2026-11-28 09:55", ["Sat 28.11. 10:00", "Sat 28.11. 10:10", "Sat 28.11. 10:20"]),
        ("every minute", "2026-11-28 09:55", ["Sat 28.11. 09:56", "Sat 28.11. 09:57", "Sat 28.11. 09:58"]),
        ("Hour", "2026-11-28 10:00", ["Sat 28.11. 11:00", "Sat 28.11. 12:00", "Sat 28.11. 13:00"]),
        ("2 hours", "2026-11-28 10:01", ["Sat 28.11. 11:00", "Sat 28.11. 13:00", "Sat 28.11. 15:00"]),  # of UTC
        ("day 9:30", "2026-11-28 09:30", ["Sun 29.11. 09:30", "Mon 30.11. 09:30", "Tue 01.12. 09:30"]),
        ("weekdays 09:30", "2026-11-27 09:00", ["Fri 27.11. 09:30", "Mon 30.11. 09:30", "Tue 01.12. 09:30"]),
        ("weekday 9:30", "2026-11-28 09:00", ["Mon 30.11. 09:30", "Tue 01.12. 09:30", "Wed 02.12. 09:30"]),
        ("mondays 8:00", "2026-11-30 07:59", ["Mon 30.11. 08:00", "Mon 07.12. 08:00", "Mon 14.12. 08:00"]),
        ("day 0:00", "2026-12-31 23:59", ["Fri 01.01. 00:00", "Sat 02.01. 00:00", "Sun 03.01. 00:00"]),
    ],
)
def test_words_become_times(when: str, start: str, found: list[str]) -> None:
    assert times(when, start) == found


def test_a_time_of_day_stays_when_clocks_change() -> None:
    assert times("day 9:30", "2026-03-28 12:00") == ["Sun 29.03. 09:30", "Mon 30.03. 09:30", "Tue 31.03. 09:30"]
    assert times("day 9:30", "2026-10-24 12:00") == ["Sun 25.10. 09:30", "Mon 26.10. 09:30", "Tue 27.10. 09:30"]


def test_a_time_that_a_night_leaves_out_comes_an_hour_later_and_one_that_comes_twice_runs_once() -> None:
    assert times("day 2:30", "2026-03-28 12:00") == ["Sun 29.03. 03:30", "Mon 30.03. 02:30", "Tue 31.03. 02:30"]
    assert times("day 2:30", "2026-10-24 12:00") == ["Sun 25.10. 02:30", "Mon 26.10. 02:30", "Tue 27.10. 02:30"]


@pytest.mark.parametrize("when", ["", "0 minutes", "day", "day 25:00", "day 9", "9:30", "someday 9:30", "5 seconds"])
def test_other_words_are_no_times(when: str) -> None:
    with pytest.raises(ValueError, match=r"minute|write it|hour"):
        schedule_of(when, UTC)
