"""A change of a room to every open page of it: described once, encoded once, written to each page's own socket.

This is the one file that touches NiceGUI's private parts, and uvicorn's. `install` looks whether they are as we know
them; if not, the log says so, and every page gets the same by NiceGUI's public means (`pages/plain_tape.py`).

Messages travel as NiceGUI's own `update` frames with its own message numbers, so a browser knows no difference: it
acknowledges them, and after a cut NiceGUI's rewind sends again what was lost. What was never sent, because a page was
connecting, cut off or too slow, its tape catches up with from the board, once the socket takes it.
"""

import asyncio
import inspect
import time
from collections.abc import Callable, Iterator
from typing import Any

import engineio
import nicegui.client
import nicegui.outbox
import socketio
import structlog
from nicegui import Client, core, json, ui
from nicegui.outbox import Deleted, Message, Outbox, deleted
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as AsgiMessage

from pages.board import Board, Change, Elements
from pages.plain_tape import PlainTape
from pages.tape import OnNews, Window

log = structlog.get_logger(__name__)

LINE = "chatapp.line"  # where a socket's line stands in its ASGI scope
SOCKET_PATH = "/_nicegui_ws/"
TEXT, BINARY = 0x81, 0x82  # a whole websocket message in one frame
_is_fast = False


def websocket_frame(kind: int, payload: bytes) -> bytes:
    """Return a server's websocket frame: whole, unmasked, without extensions."""
    size = len(payload)
    if size < 126:
        return bytes((kind, size)) + payload
    if size < 65_536:
        return bytes((kind, 126)) + size.to_bytes(2, "big") + payload
    return bytes((kind, 127)) + size.to_bytes(8, "big") + payload


class Frame:
    """One `update` for many pages: its bytes are made once for each message number that pages are at."""

    __slots__ = ("_body", "_numbered", "at", "data")

    def __init__(self, data: Elements, at: float) -> None:
        self.data, self.at = data, at
        self._body = b'42["update",' + json.dumps(data).encode()[:-1] + b',"_id":'
        self._numbered: dict[int, bytes] = {}

    def numbered(self, number: int) -> bytes:
        """Return the websocket frame that carries this message number."""
        if (found := self._numbered.get(number)) is None:
            found = self._numbered[number] = websocket_frame(TEXT, self.text(number))
        return found

    def text(self, number: int) -> bytes:
        """Return the Engine.IO packet with this message number."""
        return self._body + b"%d}]" % number


class Line:
    """One page's websocket, from uvicorn's side."""

    __slots__ = ("_opened", "_protocol", "_transport", "is_open", "is_over")

    def __init__(self, protocol: Any) -> None:
        self._protocol, self._transport = protocol, protocol.transport
        self._opened = asyncio.Event()
        self.is_open = False  # Socket.IO has welcomed the browser: it takes events
        self.is_over = False

    @property
    def is_ready(self) -> bool:
        """Whether the socket takes more just now: it is open, and its reader keeps up."""
        protocol = self._protocol
        return (
            self.is_open
            and protocol.writable.is_set()
            and not (protocol.close_sent or protocol.disconnected or self._transport.is_closing())
        )

    def write(self, frame: bytes) -> None:
        """Write a websocket frame."""
        self._transport.write(frame)

    async def ready(self) -> bool:
        """Wait until the socket takes more; false when it never will."""
        await self._opened.wait()
        while not self.is_ready:
            protocol = self._protocol
            if self.is_over or protocol.close_sent or protocol.disconnected or self._transport.is_closing():
                return False
            await protocol.writable.wait()
        return True

    def watched(self, send: Send) -> Send:
        """Wrap the ASGI send that Engine.IO uses, to learn when Socket.IO has welcomed the browser."""

        async def sending(message: AsgiMessage) -> None:
            await send(message)
            if not self.is_open and (message.get("text") or "").startswith("40"):
                self.is_open = True
                self._opened.set()

        return sending

    def end(self) -> None:
        """Note that the socket is gone."""
        self.is_over = True
        self._opened.set()


