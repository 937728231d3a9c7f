"""When a reminder comes, in words."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from chatapp.reminders.reminders import ReminderView
from models import Repeats

OFTEN: Final = {
    Repeats.NEVER: "",
    Repeats.DAILY: "every day",
    Repeats.WEEKDAYS: "every weekday",
    Repeats.WEEKLY: "every week",
}


def when_said(one: ReminderView, zone: ZoneInfo) -> str:
    """Return when it comes, as in “on Tue 1 Dec at 09:00” or “every weekday at 09:00, first on Tue 1 Dec”."""
    at = one.due_at.astimezone(zone)
    if one.repeats == Repeats.NEVER:
        return f"on {_day(at)} at {at:%H:%M}"
    return f"{OFTEN[one.repeats]} at {at:%H:%M}, first on {_day(at)}"


def _day(at: datetime) -> str:
    return f"{at:%a} {at.day} {at:%b}"
