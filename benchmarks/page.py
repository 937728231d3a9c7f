"""The tests' page client on a leaner socket, so that one core can keep many hundred real pages open and busy."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

import orjson

from benchmarks.deliveries import Deliveries
from benchmarks.wire import Wire
from tests.support.browser.page_client import ROW, PageClient, Refused

HANDSHAKE_PATIENCE = 30.0  # seconds
END: Final = 64  # bytes of a frame
MOST: Final = 512  # frames that are known

Event = tuple[str, dict[str, Any], tuple[tuple[int, str], ...]]


class Page(PageClient):
    """One open page that remembers which messages reached it, in the order in which they did.

    It never comes back from a lost connection: on loopback losing one is a fault, and lands in ``faults``.
    """

    def __init__(self, base: str, room: str, cookie: str, deliveries: Deliveries) -> None:
        super().__init__(base, f"/rooms/{room}", cookie, on_update=self._look_for_rows)
        self.room = room
        self.arrived: dict[int, str] = {}  # number → client_message_id, in the order of arrival
        self.faults: list[str] = []
        self.html_bytes = 0  # size of the page's own HTML
        self.on_script: Callable[[str], None] | None = None
        self._deliveries = deliveries
        self._rows: tuple[tuple[int, str], ...] = ()  # in the frame that is being taken
        self._wire = Wire(self._on_text, self._on_lost)
        self._handshake: asyncio.Future[None] | None = None

    async def connect(self, **query: str) -> None:
        """Open the socket and take part in the handshake.

        Raises:
            Refused: the server did not accept the socket or the handshake, or not within 30 s.
        """
        told = {name: str(value).lower() if isinstance(value, bool) else value for name, value in self.query.items()}
        own = {"tab_id": self.tab_id, "document_id": self.document_id, "next_message_id": self.next_message_id}
        parameters = urlencode({"EIO": "4", "transport": "websocket", **told, **own, **query})
        self._handshake = asyncio.get_running_loop().create_future()
        url = f"{self.base}/_nicegui_ws/socket.io/?{parameters}"
        await self._wire.connect(url, {**self.headers, "Cookie": self.cookie})
        await asyncio.wait_for(self._handshake, HANDSHAKE_PATIENCE)
        self.is_ready.set()

    async def open(self) -> "Page":
        """Load the page, connect, say that it is seen, and acknowledge every 3 s as a browser does."""
        response = await self.get()
        self.html_bytes = len(response.content)
        if not self.query:
            raise Refused(f"{self.path} answered {response.status_code} without a page")
        await self.connect()
        await self.tell("activity", True, True)  # somebody looks at it
        self._task = asyncio.create_task(self._acknowledge(), name="page acknowledges")
        return self

    async def close(self) -> None:
        """Close the page."""
        await super().close()
        self._wire.close()

    async def emit(self, name: str, message: dict[str, Any]) -> None:
        """Send a Socket.IO event."""
        self._wire.send(f"42{orjson.dumps([name, message]).decode()}")

    def _on_text(self, frame: bytes) -> None:
        if frame.startswith(b"42"):
            name, message, self._rows = decoded.of(frame)
            self._take(name, dict(message))
        elif frame == b"2":
            self._wire.send("3")
        elif frame.startswith(b"0"):
            self._wire.send("40")
        elif self._handshake is not None and not self._handshake.done():
            if frame.startswith(b"40"):
                self._handshake.set_result(None)
            else:
                self._handshake.set_exception(Refused(frame.decode()))

    def _on_lost(self, why: str) -> None:
        self.faults.append(why)
        if self._handshake is not None and not self._handshake.done():
            self._handshake.set_exception(Refused(why))

    def _take(self, name: str, message: dict[str, Any]) -> None:
        if name == "run_javascript" and "location.reload" in message["code"]:
            self.faults.append("the server told it to reload")
            return
        super()._take(name, message)
        if name == "run_javascript" and self.on_script is not None:
            self.on_script(message["code"])

    def _look_for_rows(self, _: dict[str, Any]) -> None:
        at, arrived = self._deliveries.frame_arrived(), self.arrived
        for number, key in self._rows:
            if number not in arrived:
                arrived[number] = key
                self._deliveries.arrived(key, at)


class Decoded:
    """Events by their frames: many pages get the very same bytes, and nobody changes what is returned.

    They are looked up by both ends and compared: to hash all of a frame takes longer than anything else.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[bytes, bytes], tuple[bytes, Event]] = {}

    def of(self, frame: bytes) -> Event:
        """Return an event's name, its message, and the messages of the room in it."""
        ends = frame[:END], frame[-END:]
        known = self._known.get(ends)
        if known is not None and known[0] == frame:
            return known[1]
        name, *args = orjson.loads(frame[2:])
        message = args[0] if args else {}
        if name != "update":
            return name, message, ()
        if len(self._known) >= MOST:
            self._known.clear()
        event = name, message, tuple(_rows(message))
        self._known[ends] = frame, event
        return event


def _rows(update: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    for element in update.values():
        html = element.get("props", {}).get("innerHTML") if isinstance(element, dict) else None
        yield from ((int(number), key) for number, key in ROW.findall(html or ""))


decoded: Final = Decoded()