class Lines:
    """ASGI middleware: gives every page's websocket its line."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look whose ``send`` this is."""
        protocol = getattr(send, "__self__", None)
        if not (_is_fast and scope["type"] == "websocket" and scope["path"].startswith(SOCKET_PATH)) or not _is_known(
            protocol
        ):
            await self._app(scope, receive, send)
            return
        line = Line(protocol)
        try:
            await self._app({**scope, LINE: line}, receive, line.watched(send))
        finally:
            line.end()


class SharingOutbox(Outbox):
    """NiceGUI's outbox, written straight to the page's websocket; over long polling it does as NiceGUI's own.

    It waits for work instead of looking every second, sends again what was lost before what is newer, and gives a slow
    reader nothing until it has read.
    """

    def __init__(self, client: Client) -> None:
        self.tapes: dict[Tape, None] = {}
        self._line: Line | None = None
        self._client_id = client.id
        self._again = 0  # messages at the front that a rewind has put back
        self._oldest = 0.0  # seconds a message is kept for a rewind
        super().__init__(client)

    def share(self, frame: Frame) -> bool:
        """Write a frame that other pages get as well; false when the page must be served by itself."""
        line = self._line
        if line is None or self.messages or len(self.updates) or not line.is_ready:
            return False
        number = self.next_message_id
        line.write(frame.numbered(number))
        self._remember(number, frame.at, (self._client_id, "update", frame.data))
        return True

    def wake(self) -> None:
        """Serve the page soon."""
        self._set_enqueue_event()

    def drop(self, identifier: int) -> None:
        """Take an element that all pages share away from this one."""
        self.updates[identifier] = deleted
        self._set_enqueue_event()

    def try_rewind(self, target_message_id: int) -> None:
        """Put back what a page that (re)connects has not got, to go out before anything newer."""
        client = self.client
        scope = (client.environ or {}).get("asgi.scope", {})
        self._line = scope.get(LINE)
        waiting = len(self.messages)
        super().try_rewind(target_message_id)
        if self.next_message_id == target_message_id:
            self._again += len(self.messages) - waiting
        self._set_enqueue_event()

    async def loop(self) -> None:
        """Send what is due whenever there is something."""
        self._enqueue_event = asyncio.Event()
        self._enqueue_event.set()
        while not self._should_stop:
            try:
                await self._enqueue_event.wait()
                await self._serve(self._enqueue_event)
            except asyncio.CancelledError:
                break
            except Exception as error:
                core.app.handle_exception(error)
                await asyncio.sleep(0.1)

    async def _serve(self, due: asyncio.Event) -> None:
        client = self._client()
        if client is None:
            self._should_stop = True
        elif not client.has_socket_connection:
            await asyncio.sleep(0.1)
        elif (line := self._line) is None:
            due.clear()
            for message in self._due(client):
                await self._emit(message)
        elif line.is_ready or await line.ready():
            if line is self._line:
                due.clear()
                for message in self._due(client):
                    self._write(line, message)
        elif line is self._line:
            await asyncio.sleep(0.1)  # until its end is noted, or another takes its place

    def _due(self, client: Client) -> Iterator[Message]:
        """Take out what is to be sent, in order: what was lost, what has changed, what was called."""
        while self._again:
            self._again -= 1
            yield self.messages.popleft()
        data: dict[int, Any] = {}
        components = []
        for identifier, element in list(self.updates.items()):
            if isinstance(element, Deleted):
                data[identifier] = None
                continue
            data[identifier] = element._to_dict()
            component = element.component
            if component is not None and component.name not in self._loaded_components:
                components.append(component)
                self._loaded_components.add(component.name)
        self.updates.clear()
        for tape in self.tapes:
            data.update(tape.pull())
        if components:
            keys = [{"key": component.key, "tag": component.tag} for component in components]
            yield client.id, "load_js_components", {"components": keys}
        if data:
            yield client.id, "update", data
        while self.messages:
            yield self.messages.popleft()

    def _write(self, line: Line, message: Message) -> None:
        target, kind, data = message
        if target != self._client_id:
            raise ValueError("this page's outbox writes to this page alone")
        number = self.next_message_id
        packet = socketio.packet.Packet(socketio.packet.EVENT, data=[kind, {**data, "_id": number}], namespace="/")
        encoded = packet.encode()
        for part in encoded if isinstance(encoded, list) else [encoded]:
            is_text = isinstance(part, str)
            line.write(websocket_frame(TEXT, b"4" + part.encode()) if is_text else websocket_frame(BINARY, part))
        self._remember(number, time.time(), message)

    async def _emit(self, message: Message) -> None:
        target, kind, data = message
        number = self.next_message_id
        self._remember(number, time.time(), message)  # first: a rewind may come while this waits
        await core.sio.emit(kind, {**data, "_id": number}, room=target)

    def _remember(self, number: int, at: float, message: Message) -> None:
        """Keep a message until the page has acknowledged it, as long and as many as NiceGUI would."""
        history = self.message_history
        history.append((number, at, message))
        self.next_message_id = number + 1
        if not self._oldest:
            timing = core.sio.eio
            self._oldest = timing.ping_interval + timing.ping_timeout + self.client.page.resolve_reconnect_timeout()
        while history[0][1] < at - self._oldest or len(history) > core.app.config.message_history_length:
            history.popleft()


