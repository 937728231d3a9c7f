"""What the server does for the acts of one conversation's toolbar: a registry, so that each part adds its own.

``actions.on("pin", handler)`` has ``handler(number, value)`` called when the browser asks; what a service refuses
becomes a notice. Numbers and values are whatever a browser sends, as long as they can be numbers and values of ours:
rights are checked in the services.
"""

from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import events, ui

from chatapp.text import is_encodable
from chatapp.web.parameters import is_number
from pages.shell.shell import Shell

LONGEST = 100  # characters of a value: an emoji and a sign
Handler = Callable[[int, str], Awaitable[None]]


class Actions:
    """The acts that the server does on one page's conversation. ``viewport``: the element around its rows."""

    def __init__(self, shell: Shell, viewport: ui.element) -> None:
        self._shell, self._viewport = shell, viewport
        self._handlers: dict[str, Handler] = {}
        viewport.on("act", self._take, js_handler="(e) => emit(...e.detail)")

    def on(self, act: str, handler: Handler) -> None:
        """Do an act by ``handler(number, value)``. Call while the conversation is built."""
        self._handlers[act] = handler
        self._viewport.props["data-acts"] = " ".join(self._handlers)

    async def _take(self, event: events.GenericEventArguments) -> None:
        match event.args:
            case [str(act), number, str(value)] if is_number(number) and act in self._handlers and _fits(value):
                await self._shell.with_error_notices(partial(self._handlers[act], number, value))()


def _fits(value: str) -> bool:
    return len(value) <= LONGEST and is_encodable(value)
