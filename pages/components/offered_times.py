"""Times that people often want, each one press away."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from html import escape
from typing import Final

from pages.components.elements import box, markup
from pages.components.local_time import local_date
from pages.components.page_frame import PageFrame

MORNING: Final = 9  # o'clock
Offer = tuple[str, datetime]  # its name, and the moment
REPEATS: Final = (
    ("never", "Doesn't repeat"),
    ("daily", "Every day"),
    ("weekdays", "Every weekday"),
    ("weekly", "Every week"),
)


def show_times(frame: PageFrame, offers: Sequence[Offer], choose: Callable[[datetime], Awaitable[None]]) -> None:
    """Show a button for each time; errors of ``choose`` become notices."""
    with box("times"):
        for label, at in offers:
            when = f'<span>{escape(label)}</span><span class="muted">{local_date(at, with_time=True)}</span>'
            press = frame.with_error_notices(partial(choose, at))
            with box("button choice", "button", type="button").on("click", press, js_handler="() => emit()"):
                markup(when, tag="span")


def in_hours(now: datetime, hours: float) -> datetime:
    """Return a time to come, to the minute."""
    return (now + timedelta(hours=hours)).replace(second=0, microsecond=0)


def morning(now: datetime, days: int) -> datetime:
    """Return nine o'clock of a day to come. ``now``: on the person's own clocks."""
    return (now + timedelta(days=days)).replace(hour=MORNING, minute=0, second=0, microsecond=0)
