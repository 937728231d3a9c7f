"""When a bot's function runs by the clock: in a time zone, also across the nights on which clocks change."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS: Final = frozenset(range(5))
ANY: Final = frozenset(range(7))
UNITS: Final = {"minute": 60, "hour": 3600}
REPEATED: Final = re.compile(r"(?:(\d{1,4}) )?(minute|hour)s?")
AT: Final = re.compile(r"(day|weekdays?|" + "|".join(DAYS) + r")s? (\d{1,2}):(\d{2})")
AHEAD: Final = 9  # days within which a weekly time comes


@dataclass(frozen=True, slots=True)
class Schedule:
    """Every so many seconds, or on some days of the week at a time of day."""

    zone: tzinfo
    seconds: int = 0
    days: frozenset[int] = ANY
    at: time = time()

    def after(self, moment: datetime) -> datetime:
        """Return the first time after a moment, in UTC. A time of day that a night leaves out comes an hour later."""
        if self.seconds:
            count = int(moment.timestamp()) // self.seconds + 1
            return datetime.fromtimestamp(count * self.seconds, UTC)
        today = moment.astimezone(self.zone).date()
        return next(at for days in range(AHEAD) if (at := self._on(today + timedelta(days))) and at > moment)

    def _on(self, day: date) -> datetime | None:
        if day.weekday() not in self.days:
            return None
        return datetime.combine(day, self.at, self.zone).astimezone(UTC)


def schedule_of(when: str, zone: tzinfo) -> Schedule:
    """Return the times that words mean: "10 minutes", "hour", "day 9:30", "weekdays 9:30", "monday 8:00".

    Raises:
        ValueError: they mean none.
    """
    words = " ".join(when.lower().split()).removeprefix("every ")
    if found := REPEATED.fullmatch(words):
        count = int(found[1] or 1)
        if not count:
            raise ValueError("use at least 1 minute")
        return Schedule(zone, seconds=count * UNITS[found[2]])
    if not (found := AT.fullmatch(words)):
        raise ValueError('write it as "10 minutes", "hour", "day 9:30", "weekdays 9:30" or "monday 8:00"')
    days = {"day": ANY, "weekday": WEEKDAYS, "weekdays": WEEKDAYS}.get(found[1])
    return Schedule(zone, days=days or frozenset({DAYS.index(found[1])}), at=time(int(found[2]), int(found[3])))
