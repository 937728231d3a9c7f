"""Days, months and years in searches, in the reader's time zone."""

import re
from datetime import datetime, timedelta
from typing import Final

SENTENCE: Final = "Write a date as 2026-11-28, 2026-11, 2026, today or yesterday, a day of the week, or -7d."
WRITTEN: Final = re.compile(r"([12][0-9]{3})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?")
AGO: Final = re.compile(r"-([0-9]{1,5})([dw])")
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EARLIEST: Final = datetime(1000, 1, 1)  # noqa: DTZ001  (in whatever zone)
DAY: Final = timedelta(days=1)

Bounds = tuple[datetime | None, datetime | None]


def span(operator: str, value: str, now: datetime) -> Bounds | None:
    """Return from when to when messages were posted that `before`, `after` or `on` a date means; None: it is no date.

    Neither `before` nor `after` includes the day, month or year itself. ``now``: in the reader's time zone.
    """
    period = _period(value.strip().lower(), now)
    if period is None:
        return None
    begin, end = period
    return {"before": (None, begin), "after": (end, None), "on": (begin, end)}[operator]


def _period(value: str, now: datetime) -> tuple[datetime, datetime] | None:
    """Return when a day, month or year begins, and when the next one does."""
    today = datetime(now.year, now.month, now.day, tzinfo=now.tzinfo)
    if value in ("today", "yesterday"):
        begin = today if value == "today" else _days_later(today, -1)
        return begin, _days_later(begin, 1)
    if ago := AGO.fullmatch(value):
        days = int(ago[1]) * (7 if ago[2] == "w" else 1)
        if days > (today.replace(tzinfo=None) - EARLIEST).days:
            return None
        begin = _days_later(today, -days)
        return begin, _days_later(begin, 1)
    if value in WEEKDAYS:
        begin = _days_later(today, -((today.weekday() - WEEKDAYS.index(value)) % 7))
        return begin, _days_later(begin, 1)
    if (written := WRITTEN.fullmatch(value)) is None:
        return None
    year, month, day = (int(part) if part else None for part in written.groups())
    if year is None:
        return None
    try:
        begin = datetime(year, month or 1, day or 1, tzinfo=now.tzinfo)
    except ValueError:
        return None
    if day is not None:
        return begin, _days_later(begin, 1)
    if month is None:
        return begin, begin.replace(year=year + 1)
    return begin, begin.replace(year=year + month // 12, month=month % 12 + 1)


def _days_later(day: datetime, days: int) -> datetime:
    """Return the beginning of another day: days are not all of 24 hours."""
    return day + days * DAY  # in the zone itself, so the hour stays
