"""Events of a page, which go from its websocket to NiceGUI at once.

Engine.IO and Socket.IO make three tasks of each frame, parse it twice more, and look for its socket in a room. All
events go this way, so they keep their order. Fallback: Engine.IO's way.
"""

import asyncio
import inspect
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final

import nicegui.nicegui
import structlog
from nicegui import json
from starlette.types import Message, Receive

from chatapp.log import ThrottledWarning
from chatapp.throttling.metered import Pay
from pages.nicegui_patches.event_costs import charged

log = structlog.get_logger(__name__)
malformed = ThrottledWarning("malformed page event")

BEGINNING: Final = ('42["event",{', '42["event", {')  # as browsers and our load clients write it
Check = Callable[[Mapping[str, Any]], bool]


class _State:
    is_enabled: ClassVar[bool] = False  # set by `install`


def taken(receive: Receive, client_id: str, is_connected: Callable[[], bool], is_event: Check, pay: Pay) -> Receive:
    """Wrap a websocket's ``receive``: events of its own page, and no other's, have been taken out and handled.

    ``client_id``: the page that the socket may speak for. ``is_connected``: whether it has taken part in the page's
    handshake. ``is_event``: whether a page would send this; all else is left to others. ``pay``: told what it costs.
    """

    async def received() -> Message:
        while True:
            message = await receive()
            text = message.get("text") or ""
            if not (_State.is_enabled and text.startswith(BEGINNING) and is_connected()):
                return message
            event = _parsed(text)
            if event is None or event.get("client_id") != client_id or not is_event(event):
                return message
            _handle(event, pay)
            await asyncio.sleep(0)  # a page that sends many at once does not keep others from their turn

    return received


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        _, event, *more = json.loads(text[2:])
    except ValueError:
        return None
    return None if more or not isinstance(event, dict) else event


def _handle(event: dict[str, Any], pay: Pay) -> None:
    try:
        charged(pay, nicegui.nicegui._on_event, "", event)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        malformed.write(error=type(error).__name__)
    except Exception:
        log.exception("page event failed")


def install(*, is_wanted: bool) -> None:
    """Take them from now on, or leave them to Engine.IO."""
    _State.is_enabled = is_wanted


def probe() -> str:
    """Return what differs from what we rely on; empty if nothing does."""
    handler = inspect.getsource(nicegui.nicegui._on_event)
    parts = ("def _on_event(_: str, msg: dict)", "Client.instances.get(msg['client_id'])", "client.handle_event(msg)")
    does_more = handler.count("\n") != 6 or any(part not in handler for part in parts)
    return "an event is handled otherwise" if does_more else ""
