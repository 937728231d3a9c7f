"""What the events of pages take of the event loop: the time of their handlers is told to whoever pays for it.

NiceGUI calls a handler and makes a task of what it returns, if that is to be awaited; such a task is metered. Fallback:
only what is done at once is told.
"""

from collections.abc import Callable
from time import perf_counter
from typing import Any, ParamSpec

from nicegui import background_tasks, events

from chatapp.throttling import METER, Meter, Metered
from chatapp.throttling.metered import Pay
from pages.nicegui_patches.source_parts import Parts, first_missing

_create_or_defer = background_tasks.create_or_defer
P = ParamSpec("P")


def charged(pay: Pay, handle: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
    """Handle an event; ``pay`` is told as how many more it counts, now and while its tasks run."""
    begin, meter = perf_counter(), Meter(pay)
    before = METER.set(meter)
    try:
        handle(*args, **kwargs)
    finally:
        METER.reset(before)
        meter.add(perf_counter() - begin)


def create_or_defer(awaitable: Any, **options: Any) -> None:
    """Make a task of what a handler has returned."""
    meter = METER.get()
    if meter is not None and hasattr(awaitable, "throw"):
        awaitable = Metered(awaitable, meter)
    _create_or_defer(awaitable, **options)


def install(*, is_wanted: bool) -> None:
    """Meter tasks of handlers from now on, or not."""
    background_tasks.create_or_defer = create_or_defer if is_wanted else _create_or_defer


def probe() -> str:
    """Return what differs from what we rely on; empty if nothing does."""
    known: Parts = {
        events.handle_event: (
            "background_tasks.create_or_defer(result, name=str(handler), context=parent_slot)",
            "if helpers.should_await(result):",
        )
    }
    return first_missing(known)
