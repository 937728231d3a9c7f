"""A websocket connection that strangers make neither grow nor busy, by what they send or by what they don't read.

Bytes are parsed only as messages are taken: uvicorn parses all that has arrived, thousands of small frames at once,
for which everybody waits. Frames that are no message of their own (pings, pongs, fragments) hold nobody up by
themselves, so they are counted.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn._types import ASGIReceiveEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame, apply_mask  # type: ignore[attr-defined]  # in C, where there is one
from websockets.protocol import OPEN

from chatapp.log import ThrottledWarning
from chatapp.serving.unfinished_messages import UnfinishedMessages
from chatapp.serving.websocket_queue import WebSocketQueue
from chatapp.timers import LeanEvent

MOST_FRAGMENTS: Final = 1000  # of one message
PIECE: Final = 2 * 1024  # bytes given to the parser at once
UNASKED_AT_ONCE: Final = 1500  # frames that are no message of their own; browsers send a few fragments, and pongs
UNASKED_A_SECOND: Final = 100
WHOLE_TEXT: Final = 0x81  # first byte of a text in one frame
MASKED: Final = 0x80  # of the second byte, beside the length
LONGER: Final = 126  # the length is in the next two bytes
BETWEEN: Final = "at_eof"  # where the parser waits for the first byte of a frame

refused = ThrottledWarning("websocket message refused")
unfinished: Final = UnfinishedMessages()


class WebSocketConnection(WebSocketsSansIOProtocol):
    """uvicorn's websocket, which closes on a failed handshake, unreadable text, endless fragments and unread pongs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.application: ASGIApp = self.app
        self.app = _serve
        self.rest: Callable[[], Awaitable[None]] | None = None  # done once the application has returned; left by it
        self.ends: list[Callable[[], None]] = []  # called once nothing more is served
        self.queue = WebSocketQueue[ASGIReceiveEvent]()  # type: ignore[assignment]
        self.writable = LeanEvent()
        self.writable.set()
        self._unparsed = memoryview(b"")
        self._unasked = 0.0  # frames that are no message of their own, but for what time has made up for
        self._unasked_at = 0.0
        self._is_between = False  # whether the parser has read whole messages
        self._is_awaited = False  # whether the application is done with all messages before
        self.take: Callable[[bytes], bool] | None = None  # takes a text at once, or leaves it to `receive`
        self.on_stall: Callable[[], None] | None = None  # called when nothing is to be written any more, or for now

    def data_received(self, data: bytes) -> None:
        """Take what has arrived, as far as it is asked for."""
        if self.take is not None and self._is_awaited and self._is_between and self._is_taken(data):
            return
        self._unparsed = memoryview(bytes(self._unparsed) + data) if self._unparsed else memoryview(data)
        self._parse()

    def pause_writing(self) -> None:
        """Note that the other side reads too slowly."""
        super().pause_writing()
        self._stall()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the connection has gone, and let go of its parser, and of what failed.

        The parser and its protocol hold each other, a failure holds both, with all that had arrived, and this: nobody
        looks for them (`chatapp.serving.garbage_collection`).
        """
        super().connection_lost(exc)
        self._stall()
        self._unparsed = memoryview(b"")
        unfinished.note(self, 0)
        self.conn.parser.close()
        for failure in (self.conn.parser_exc, self.conn.handshake_exc):
            _let_go_of_frames(failure)

    async def receive(self) -> ASGIReceiveEvent:
        """Return what comes next; nothing is read from the socket before all that has arrived is taken."""
        self._is_awaited = True
        try:
            message = await self.queue.get()
        finally:
            self._is_awaited = False
        if self.read_paused and self.queue.empty():
            self.read_paused = False
            self._parse()
            if not (self.read_paused or self.transport.is_closing()):
                self.transport.resume_reading()
        return message

    def start_keepalive(self) -> None:
        """Begin, as the handshake is over; what was said in it is of no more use, and 7 kB of a page."""
        self.request = self.response = None  # type: ignore[assignment]
        if _innermost(self.conn.parser) == BETWEEN:
            self.conn.parser = self.conn.parse()  # the one before holds the request as long as it runs
            next(self.conn.parser)
        super().start_keepalive()

    def handle_cont(self, event: Frame) -> None:
        """Take the next fragment of a message."""
        if len(self.frames) >= MOST_FRAGMENTS:
            self._refuse(CloseCode.POLICY_VIOLATION, "too many fragments")
        elif event.fin or self._may_send_unasked():
            super().handle_cont(event)

    def handle_ping(self) -> None:
        """Answer a ping, unless the answers before it have not been read."""
        if not self.writable.is_set():
            self.transport.abort()
        elif self._may_send_unasked():
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        """Take the answer to a ping, or what nobody has asked for."""
        if self._may_send_unasked():
            super().handle_pong(event)

    def send_receive_event_to_app(self) -> None:
        """Hand a message on, if it is readable."""
        if self.close_sent:
            self.frames = []
            self._may_send_unasked()
        elif self.curr_msg_data_type == "text" and not _is_text(self.frames):
            self._refuse(CloseCode.INVALID_DATA, "not UTF-8")
        else:
            super().send_receive_event_to_app()

    def handle_parser_exception(self) -> None:
        """Close after a frame that breaks the protocol; before the handshake is answered, without a close frame."""
        self.disconnected = True  # what the application still sends is not an error of its own
        if self.conn.close_sent is None:
            self.transport.close()
        else:
            super().handle_parser_exception()

    def _parse(self) -> None:
        """Parse what has arrived, a piece at a time, until there is a message that nobody has taken yet."""
        while self._unparsed and not self.read_paused and not self.transport.is_closing():
            piece, self._unparsed = self._unparsed[:PIECE], self._unparsed[PIECE:]
            super().data_received(bytes(piece))
            self._is_between = self.conn.current_size is None and _innermost(self.conn.parser) == BETWEEN
            if self.conn.handshake_exc is not None and not self.transport.is_closing():
                self.transport.write(b"".join(self.conn.data_to_send()))  # uvicorn would leave the connection open
                self.transport.close()
        unfinished.note(self, len(self.conn.reader.buffer) + (self.conn.current_size or 0))

    def _is_taken(self, data: bytes) -> bool:
        """Hand on what has arrived, if it is one text, nothing waits before it, and it is taken at once."""
        is_first = not self._unparsed and self.queue.empty() and self.conn.state is OPEN
        text = lone_text(data) if is_first else None
        return text is not None and self.take is not None and self.take(text)

    def _stall(self) -> None:
        if self.on_stall is not None:
            self.on_stall()

    def _may_send_unasked(self) -> bool:
        """Count a frame that is no message of its own; close the socket if there are too many."""
        now = self.loop.time()
        self._unasked = max(0.0, self._unasked - (now - self._unasked_at) * UNASKED_A_SECOND) + 1
        self._unasked_at = now
        if self._unasked <= UNASKED_AT_ONCE:
            return True
        if self.close_sent:
            self.transport.abort()
        else:
            self._refuse(CloseCode.POLICY_VIOLATION, "too many frames that are no message")
        return False

    def _refuse(self, code: int, reason: str) -> None:
        refused.write(reason=reason, address=self.client[0] if self.client else "")
        self.frames = []
        self.conn.fail(code, reason)
        self.handle_parser_exception()


async def _serve(scope: Scope, receive: Receive, send: Send) -> None:
    """Run the application, and then what it has left to be done as long as the connection lasts.

    By then its frames have gone, twenty of middlewares and routers, and the scopes they have made: 15 kB of a page.
    """
    connection: WebSocketConnection = send.__self__  # type: ignore[attr-defined]
    try:
        await connection.application(scope, receive, send)
        if (rest := connection.rest) is not None:
            del scope, receive, send
            connection.scope = connection.rest = None  # type: ignore[assignment]
            await rest()
    finally:
        connection.rest = None
        for end in connection.ends:
            end()
        connection.ends.clear()


def lone_text(data: bytes) -> bytes | None:
    """Return a text, if the data is one whole frame of less than 64 KiB with it, as a browser sends it."""
    if len(data) < 6 or data[0] != WHOLE_TEXT or data[1] < MASKED:
        return None
    length, begin = data[1] - MASKED, 6
    if length == LONGER:
        length, begin = int.from_bytes(data[2:4], "big"), 8
    elif length > LONGER:
        return None
    return apply_mask(data[begin:], data[begin - 4 : begin]) if len(data) == begin + length else None


def _innermost(generator: Any) -> str:
    """Return the name of the generator that a chain of them waits in."""
    while (inner := getattr(generator, "gi_yieldfrom", None)) is not None:
        generator = inner
    return str(getattr(generator, "__name__", ""))


def _let_go_of_frames(failure: BaseException | None) -> None:
    """Have a failure, and those it came of, hold nothing of what was going on."""
    while failure is not None:
        failure.__traceback__, failure = None, failure.__context__


def _is_text(parts: list[bytes]) -> bool:
    try:
        b"".join(parts).decode()
    except UnicodeDecodeError:
        return False
    return True
