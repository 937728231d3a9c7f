"""What a page's browser may send over its socket. Everything else is unreadable, and closes it.

Engine.IO and Socket.IO log a traceback for each frame they cannot read, keep what they are told of ids, and answer some
frames that no page sends, which is kept until it is read.

| frame | what it is |
|---|---|
| `1`, `3` | Engine.IO: the page closes; it answers a ping |
| `2probe`, `5` | Engine.IO: first and second frame of a socket that takes over from long polling |
| `40`, `41` | Socket.IO: the page connects, once; it disconnects |
| `42[…]` | Socket.IO: an event, `EVENTS`; `handshake` wants an answer, `ack` may |
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from engineio.payload import Payload
from nicegui import json
from starlette.types import Message, Receive

from chatapp.log import ThrottledWarning

PAYLOAD_SEPARATOR: Final = "\x1e"  # between the frames of a request by long polling
MOST_FRAMES: Final = Payload.max_decode_packets  # of one request
MOST_ARGUMENTS: Final = 100  # of one event; ours have up to five, NiceGUI's own a few more
ID: Final = re.compile(r"[\w-]{1,64}", re.ASCII)
NUMBER: Final = re.compile(r"[0-9]{1,15}")
ALWAYS: Final = frozenset({"1", "3", "41"})
EVENT: Final = re.compile(r'42(?:[0-9]{1,9}(?=\["(?:handshake|ack)"))?(?=\[)')
TAKING_OVER: Final = ("2probe", "5")

Check = Callable[[Any], bool]
unreadable = ThrottledWarning("unreadable socket frame")


def is_id(value: object) -> bool:
    """Whether a value is an id as pages send them: 1 to 64 letters, digits, underscores and dashes."""
    return isinstance(value, str) and ID.fullmatch(value) is not None


def is_number(value: object) -> bool:
    """Whether a value is the number of a message, as an integer or written in digits."""
    return type(value) is int or (isinstance(value, str) and NUMBER.fullmatch(value) is not None)


def _is_handler_arguments(value: object) -> bool:
    """Whether a value is a list of JSON texts, as far as the frame tells: half a character is for the handler."""
    if not isinstance(value, list) or len(value) > MOST_ARGUMENTS:
        return False
    return all(argument is None or isinstance(argument, str) for argument in value)


EVENTS: Final[Mapping[str, Mapping[str, Check]]] = {  # event → what it must say, and how that is checked
    "event": {
        "client_id": is_id,
        "listener_id": is_id,
        "id": lambda value: type(value) is int,
        "args": _is_handler_arguments,
    },
    "javascript_response": {"client_id": is_id, "request_id": is_id},
    "ack": {"client_id": is_id, "next_message_id": lambda value: type(value) is int},
    "handshake": {"client_id": is_id, "tab_id": is_id, "document_id": is_id},
    "log": {},
}
OPTIONAL: Final[Mapping[str, Check]] = {  # of any event
    "old_tab_id": lambda value: value is None or is_id(value),
    "next_message_id": is_number,
}


class PageFrames:
    """The frames of one socket, in order. ``is_taking_over``: the socket goes on for a session of long polling."""

    __slots__ = ("_expected", "_is_connected")

    def __init__(self, *, is_taking_over: bool = False) -> None:
        self._expected: tuple[str, ...] = TAKING_OVER if is_taking_over else ()
        self._is_connected = is_taking_over

    def is_readable(self, frame: object) -> bool:
        """Whether one of our pages would send this frame now."""
        if not isinstance(frame, str):
            return False
        if self._expected:
            expected, *rest = self._expected
            self._expected = tuple(rest)
            return frame == expected
        if frame in ALWAYS:
            return True
        if frame.startswith("40"):
            is_first, self._is_connected = not self._is_connected, True
            return is_first and (frame == "40" or _is_json_object(frame[2:]))
        return (event := EVENT.match(frame)) is not None and _is_event(frame[event.end() :])


def only_readable(receive: Receive, *, is_taking_over: bool) -> Receive:
    """Wrap a websocket's ``receive``: at what no page sends, Engine.IO hears that the socket has closed.

    ``is_taking_over``: the socket goes on for a session of long polling.
    """
    frames = PageFrames(is_taking_over=is_taking_over)

    async def received() -> Message:
        message = await receive()
        if message["type"] == "websocket.receive" and not frames.is_readable(message.get("text")):
            unreadable.write(transport="websocket")
            return {"type": "websocket.disconnect", "code": 1008}
        return message

    return received


def is_readable_payload(body: bytes) -> bool:
    """Whether a page would send this body by long polling: frames, of which each request may connect once."""
    try:
        frames = body.decode().split(PAYLOAD_SEPARATOR, MOST_FRAMES)
    except UnicodeDecodeError:
        frames = []
    if len(frames) > MOST_FRAMES:
        frames = []
    is_readable = bool(frames) and all(map(PageFrames().is_readable, frames))
    if not is_readable:
        unreadable.write(transport="polling")
    return is_readable


def is_element_event(message: Mapping[str, Any]) -> bool:
    """Whether a page would send this as an ``event``."""
    return _says(message, EVENTS["event"])


def _is_event(text: str) -> bool:
    try:
        name, message = json.loads(text)
        required = EVENTS[name]
    except (KeyError, TypeError, ValueError):
        return False
    return isinstance(message, dict) and _says(message, required)


def _says(message: Mapping[str, Any], required: Mapping[str, Check]) -> bool:
    for key, check in required.items():
        if not check(message.get(key)):
            return False
    return all(check(message[key]) for key, check in OPTIONAL.items() if key in message)


def _is_json_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False
