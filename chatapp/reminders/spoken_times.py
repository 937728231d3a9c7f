"""Times as people type them, before or after what they are about: a small grammar of our own, in English.

| typed | means |
|---|---|
| `10m`, `2h`, `in 1 hour 30 minutes`, `in 3 days`, `in a week` | from now on |
| `9:00`, `9am`, `at 9`, `noon` | the next time that the clock shows it |
| `tomorrow`, `fri 14:00`, `next monday at 9`, `next week` | on that day, at nine unless a time is given |
| `2026-12-24 18:00`, `2026-12-24` | that day |
| `every day 9:00`, `every weekday 9:00`, `every fri`, `daily`, `weekly mon 10:00` | again and again |
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from chatapp.errors import Invalid
from chatapp.reminders.repeating import following
from chatapp.scheduled import wall_clock
from chatapp.scheduled.wall_clock import WallClock
from models import Repeats

LONGEST: Final = 6  # words of a time
NINE: Final = time(9)
NO_TIME: Final = "We don't understand when. Try 20m, 2h, tomorrow 9:00, fri 14:00 or every weekday 9:00."
DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NAME: Final = "mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
CLOCK: Final = "(?P<at>at )?(?:(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-5][0-9]))? ?(?P<half>am|pm)?|(?P<noon>noon))"
EVERY: Final = f"(?:every|each) (?P<each>day|weekday|week|{NAME})|(?P<often>daily|weekdays|weekly)"
DAY: Final = (
    f"(?P<day>today|tomorrow|next week)|(?:on |(?P<next>next ))?(?P<name>{NAME})"
    "|(?:on )?(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})"
)
WHICH: Final = f"(?:(?:{EVERY})(?: (?:on )?(?P<on>{NAME}))?|{DAY})"
PHRASES: Final = [re.compile(one) for one in (CLOCK, f"{WHICH}(?: {CLOCK})?", f"{CLOCK} {WHICH}")]
UNITS: Final = {
    "weeks": "w|weeks?",
    "days": "d|days?",
    "hours": "h|hrs?|hours?",
    "minutes": "m|mins?|minutes?",
}
DURATION: Final = re.compile(
    "(?:in )?" + " ?".join(f"(?:(?P<{unit}>[0-9]{{1,4}}) ?(?:{words}))?" for unit, words in UNITS.items())
)
REPEATS: Final = {
    "day": Repeats.DAILY,
    "daily": Repeats.DAILY,
    "weekday": Repeats.WEEKDAYS,
    "weekdays": Repeats.WEEKDAYS,
}
WORD: Final = re.compile(r"\S+")
OPENING: Final = re.compile(r"^(?:(?:to|that)\s+|[,:]\s*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SpokenTime:
    """When something is to be, as it was said. ``clock``: to the minute; ``moment``: exactly, in UTC."""

    clock: WallClock
    moment: datetime
    repeats: Repeats = Repeats.NEVER


def read(text: str, zone: ZoneInfo, *, now: datetime) -> tuple[SpokenTime, str]:
    """Return the time with which a text begins or ends, and the rest of the text: what the time is about.

    Args:
        text: as typed: "tomorrow 9:00 water the plants", "water the plants every day at 9".
        zone: whose clocks are meant.
        now: the moment at which it is said.

    Raises:
        Invalid: field ``at``: there is no time in it, or one that has passed or is more than a year ahead.
    """
    words = list(WORD.finditer(text))
    lengths = range(min(LONGEST, len(words)), 0, -1)
    for length in lengths:
        if said := spoken(text[words[0].start() : words[length - 1].end()], zone, now=now):
            return said, OPENING.sub("", text[words[length - 1].end() :].strip(), count=1)
    for length in lengths:
        if said := spoken(text[words[-length].start() :], zone, now=now):
            return said, OPENING.sub("", text[: words[-length].start()].strip(), count=1)
    raise Invalid({"at": NO_TIME})


def spoken(phrase: str, zone: ZoneInfo, *, now: datetime) -> SpokenTime | None:
    """Return the time that a phrase means as a whole; None if it means none.

    Raises:
        Invalid: field ``at``: it has passed, or is more than a year ahead.
    """
    phrase = re.sub(r"\b(an?)(?= (?:hour|day|week|minute))", "1", " ".join(phrase.lower().split()).rstrip(",:"))
    phrase = re.sub("(?<=[0-9])t(?=[0-9])", " ", phrase.replace("half 1 hour", "30 minutes"))
    said = _after_a_while(phrase, zone, now) or _on_the_clock(phrase, zone, now)
    if said is not None:
        wall_clock.check(said.moment, now=now)
    return said


def _after_a_while(phrase: str, zone: ZoneInfo, now: datetime) -> SpokenTime | None:
    found = DURATION.fullmatch(phrase)
    given = {unit: int(number) for unit, number in found.groupdict().items() if number} if found else {}
    if not any(given.values()):
        return None
    moment = now + timedelta(**given)
    return SpokenTime(wall_clock.of(moment, zone), moment)


def _on_the_clock(phrase: str, zone: ZoneInfo, now: datetime) -> SpokenTime | None:
    found = next((match for one in PHRASES if (match := one.fullmatch(phrase))), None)
    parts = {name: value for name, value in found.groupdict().items() if value} if found else {}
    try:
        at = _time_of(parts)
        day = date.fromisoformat(parts["date"]) if "date" in parts else None
    except ValueError:
        return None
    if not parts or (at is None and {*parts} & {"hour", "at"}) or (at is None and parts.get("day") == "today"):
        return None
    here = now.astimezone(zone).replace(tzinfo=None)
    repeats = _repeats_of(parts)
    first = day or _day_of(parts, at or NINE, here)
    clock = WallClock(datetime.combine(first, at or NINE), zone.key)
    if repeats != Repeats.NEVER and (clock.moment <= now or repeats == Repeats.WEEKDAYS):
        before = WallClock(clock.at - timedelta(days=7 if repeats == Repeats.WEEKLY else 1), zone.key)
        clock = following(before, repeats, after=now) or clock
    return SpokenTime(clock, clock.moment, repeats)


def _time_of(parts: dict[str, str]) -> time | None:
    """Return the time of day; None if none is given, or a lone number. Raises ValueError if there is no such time."""
    if "noon" in parts:
        return time(12)
    if "hour" not in parts or not {*parts} & {"at", "minute", "half"}:
        return None
    hour, minute = int(parts["hour"]), int(parts.get("minute", "0"))
    if half := parts.get("half"):
        if not 1 <= hour <= 12:
            raise ValueError
        hour = hour % 12 + 12 * (half == "pm")
    return time(hour, minute)


def _repeats_of(parts: dict[str, str]) -> Repeats:
    said = parts.get("each") or parts.get("often")
    return REPEATS.get(said, Repeats.WEEKLY) if said else Repeats.NEVER


def _day_of(parts: dict[str, str], at: time, here: datetime) -> date:
    """Return the first day that is meant. ``here``: now, on the clocks of the place."""
    today = here.date()
    if (day := parts.get("day")) == "next week":
        return today + timedelta(days=7 - today.weekday())
    if day is not None:
        return today + timedelta(days=day == "tomorrow")
    each = parts.get("each", "")
    name = parts.get("name") or parts.get("on") or (each if each not in ("day", "weekday", "week") else "")
    if not name:
        return today + timedelta(days=at <= here.time())
    ahead = (next(n for n, one in enumerate(DAYS) if one.startswith(name[:3])) - today.weekday()) % 7
    is_over = ahead == 0 and (at <= here.time() or "next" in parts)
    return today + timedelta(days=7 if is_over else ahead)
