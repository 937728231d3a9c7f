"""When a reminder comes next: its clock goes on by whole days, so that nine o'clock stays nine o'clock all year."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from chatapp.scheduled.wall_clock import WallClock
from models import Repeats

STEPS: Final = {Repeats.DAILY: 1, Repeats.WEEKDAYS: 1, Repeats.WEEKLY: 7}  # days
SATURDAY: Final = 5


def first(clock: WallClock, repeats: Repeats) -> WallClock:
    """Return when a reminder comes first that is to come at a time, or again and again from then on."""
    while repeats == Repeats.WEEKDAYS and clock.at.weekday() >= SATURDAY:
        clock = _later(clock, 1)
    return clock


def following(clock: WallClock, repeats: Repeats, *, after: datetime) -> WallClock | None:
    """Return when a reminder comes next after a moment; None: it came once, and doesn't come again.

    What a Chatapp that was off has missed is not made up for.
    """
    if repeats == Repeats.NEVER:
        return None
    while clock.moment <= after:
        clock = first(_later(clock, STEPS[repeats]), repeats)
    return clock


def _later(clock: WallClock, days: int) -> WallClock:
    return replace(clock, at=clock.at + timedelta(days=days))
