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
        self._longest: dict[str, int] = {}
        viewport.on("act", self._take, js_handler="(e) => emit(...e.detail)")

    def on(self, act: str, handler: Handler, *, longest: int = LONGEST) -> None:
        """Do an act by ``handler(number, value)``. Call while the conversation is built.

        ``longest``: characters that a value may have.
        """
        self._handlers[act], self._longest[act] = handler, longest
        self._viewport.props["data-acts"] = " ".join(self._handlers)

    async def _take(self, event: events.GenericEventArguments) -> None:
        match event.args:
            case [str(act), number, str(value)] if is_number(number) and self._fits(act, value):
                await self._shell.with_error_notices(partial(self._handlers[act], number, value))()

    def _fits(self, act: str, value: str) -> bool:
        return act in self._handlers and len(value) <= self._longest[act] and is_encodable(value)
