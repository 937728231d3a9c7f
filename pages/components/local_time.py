"""Times in the reader's zone. The server sends UTC once for everybody; custom elements show it locally.

``<local-time at="…">`` shows hours and minutes with the full date as its title, ``<local-date at="…" with-time>`` the
date, with the time if wanted. ``<until-time at="…">`` says how long a status lasts. ``<day-line at="…"
previous="…">`` shows a date when the two fall on different days for this reader, and marks the row after it with
``new-day``. ``<time-ago at="…">`` says how long ago it was.
"""

from datetime import UTC, datetime
from functools import lru_cache
from html import escape
from typing import Final

REMEMBERED: Final = 256  # moments: each is shown in a row and the next, and those of a group of posts in all of theirs


def local_time(at: datetime) -> str:
    """Return the HTML that shows a moment's time of day."""
    return f'<local-time at="{iso(at)}"></local-time>'


def local_date(at: datetime, *, with_time: bool = False) -> str:
    """Return the HTML that shows a moment's date, if wanted with its time of day."""
    return f'<local-date at="{iso(at)}"{" with-time" if with_time else ""}></local-date>'


def time_ago(at: datetime) -> str:
    """Return the HTML that says how long ago a moment was."""
    return f'<time-ago at="{iso(at)}"></time-ago>'


def zone_time(zone: str) -> str:
    """Return the HTML that shows what time it is now in a time zone; browsers keep it up to date."""
    return f'<zone-time zone="{escape(zone)}"></zone-time>'


def day_line(at: datetime, previous: datetime | None) -> str:
    """Return the HTML that shows a date if the reader's day has changed since ``previous``."""
    before = f' previous="{iso(previous)}"' if previous else ""
    return f'<day-line at="{iso(at)}"{before}></day-line>'


@lru_cache(REMEMBERED)
def iso(at: datetime) -> str:
    """Return a moment as browsers read it: UTC, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
