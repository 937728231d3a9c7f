"""HTTP connections: a head is bounded in size, in headers and in time, and nobody fills the log with garbage."""

import asyncio
import contextlib
import weakref
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send
from structlog.testing import capture_logs

from chatapp.log import ThrottledWarning
from chatapp.serving import http_connection
from chatapp.serving.http_connection import (
    DISCARDED,
    HEAD_LIMIT,
    MOST_HEADERS,
    MOST_PIPELINED,
    PIECE,
    HttpConnection,
    _Answers,
)
from tests.support.running.patience import PATIENCE, until
from tests.support.servers.connections import serving, without_collections

SHORT = 0.1  # seconds
START = b"GET / HTTP/1.1\r\nHost: chat.example\r\n"
UPGRADE = (
    START + b"Connection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


class Counting(HttpConnection):
    """Counts what its parser is given, over all connections."""

    parsed = 0

    def _parse(self, piece: memoryview) -> bool:
        Counting.parsed += len(piece)
        return super()._parse(piece)


class Hasty(HttpConnection):
    head_seconds = SHORT


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Read the body, take a while at ``/slow``, and answer."""
    while (message := await receive())["type"] == "http.request" and message.get("more_body"):
        pass
    if scope["path"] == "/slow":
        await asyncio.sleep(3 * SHORT)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


async def answer(port: int, *parts: bytes) -> bytes:
    """Send the parts, and return all that is answered until the server closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    async with asyncio.timeout(PATIENCE):
        with contextlib.suppress(ConnectionError):
            for part in parts:
                writer.write(part)
                await writer.drain()
        received = bytearray()
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                received += data
    writer.close()
    return bytes(received)


def many(count: int) -> bytes:
    return b"".join(b"X-%d: y\r\n" % number for number in range(count))


TOO_LARGE = {
    "one header": START + b"X: " + b"x" * HEAD_LIMIT + b"\r\n\r\n",
    "a header's name": START + b"x" * HEAD_LIMIT + b": y\r\n\r\n",
    "an address": b"GET /" + b"x" * HEAD_LIMIT + b" HTTP/1.1\r\nHost: chat.example\r\n\r\n",
    "several headers": START + b"X: %s\r\n" % (b"x" * 1000) * 70 + b"\r\n",
    "too many headers": START + many(MOST_HEADERS) + b"\r\n",
    "space before a value": START + b"X:" + b" " * 2 * HEAD_LIMIT + b"x\r\n\r\n",
    "a body's trailers": b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: " + b"x" * 2 * HEAD_LIMIT,
}


@pytest.mark.parametrize("case", TOO_LARGE)
async def test_a_head_over_the_limit_is_refused(case: str) -> None:
    async with serving(app) as port:
        received = await answer(port, TOO_LARGE[case])
    if case == "a body's trailers":  # the request is being answered already
        assert not received.startswith(b"HTTP/1.1 200")
    else:
        assert received.startswith(b"HTTP/1.1 431 Request Header Fields Too Large\r\n")
        assert b"connection: close" in received


@pytest.mark.parametrize(
    "head",
    [
        START + b"X: " + b"x" * (HEAD_LIMIT - 200) + b"\r\n",
        START + many(MOST_HEADERS - 2),
        b"\r\n\r\n" + START,
    ],
)
async def test_a_head_within_the_limits_is_served(head: bytes) -> None:
    async with serving(app) as port:
        received = await answer(port, head + b"Connection: close\r\n\r\n")
    assert received.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("start", [START + b"X: ", b"GET /", START])
async def test_of_an_endless_head_little_is_parsed_and_nothing_kept(start: bytes) -> None:
    """Ten megabytes of one head; before, each piece copied all that came before it."""
    before = Counting.parsed
    part = (b"Y: z\r\n" if start is START else b"x") * 10_000
    async with serving(app, Counting) as port:
        await answer(port, start, *[part] * 200)
    assert Counting.parsed - before <= HEAD_LIMIT + 3 * PIECE


async def test_a_refusal_reaches_whoever_sends_on_for_a_while() -> None:
    async with serving(app) as port:
        received = await answer(port, START + b"X: " + b"x" * (DISCARDED // 2))
    assert received.startswith(b"HTTP/1.1 431")


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (b"GET / HT",),
        (b"\r\n\r\n",),
        (START,),
        (START + b"\r\n", START),
        (b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nok", b"GET"),
    ],
)
async def test_a_connection_that_never_completes_a_head_is_closed(parts: tuple[bytes, ...]) -> None:
    async with serving(app, Hasty) as port:
        received = await answer(port, *parts)
    assert received.count(b"HTTP/1.1 200") == sum(b"\r\n\r\n" in part and b"HTTP" in part for part in parts)


async def test_a_head_that_arrives_while_a_request_is_answered_cuts_nothing_off() -> None:
    async with serving(app, Hasty) as port:
        received = await answer(port, b"GET /slow HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\n")
    assert received.startswith(b"HTTP/1.1 200")
    assert received.endswith(b"ok")


async def test_a_slow_body_is_not_a_slow_head() -> None:
    async with serving(app, Hasty) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nok")
        await asyncio.sleep(3 * SHORT)
        writer.write(b"ok")
        async with asyncio.timeout(PATIENCE):
            assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        writer.close()


async def test_requests_sent_ahead_are_bounded() -> None:
    async with serving(app) as port:
        few = await answer(port, b"GET / HTTP/1.1\r\n\r\n" * 5 + b"GET / HTTP/1.0\r\n\r\n")
        many = await answer(port, b"GET /slow HTTP/1.1\r\n\r\n" * 10 * MOST_PIPELINED)
    assert few.count(b"HTTP/1.1 200") == 6
    assert many.count(b"HTTP/1.1 200") <= 1


async def test_garbage_is_logged_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_connection, "refused", ThrottledWarning("http request refused"))
    garbage = (b"\x16\x03\x01\x02\x00\x01", b"GET /\xff HTTP/1.1\r\n\r\n", b"GET\r\n\r\n", TOO_LARGE["an address"])
    with capture_logs() as logged:
        async with serving(app) as port:
            for data in garbage * 3:
                assert (await answer(port, data))[9:12] in (b"400", b"431")
    assert [line["event"] for line in logged] == ["http request refused"]


async def test_an_answer_to_who_has_hung_up_meanwhile_is_no_error() -> None:
    writers, written = list[object](), list[bytes]()

    class Noting(HttpConnection):
        def on_headers_complete(self) -> None:
            super().on_headers_complete()
            writers.append(self.cycle.transport)

    async with serving(app, Noting) as port:
        assert (await answer(port, START + b"Connection: close\r\n\r\n")).endswith(b"ok")
    assert [type(writer) for writer in writers] == [_Answers]
    transport: Any = SimpleNamespace(write=written.append, close=None, is_closing=lambda: bool(written))
    writer = _Answers(transport)
    writer.write(b"before")
    writer.write(b"after it was closed")
    assert written == [b"before"]


async def test_a_connection_that_became_a_websocket_leaves_nothing_to_the_garbage_collector() -> None:
    made = list[weakref.ref[HttpConnection]]()

    class Noting(HttpConnection):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            made.append(weakref.ref(self))

    async def accept(_: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await receive()

    async with serving(accept, Noting) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        with without_collections():
            writer.write(UPGRADE)
            await reader.readuntil(b"\r\n\r\n")
            await until(lambda: [one() for one in made] == [None])
        writer.close()
