"""An HTTP connection whose requests' heads are bounded: in size, in number of headers, and in time.

uvicorn bounds none of them: an endless head took a second of CPU for every 4 MB, and as much memory, from anybody.
"""

import asyncio
from http import HTTPStatus
from typing import Any, Final

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from chatapp.log import ThrottledWarning

HEAD_LIMIT: Final = 64 * 1024  # bytes of request line and headers
MOST_HEADERS: Final = 100
MOST_PIPELINED: Final = 16  # requests that wait for the answer to the one before them
PIECE: Final = 16 * 1024  # bytes given to the parser at once
OF_BODY: Final = 256 * 1024  # the same within a body, which has limits of its own
DISCARDED: Final = 1024 * 1024  # bytes read after a refusal, so that its answer arrives before the connection is reset
LINGER: Final = 2.0  # seconds after a refusal
CRLF: Final = len(b": \r\n")

refused = ThrottledWarning("http request refused")


class _Answers:
    """The part of a transport that answers are written to: what comes after it was closed is nobody's, and no error."""

    __slots__ = ("_transport", "close", "is_closing")

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self.close, self.is_closing = transport.close, transport.is_closing

    def write(self, data: bytes) -> None:
        """Write, unless the connection has gone: uvloop raises then, which was a traceback for each who hung up."""
        if not self.is_closing():
            self._transport.write(data)


class HttpConnection(HttpToolsProtocol):
    """uvicorn's connection, which refuses a head that is too large (431) or takes too long (it is closed)."""

    head_seconds = 10.0  # for a head to be complete, from the connection's or the head's first byte on

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head_size = 0  # bytes of the head that is being read, as far as the parser has handed it on
        self._unparsed = 0  # bytes since the parser last got somewhere: within a head, or in a body's trailers
        self._is_head_due = True
        self._head_timer: asyncio.TimerHandle | None = None
        self._status = HTTPStatus.BAD_REQUEST  # what a refusal by the parser is answered with
        self._discarded: int | None = None  # bytes read since the refusal

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Expect the first head."""
        super().connection_made(transport)
        self._answers = _Answers(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting for a head."""
        self._stop_expecting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what has arrived, a piece at a time."""
        if self._discarded is not None:
            self._discard(len(data))
            return
        self._unset_keepalive_if_required()
        left = memoryview(data)
        while left:
            length = PIECE if self._is_head_due else OF_BODY
            if not self._parse(left[:length]):
                return
            left = left[length:]
        if self._unparsed and self._is_head_due and self._head_timer is None:
            self._expect_head()

    def on_message_begin(self) -> None:
        """Begin a head."""
        self._head_size = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Take a part of the address."""
        self._grow(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header, or a trailer of a body."""
        self._grow(len(name) + len(value) + CRLF)
        self._require(len(self.headers) < MOST_HEADERS)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Hand the request on."""
        self._unparsed = 0
        self._is_head_due = False
        self._stop_expecting()
        self._require(len(self.pipeline) < MOST_PIPELINED)
        if not self.url.isascii():
            raise ValueError(self.url[:100])
        super().on_headers_complete()
        if self.cycle is not None:  # otherwise it becomes a websocket
            self.cycle.transport = self._answers  # type: ignore[assignment]

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self._unparsed = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Await the next head."""
        self._unparsed = 0
        self._is_head_due = True
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection over, and let go of the parser: each holds the other, and nobody else needs them."""
        super().handle_websocket_upgrade()
        self.parser = None  # type: ignore[assignment]

    def _grow(self, size: int) -> None:
        self._head_size += size
        self._require(self._head_size <= HEAD_LIMIT)

    def _require(self, is_within: bool) -> None:
        """Stop the parser by an error if a limit is exceeded."""
        if not is_within:
            self._status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            raise ValueError(self._status.phrase)

    def _parse(self, piece: memoryview) -> bool:
        """Parse a piece; return whether the connection wants more."""
        self._unparsed += len(piece)
        try:
            self.parser.feed_data(piece)
        except httptools.HttpParserUpgrade:
            if self._should_upgrade():
                self.handle_websocket_upgrade()
            return False
        except httptools.HttpParserError:
            self._refuse(self._status)
            return False
        if self._unparsed > HEAD_LIMIT + PIECE:  # within one header, which the parser hands on only when it is whole
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            return False
        return not self.transport.is_closing()

    def _refuse(self, status: HTTPStatus) -> None:
        """Answer, unless another answer is under way, and close the connection."""
        refused.write(status=str(status.value), address=self.client[0] if self.client else "")
        self._stop_expecting()
        self.pipeline.clear()
        self._discarded = 0
        if self.cycle is not None and not self.cycle.response_complete:
            self.transport.close()
            return
        content = f"{status.phrase}\n".encode()
        head = b"content-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\nconnection: close\r\n\r\n"
        self.transport.write(STATUS_LINE[status] + head % len(content) + content)
        self.transport.write_eof()
        self._head_timer = self.loop.call_later(LINGER, self.transport.close)

    def _discard(self, size: int) -> None:
        assert self._discarded is not None  # noqa: S101
        self._discarded += size
        if self._discarded > DISCARDED:
            self.transport.close()

    def _expect_head(self) -> None:
        self._head_timer = self.loop.call_later(self.head_seconds, self._on_deadline)

    def _stop_expecting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _on_deadline(self) -> None:
        """Close the connection; while a request is being answered, the next head may take longer."""
        self._head_timer = None
        if self.cycle is not None and not self.cycle.response_complete:
            self._expect_head()
        elif not self.transport.is_closing():
            self.transport.close()
