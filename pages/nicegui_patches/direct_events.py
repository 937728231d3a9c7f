"""Events of a page, which go from its websocket to NiceGUI at once.

Engine.IO and Socket.IO make three tasks of each frame, parse it twice more, and look for its socket in a room. All
events go this way, so they keep their order. Fallback: Engine.IO's way.
"""

import inspect
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, ClassVar, Final

import nicegui.nicegui
import structlog
from nicegui import Client, background_tasks, json
from nicegui.element import Element
from nicegui.events import GenericEventArguments

from chatapp.log import ThrottledWarning
from chatapp.throttling import METER, Metered
from chatapp.throttling.metered import Pay
from pages.nicegui_patches.event_costs import charged
from pages.nicegui_patches.source_parts import Parts, first_missing

log = structlog.get_logger(__name__)
malformed = ThrottledWarning("malformed page event")

BEGINNING: Final = (b'42["event",{', b'42["event", {')  # as browsers and our load clients write it
Check = Callable[[Mapping[str, Any]], bool]


class Prompt:
    """A handler of what a page sends most often: it is called outside of any element, and with the arguments alone.

    It returns what is to be awaited, or None.

    NiceGUI enters a page and its slot twice, names a task after the handler's text and gives it four callbacks.
    Fallback: it is called as NiceGUI calls any handler.
    """

    __slots__ = ("_handle",)

    def __init__(self, handle: Callable[[Any], Coroutine[Any, Any, None] | None]) -> None:
        self._handle = handle

    async def __call__(self, event: GenericEventArguments) -> None:
        """Handle an event, as NiceGUI gives it."""
        if (handling := self._handle(event.args)) is not None:
            await handling

    def begin(self, given: list[str | None]) -> None:
        """Begin to handle an event, whose arguments are JSON; its meter goes on while it is handled."""
        args = [None if one is None else json.loads(one) for one in given]
        if (handling := self._handle(args[0] if len(args) == 1 else args)) is not None:
            go_on(handling)


def go_on(handling: Coroutine[Any, Any, None]) -> None:
    """Go on with an event in a task, for which whoever pays for the event pays."""
    meter = METER.get()
    background_tasks.create(handling if meter is None else Metered(handling, meter), name="prompt event")


class _State:
    is_enabled: ClassVar[bool] = False  # set by `install`


def take(text: bytes, client_id: str, is_event: Check, pay: Pay) -> bool:
    """Take a text, if it is an event of this page, and handle it.

    ``is_event``: whether a page would send this. ``pay``: told what it costs.
    """
    if not (_State.is_enabled and text.startswith(BEGINNING)):
        return False
    event = _parsed(text)
    if event is None or event.get("client_id") != client_id or not is_event(event):
        return False
    _handle(event, pay)
    return True


def _parsed(text: bytes) -> dict[str, Any] | None:
    try:
        _, event, *more = json.loads(text[2:])  # type: ignore[arg-type]  # bytes will do
    except ValueError:
        return None
    return None if more or not isinstance(event, dict) else event


def _handle(event: dict[str, Any], pay: Pay) -> None:
    try:
        prompt = _prompt(event)
        if prompt is None:
            charged(pay, nicegui.nicegui._on_event, "", event)
        else:
            charged(pay, prompt.begin, event["args"])
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        malformed.write(error=type(error).__name__)
    except Exception:
        log.exception("page event failed")


def _prompt(event: dict[str, Any]) -> Prompt | None:
    """Return an event's prompt handler, if it has one and its page is connected."""
    client = Client.instances.get(event["client_id"])
    sender = client.elements.get(event["id"]) if client is not None and client.has_socket_connection else None
    if sender is None or (listener := sender._event_listeners.get(event["listener_id"])) is None:
        return None
    return listener.handler if isinstance(listener.handler, Prompt) and not sender.is_ignoring_events else None


def install(*, is_wanted: bool) -> None:
    """Take them from now on, or leave them to Engine.IO."""
    _State.is_enabled = is_wanted


def probe() -> str:
    """Return what differs from what we rely on; empty if nothing does."""
    handler = inspect.getsource(nicegui.nicegui._on_event)
    parts = ("def _on_event(_: str, msg: dict)", "Client.instances.get(msg['client_id'])", "client.handle_event(msg)")
    does_more = handler.count("\n") != 6 or any(part not in handler for part in parts)
    if does_more:
        return "an event is handled otherwise"
    known: Parts = {
        Client.handle_event: (
            "sender = self.elements.get(msg['id'])",
            "not sender.is_ignoring_events",
            "[None if arg is None else json.loads(arg) for arg in msg.get('args', [])]",
            "if len(msg['args']) == 1:",
        ),
        Element._handle_event: ("listener = self._event_listeners[msg['listener_id']]", "listener.handler, args"),
    }
    return first_missing(known)