class Shared:
    """Stands in a page's tree for an element that all pages of a room show, so that its HTML holds it at once."""

    component = None
    is_ignoring_events = True
    _deleted = False

    def __init__(self, identifier: int, description: dict[str, Any]) -> None:
        self.id = identifier
        self._description = description

    def _to_dict(self) -> dict[str, Any]:
        return self._description

    def _handle_delete(self) -> None:
        """Nothing hangs on it."""


class Tape(ui.element):
    """One page's view of a board: an element whose children are shared by all pages of the room."""

    def __init__(self, board: Board, on_news: OnNews, on_window: Callable[[], None]) -> None:
        self._board = board
        self._on_news, self._on_window = on_news, on_window
        self.window = Window(board)
        self._seen = 0  # the board's version that was sent to the page
        self._anew: set[int] = set()  # chapters the page has not got at all
        self._is_open = False
        super().__init__("div")
        self._outbox: SharingOutbox = self.client.outbox  # type: ignore[assignment]
        self._added: list[int] = []

    def open(self) -> None:
        """Begin to show the board, from where the window begins."""
        self._is_open = True
        self._board.join(self)
        self._outbox.tapes[self] = None
        self.update()
        client = self.client
        if not client._response_built:  # the page's own HTML will hold it at once
            for identifier, description in self.pull().items():
                if description is not None:
                    client.elements[identifier] = Shared(identifier, description)  # type: ignore[assignment]
                    self._added.append(identifier)
        self._outbox.wake()

    def extend(self, chapters: range) -> None:
        """Show more chapters, of which the page has nothing yet."""
        self._anew.update(chapters)
        self.update()
        self._outbox.wake()

    def close(self) -> None:
        """Show nothing more. Closing twice is no error."""
        self._board.leave(self)
        if self._outbox.tapes.pop(self, self) is None:
            shown = self._board.since(0, self.window.low, self.window.high)
            for identifier in {*(known for known, description in shown.items() if description), *self._added}:
                self._outbox.drop(identifier)
            for identifier in self._added:
                self.client.elements.pop(identifier, None)

    def covers(self, chapter: int) -> bool:
        """Say whether the page shows this chapter."""
        return self.window.low <= chapter <= self.window.high

    def show(self, change: Change) -> None:
        """Write a change to the page, or have it caught up with as soon as it can be."""
        window, outbox = self.window, self._outbox
        is_whole = self._seen == change.before and window.low <= change.lowest and change.top <= window.high
        if is_whole and not self._anew and outbox.share(frame_of(change)):
            self._seen = change.version
        else:
            outbox.wake()
        if change.top > window.newest:
            self._advance(change.top)
        if change.moved and window.low in change.moved:
            self._on_window()
        if change.news:
            self._on_news(change.news)

    def pull(self) -> Elements:
        """Return what the page lacks; it counts as sent."""
        if self._seen == self._board.version and not self._anew:
            return {}
        found = self._board.since(self._seen, self.window.low, self.window.high, self._anew)
        self._seen = self._board.version
        self._anew = set()
        return found

    def _advance(self, top: int) -> None:
        if gone := self.window.advance(top):
            for chapter in gone:
                self._outbox.drop(self._board.chapter_id(chapter))
            self._on_window()
        if self.window.is_due:
            self.window.reserve()
            self.update()

    def _to_dict(self) -> dict[str, Any]:
        children = [self._board.chapter_id(chapter) for chapter in self.window.reserved] if self._is_open else []
        return {**super()._to_dict(), "children": children}

    def _handle_delete(self) -> None:
        self.close()
        super()._handle_delete()


