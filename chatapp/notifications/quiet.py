"""Quiet hours and pauses: until when a person is told nothing. Pure functions of a moment."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from chatapp.accounts.time_zones import zone_named

DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MINUTES: Final = 24 * 60
STEPS: Final = 16  # quiet times in a row that are looked at; whoever is always quiet is looked at again after that
NINE: Final = time(9)
TIME: Final = re.compile("([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Quiet:
    """When a person wants to hear nothing: for a while from now on, and every week.

    ``days``: on which quiet hours begin, 0 is Monday. ``begins``, ``ends``: minutes since midnight in ``zone``; equal
    ones are a whole day.
    """

    days: frozenset[int] = frozenset()
    begins: int = 0
    ends: int = 0
    zone: str = ""
    paused_until: datetime | None = None

    @property
    def pause(self) -> "Quiet":
        """The pause alone."""
        return Quiet(paused_until=self.paused_until)

    def held_until(self, at: datetime) -> datetime | None:
        """Return when what is due at a moment may be told; None: at once."""
        until = at
        for _ in range(STEPS):
            later = max(self._end_of_pause(until), self._end_of_hours(until))
            if later == until:
                break
            until = later
        return until if until > at else None

    def _end_of_pause(self, at: datetime) -> datetime:
        return max(at, self.paused_until or at)

    def _end_of_hours(self, at: datetime) -> datetime:
        if not self.days:
            return at
        zone = zone_named(self.zone)
        today = at.astimezone(zone).date()
        for day in (today - timedelta(days=1), today):
            if day.weekday() in self.days:
                last = day + timedelta(days=self.ends <= self.begins)
                end = max(_readings(last, self.ends, zone))
                if min(_readings(day, self.begins, zone)) <= at < end:
                    return end
        return at


def tomorrow_morning(at: datetime, zone: str) -> datetime:
    """Return nine o'clock of the next day in a zone."""
    where = zone_named(zone)
    return datetime.combine(at.astimezone(where).date() + timedelta(days=1), NINE, where).astimezone(UTC)


def minutes_of(time_of_day: str) -> int | None:
    """Return the minutes since midnight of a time such as 22:00; None if it is none."""
    found = TIME.fullmatch(time_of_day)
    return int(found[1]) * 60 + int(found[2]) if found else None


def time_of_day(minutes: int) -> str:
    """Return a time such as 22:00."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _readings(day: date, minutes: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return which moments a wall clock's time may mean: two if the clock is changed there, so that hours hold both."""
    wall = datetime.combine(day, time(minutes // 60, minutes % 60), zone)
    return wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)
