"""What our scripts tell the server of a page, by a name: one listener hears all of it, and functions are found by name.

A package says what it hears: ``EVENTS = {"draft_read": _read}``, and `pages/__init__.py` puts these together. The
browser tells it by `server.js`. A listener for each name, with a function of its own, was 9 kB of each
page's memory and 3 kB of its HTML.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from nicegui import events, ui

from pages.shell.shell import Shell

TOLD = "told"  # NiceGUI's event, whose first argument is our name
PageEvent = Callable[[Shell, Any], Awaitable[None] | None]
"""Called with the shell and what the browser says: nothing as an empty list, one value as it is, several as a list."""


def _report(shell: Shell, args: Any) -> None:
    shell.activity.report(args)


EVENTS: Final[Mapping[str, PageEvent]] = {"activity": _report}


class PageEvents:
    """One page's listener. What a service refuses is shown as a notification."""

    __slots__ = ("_handlers", "_shell")

    def __init__(self, shell: Shell, handlers: Mapping[str, PageEvent]) -> None:
        self._shell, self._handlers = shell, handlers
        ui.on(TOLD, self._hear)

    def _hear(self, event: events.GenericEventArguments) -> Awaitable[None] | None:
        """Do what is said; returns what is to be awaited."""
        name, args = named(event.args)
        if (handler := self._handlers.get(name)) is None or (doing := handler(self._shell, args)) is None:
            return None
        return self._shell.with_error_notices(_awaited)(doing)


def named(args: Any) -> tuple[str, Any]:
    """Return the name that the browser gives first, empty if it gives none, and what it says besides."""
    match args:
        case str(name):
            return name, []
        case [str(name), one]:
            return name, one
        case [str(name), *more]:
            return name, more
    return "", []


async def _awaited(doing: Awaitable[None]) -> None:
    await doing