def frame_of(change: Change) -> Frame:
    """Return a change's frame, made when it is first asked for."""
    if change.frame is None:
        change.frame = Frame(change.elements, time.time())
    frame: Frame = change.frame
    return frame


def tape(board: Board, on_news: OnNews, on_window: Callable[[], None]) -> Tape | PlainTape:
    """Put a room's conversation on the current page, the fast way if the page has it."""
    if isinstance(ui.context.client.outbox, SharingOutbox):
        return Tape(board, on_news, on_window)
    return PlainTape(board, on_news, on_window)


# ---------------------------------------------------------------------- is NiceGUI as we know it?


def install(*, is_wanted: bool = True) -> bool:
    """Give every page from now on an outbox that shares, if NiceGUI and uvicorn are as we know them; says whether."""
    global _is_fast
    _is_fast = False
    nicegui.client.Outbox = Outbox  # type: ignore[attr-defined]
    if not is_wanted:
        log.warning("Messages take NiceGUI's public way to the pages, which is slower: CHATAPP_FANOUT says so")
    elif reason := probe():
        log.error(
            "Messages take NiceGUI's public way to the pages, which is slower: its inside is not as we know it",
            reason=reason,
        )
    else:
        nicegui.client.Outbox = SharingOutbox  # type: ignore[attr-defined]
        _is_fast = True
    return _is_fast


def probe() -> str:
    """Say what is not as we know it; nothing when all is."""
    try:
        return _strange_outbox() or _strange_bytes() or _strange_protocols()
    except Exception as error:  # whatever it is, the public way is there
        return repr(error)


def _strange_outbox() -> str:
    known = {
        "__init__": ["self", "client"],
        "loop": ["self"],
        "_emit": ["self", "message"],
        "try_rewind": ["self", "target_message_id"],
        "prune_history": ["self", "next_message_id"],
        "stop": ["self"],
        "_set_enqueue_event": ["self"],
    }
    for name, parameters in known.items():
        if list(inspect.signature(getattr(Outbox, name)).parameters) != parameters:
            return f"Outbox.{name} takes something else"
    names = (
        "updates",
        "messages",
        "message_history",
        "next_message_id",
        "_loaded_components",
        "_should_stop",
        "_enqueue_event",
    )
    source = inspect.getsource(Outbox.__init__)
    if missing := [name for name in names if f"self.{name}" not in source]:
        return f"Outbox has no {missing[0]}"
    if nicegui.client.Outbox is not Outbox or "self.outbox = Outbox(self)" not in inspect.getsource(Client.__init__):  # type: ignore[attr-defined]
        return "a client makes its outbox in another way"
    if "self._response_built = True" not in inspect.getsource(Client.build_response):
        return "a client does not say when its HTML is made"
    handshake = inspect.getsource(Client.handle_handshake)
    return "" if "self.outbox.try_rewind(" in handshake else "a handshake does not rewind the outbox"


def _strange_bytes() -> str:
    data: Elements = {5 << 32: {"tag": "div", "props": {"innerHTML": '<b data-x="é">\u2028</b>'}}, 7: None}
    numbered: dict[Any, Any] = {**data, "_id": 3}
    packet = socketio.packet.Packet(socketio.packet.EVENT, data=["update", numbered], namespace="/")
    theirs = engineio.packet.Packet(engineio.packet.MESSAGE, packet.encode()).encode().encode()
    return "" if theirs == Frame(data, 0.0).text(3) else "frames are encoded in another way"


def _strange_protocols() -> str:
    from uvicorn.protocols.websockets.auto import AutoWebSocketsProtocol

    source = inspect.getsource(AutoWebSocketsProtocol) if inspect.isclass(AutoWebSocketsProtocol) else ""
    parts = ("self.transport", "self.writable", "self.close_sent", "self.disconnected", "def pause_writing")
    missing = [part for part in parts if part not in source]
    return f"uvicorn's websocket protocol has no {missing[0]}" if missing else ""


def _is_known(protocol: object) -> bool:
    return all(hasattr(protocol, name) for name in ("transport", "writable", "close_sent", "disconnected"))
