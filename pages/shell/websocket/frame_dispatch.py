"""What a page sends most often, taken as it arrives: its events, acknowledgements and answers to pings.

A text that arrives alone, and whose turn has come, is taken from the connection itself: no task wakes for it, and none
of the dozen functions between uvicorn and NiceGUI is called. Whatever must wait, or is anything else, goes their way,
where the same is taken in `OwnFrames.taken`.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, Final, Protocol

from starlette.types import Message, Receive

from chatapp.throttling import Throttle
from chatapp.timers import OneATurn
from pages.nicegui_patches import acknowledgements, direct_events
from pages.shell.websocket.frame_validation import is_element_event
from pages.shell.websocket.handshake import Handshake

OF_FRAME: Final = 16 * 1024  # characters that count as one frame more
PONG: Final = b"3"  # the answer to a ping of Engine.IO


class Connection(Protocol):
    """A websocket that lets texts be taken at once, `chatapp.serving.websocket_connection`."""

    take: Callable[[bytes], bool] | None


class OwnFrames:
    """The frames of one socket, of which those are taken that its page alone may send.

    ``client_id``: the page that the socket may speak for. ``whose``: by whom ``throttle`` counts them.
    ``on_pong``: what is done at the answer to a ping; set by who pings. ``ends``: turns in which sockets are let go.
    """

    __slots__ = ("_client_id", "_handshake", "_pay", "_throttle", "_whose", "ends", "on_pong")

    def __init__(self, throttle: Throttle, whose: str, client_id: str, handshake: Handshake) -> None:
        self._throttle, self._whose = throttle, whose
        self._client_id, self._handshake = client_id, handshake
        self._pay = partial(throttle.charge, whose)
        self.on_pong: Callable[[], None] | None = None
        self.ends: OneATurn | None = None

    def taken(self, receive: Receive) -> Receive:
        """Wrap a websocket's ``receive``, which has counted them: these have been taken out, and done, in order."""

        async def received() -> Message:
            while True:
                message = await receive()
                if not self._take((message.get("text") or "").encode()):
                    return message
                await asyncio.sleep(0)  # a page that sends many at once does not keep others from their turn

        return received

    def take_at_once(self, text: bytes) -> bool:
        """Take a text, unless its page sends faster than it may."""
        if not self._handshake.is_complete or not self._throttle.is_free(self._whose):
            return False
        if text == PONG and self.on_pong is not None:
            self.on_pong()
        elif not self._take(text):
            return False
        self._pay(cost(text))
        return True

    def _take(self, text: bytes) -> bool:
        """Take an event, once the page is connected, or an acknowledgement."""
        if self._handshake.is_complete and direct_events.take(text, self._client_id, is_element_event, self._pay):
            return True
        return acknowledgements.take(text, self._client_id)


def cost(body: str | bytes) -> float:
    """Return how many frames a frame counts as."""
    return 1 + len(body) // OF_FRAME


def connection_of(send: Any) -> Connection | None:
    """Return the websocket's connection behind an ASGI ``send``, if it lets texts be taken."""
    connection = getattr(send, "__self__", None)
    return connection if hasattr(connection, "take") else None
