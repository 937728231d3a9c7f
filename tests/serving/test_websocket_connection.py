"""Websocket connections: what breaks the protocol closes them quietly, and nothing that is not read piles up."""

import asyncio
import contextlib
import logging
import os
import random
import socket
import struct
import weakref
from collections.abc import AsyncIterator

import pytest
from starlette.types import Receive, Scope, Send
from websockets.frames import Frame

from chatapp.serving import websocket_connection
from chatapp.serving.unfinished_messages import UnfinishedMessages
from chatapp.serving.websocket_connection import (
    MOST_FRAGMENTS,
    PIECE,
    UNASKED_AT_ONCE,
    WebSocketConnection,
    lone_text,
)
from tests.support.running.patience import PATIENCE, until
from tests.support.servers.connections import serving, without_collections

UPGRADE = (
    b"GET %s HTTP/1.1\r\nHost: chat.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n%s\r\n"
)
TEXT, CONTINUATION, CLOSE, PING, PONG, FINAL = 0x1, 0x0, 0x8, 0x9, 0xA, 0x80


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Accept, and take messages until the end."""
    await receive()
    await send({"type": "websocket.accept"})
    while (await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": "taken"})


def frame(first: int, payload: bytes = b"") -> bytes:
    """Return a frame as a browser masks it."""
    length = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + struct.pack("!H", len(payload))
    return bytes([first]) + length + b"\0\0\0\0" + payload


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with serving(app) as port:
        yield port


async def answer(port: int, *parts: bytes, path: bytes = b"/", headers: bytes = b"") -> bytes:
    """Open a websocket, send the parts, and return all that is answered until the server closes it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    async with asyncio.timeout(PATIENCE):
        writer.write(UPGRADE % (path, headers))
        received = bytearray()
        with contextlib.suppress(ConnectionError):
            if parts:
                received += await reader.readuntil(b"\r\n\r\n")
            for part in parts:
                writer.write(part)
                await writer.drain()
            while data := await reader.read(65536):
                received += data
    writer.close()
    return bytes(received)


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ((frame(FINAL | TEXT, b"\xff"),), 1007),
        ((frame(TEXT, b"\xe2"), frame(FINAL | CONTINUATION, b"(")), 1007),
        ((frame(TEXT), frame(CONTINUATION) * (MOST_FRAGMENTS + 1)), 1008),
        ((frame(FINAL | PING) * (UNASKED_AT_ONCE * 2),), 1008),
        ((frame(FINAL | PONG) * (UNASKED_AT_ONCE * 2),), 1008),
        (((frame(TEXT) + frame(CONTINUATION) * 500 + frame(FINAL | CONTINUATION)) * 8,), 1008),
        ((frame(FINAL | 0x3),), 1002),
        ((b"\x81\x01x",), 1002),  # not masked
        ((frame(0xF0 | TEXT, b"x"),), 1002),
        ((frame(FINAL | CONTINUATION, b"x"),), 1002),
    ],
)
async def test_what_breaks_the_protocol_closes_the_socket_without_a_traceback(
    port: int, parts: tuple[bytes, ...], code: int, caplog: pytest.LogCaptureFixture
) -> None:
    received = await answer(port, *parts)
    assert received.startswith(b"HTTP/1.1 101")
    assert struct.pack("!H", code) in received[-130:]
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (b"/" + b"x" * 10_000, b""),
        (b"/", b"X: %s\r\n" % (b"x" * 10_000)),
        (b"/\xff", b""),
        (b"/", b"Sec-WebSocket-Key: another\r\n"),
        (b"/", b"Sec-WebSocket-Extensions: ;;;\r\n"),
        (b"/", b"Sec-WebSocket-Protocol: ,,\xff\r\n"),
    ],
)
async def test_an_opening_handshake_that_fails_ends_the_connection(
    port: int, path: bytes, headers: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    received = await answer(port, path=path, headers=headers)
    assert received.startswith(b"HTTP/1.1 4")
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_a_message_in_pieces_arrives_whole(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(UPGRADE % (b"/", b""))
    await reader.readuntil(b"\r\n\r\n")
    for part in (frame(TEXT, b"\xe2"), frame(CONTINUATION, b"\x82"), frame(FINAL | CONTINUATION, b"\xac")):
        writer.write(part)
    async with asyncio.timeout(PATIENCE):
        await reader.readuntil(b"taken")
    writer.close()


async def test_pings_whose_answers_are_not_read_do_not_pile_up(port: int) -> None:
    pings = frame(FINAL | PING, os.urandom(125)) * 1000
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(client, UPGRADE % (b"/", b""))
        is_cut = False
        async with asyncio.timeout(PATIENCE):
            while not is_cut:
                try:
                    await loop.sock_sendall(client, pings)
                except ConnectionError:
                    is_cut = True


async def test_what_has_arrived_is_parsed_as_it_is_taken_and_all_of_it_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parsed, taken, count = list[object](), list[str](), 5000
    has_begun, begin, handle = asyncio.Event(), asyncio.Event(), WebSocketConnection.handle_text

    def counted(self: WebSocketConnection, event: Frame) -> None:
        parsed.append(event)
        handle(self, event)

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        taken.append((await receive())["text"])
        has_begun.set()
        await begin.wait()
        while (message := await receive())["type"] == "websocket.receive":
            assert len(parsed) - len(taken) <= PIECE // len(one) + 2
            taken.append(message["text"])
            if len(taken) == count:
                await send({"type": "websocket.send", "text": "all taken"})

    monkeypatch.setattr(WebSocketConnection, "handle_text", counted)
    one = frame(FINAL | TEXT, b"0000")
    async with serving(slow) as port, asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(UPGRADE % (b"/", b""))
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"".join(frame(FINAL | TEXT, b"%04d" % number) for number in range(count)))
        await has_begun.wait()
        assert len(parsed) <= PIECE // len(one) + 2
        begin.set()
        await reader.readuntil(b"all taken")
        writer.close()
    assert taken == [f"{number:04d}" for number in range(count)]


async def test_who_goes_on_after_the_socket_was_closed_is_cut_off() -> None:
    async def closing(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": 1000})

    async with serving(closing) as port, asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(UPGRADE % (b"/", b""))
        await reader.readuntil(b"\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            for _ in range(100):
                writer.write(frame(FINAL | TEXT, b"x") * UNASKED_AT_ONCE)
                await writer.drain()
                await asyncio.sleep(0)
            raise AssertionError("it was not cut off")


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535])
def test_one_whole_text_is_read_without_the_parser(size: int) -> None:
    text, mask = os.urandom(size), b"\1\2\3\4"
    masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(text))
    length = bytes([0x80 | size]) if size < 126 else b"\xfe" + struct.pack("!H", size)
    whole = bytes([FINAL | TEXT]) + length + mask + masked
    assert lone_text(whole) == text
    assert lone_text(whole[:-1]) is None
    assert lone_text(whole + b"\x81") is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x81",
        b"\x81\x05hello",
        frame(TEXT, b"x"),
        frame(FINAL | 0x2, b"x"),
        frame(FINAL | PING, b"x"),
        frame(0xC0 | TEXT, b"x"),
        b"\x81\xff\0\0\0\0\0\0\0\1\0\0\0\0x",
        b"\x81\xff" + b"\0" * 131,
    ],
)
def test_all_else_is_left_to_the_parser(data: bytes) -> None:
    assert lone_text(data) is None


@pytest.mark.parametrize("seed", range(5))
async def test_texts_that_are_taken_at_once_and_those_that_wait_come_in_order_and_once(seed: int) -> None:
    chance, come, at_once, count, last = random.Random(seed), list[str](), 0, 400, "the last"

    async def taking(scope: Scope, receive: Receive, send: Send) -> None:
        def take(text: bytes) -> bool:
            nonlocal at_once
            if chance.random() < 0.3 or text == last.encode():
                return False
            come.append(text.decode())
            at_once += 1
            return True

        await receive()
        send.__self__.take = take  # type: ignore[attr-defined]
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            for _ in range(chance.choice((0, 0, 1, 3))):
                await asyncio.sleep(0)
            come.append(message["text"])
            if message["text"] == last:
                break
        await send({"type": "websocket.send", "text": "all came"})

    texts = [f"{number:03d}" + "x" * chance.choice((0, 3, 200)) for number in range(count)]
    whole = [frame(FINAL | TEXT, text.encode()) for text in texts]
    whole[count // 2] = frame(TEXT, texts[count // 2].encode()) + frame(FINAL | PING) + frame(FINAL | CONTINUATION)
    async with serving(taking) as port, asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(UPGRADE % (b"/", b""))
        await reader.readuntil(b"\r\n\r\n")
        rest = b""
        for one in whole:
            rest += one
            cut = chance.choice((len(rest), len(rest), chance.randrange(len(rest) + 1), 0))
            writer.write(rest[:cut])
            rest = rest[cut:]
            await asyncio.sleep(chance.choice((0, 0, 0.001)))
        writer.write(rest)
        writer.write(frame(FINAL | TEXT, last.encode()))
        await reader.readuntil(b"all came")
        writer.close()
    assert come == [*texts, last]
    assert at_once


async def test_nothing_is_taken_before_what_waits_or_out_of_the_middle_of_a_frame() -> None:
    connections, come, taken, is_open = list[WebSocketConnection](), list[str](), list[bytes](), asyncio.Event()

    def take(text: bytes) -> bool:
        taken.append(text)
        return True

    async def taking(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        connection: WebSocketConnection = send.__self__  # type: ignore[attr-defined]
        connection.take = take
        connections.append(connection)
        await send({"type": "websocket.accept"})
        is_open.set()
        while (message := await receive())["type"] == "websocket.receive":
            come.append(message["text"])

    text = frame(FINAL | TEXT, b"in the middle")
    ping = frame(FINAL | PING, text)
    async with serving(taking) as port, asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(UPGRADE % (b"/", b""))
        await is_open.wait()
        await asyncio.sleep(0)  # it waits for what comes
        [connection] = connections
        connection.data_received(ping[: -len(text)])
        connection.data_received(text)
        assert taken == []
        connection.queue.put_nowait({"type": "websocket.receive", "text": "first"})
        connection.data_received(frame(FINAL | TEXT, b"second"))
        await until(lambda: come == ["first", "second"])
        assert taken == []
        connection.data_received(frame(FINAL | TEXT, b"third"))
        assert taken == [b"third"]
        await reader.readuntil(text)  # the ping is answered with what was in it
        writer.close()


async def test_what_was_said_in_the_handshake_is_let_go_once_it_is_over() -> None:
    held = list[bool]()

    async def application(_: Scope, receive: Receive, send: Send) -> None:
        connection = send.__self__  # type: ignore[attr-defined]
        await receive()
        held.append(connection.request is not None)
        await send({"type": "websocket.accept"})
        held.append(connection.request is not None or connection.response is not None)
        await send({"type": "websocket.close"})

    async with serving(application) as port:
        assert (await answer(port, frame(FINAL | CLOSE))).startswith(b"HTTP/1.1 101")
    assert held == [True, False]


async def test_a_connection_leaves_nothing_to_the_garbage_collector_however_it_ends() -> None:
    kept = list[weakref.ref[object]]()

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        connection = send.__self__  # type: ignore[attr-defined]
        kept.extend((weakref.ref(connection), weakref.ref(connection.conn)))
        del connection
        await app(scope, receive, send)

    ends = (  # as it should; by what is no frame, one that is too large, and what is no text
        frame(FINAL | CLOSE),
        frame(TEXT, b"x" * 1000) + b"\xff\xff\xff",
        b"\x81\xff" + (1 << 40).to_bytes(8) + b"\0\0\0\0" + b"x" * 1000,
        frame(FINAL | TEXT, b"\xff"),
    )
    async with serving(application) as port:
        with without_collections():
            for sent in ends:
                await answer(port, sent)
            await until(lambda: [one() for one in kept] == [None] * 2 * len(ends))


async def test_a_handshake_that_fails_leaves_nothing_to_the_garbage_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, made = list[weakref.ref[object]](), WebSocketConnection.connection_made

    def note(connection: WebSocketConnection, transport: asyncio.BaseTransport) -> None:
        kept.append(weakref.ref(connection))
        made(connection, transport)

    monkeypatch.setattr(WebSocketConnection, "connection_made", note)
    async with serving(app) as port:
        with without_collections():
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(UPGRADE.replace(b"Sec-WebSocket-Key", b"X") % (b"/", b""))
            assert (await reader.read()).startswith(b"HTTP/1.1 400")
            writer.close()
            await until(lambda: [one() for one in kept] == [None])


async def test_of_messages_that_never_end_little_is_kept_and_those_that_began_first_are_cut_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    most = 200_000
    kept = UnfinishedMessages(most)
    monkeypatch.setattr(websocket_connection, "unfinished", kept)
    half = frame(TEXT, b"x" * 30_000)
    whole_but_its_end = frame(FINAL | TEXT, b"x" * 30_000)[:-1]
    async with serving(app) as port:
        streams = list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]()
        for sent in (half, whole_but_its_end) * 5:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            streams.append((reader, writer))
            writer.write(UPGRADE % (b"/", b""))
            await reader.readuntil(b"\r\n\r\n")
            writer.write(sent)
            await until(lambda: sum(kept._sizes.values()) > min(len(streams), 6) * 30_000 - 10)
            assert kept._total == sum(kept._sizes.values()) <= most
        assert len(kept._sizes) == 6
        for reader, writer in streams[:4]:
            with contextlib.suppress(ConnectionError):
                assert await reader.read() == b""
            writer.close()
        reader, writer = streams[-2]  # of those that are left, one ends its message
        writer.write(frame(FINAL | CONTINUATION))
        assert b"taken" in await reader.readuntil(b"taken")
        assert len(kept._sizes) == 5
        for _, writer in streams[4:]:
            writer.close()
        await until(lambda: (kept._total, len(kept._sizes)) == (0, 0))


class Middleware:
    """What an application's frames hold while they run."""


class Rest:
    """What an application leaves: it notes whether its frames have gone, and the request of the handshake."""

    def __init__(self, receive: Receive, gone: list[weakref.ref[object]], log: list[str]) -> None:
        self._receive, self._gone, self._log = receive, gone, log

    async def __call__(self) -> None:
        while (message := await self._receive())["type"] == "websocket.receive":
            self._log.append(f"{message['text']}: {[held() for held in self._gone]}")
        self._log.append("over")


@pytest.mark.parametrize("fails", [False, True])
async def test_what_an_application_leaves_goes_on_without_its_frames_until_the_socket_ends(fails: bool) -> None:
    log = list[str]()

    async def application(_: Scope, receive: Receive, send: Send) -> None:
        connection, held = send.__self__, Middleware()  # type: ignore[attr-defined]
        await receive()
        gone: list[weakref.ref[object]] = [weakref.ref(held), weakref.ref(connection.request)]
        await send({"type": "websocket.accept"})
        connection.rest = Rest(receive, gone, log)
        connection.ends = [lambda: log.append("first end"), lambda: log.append("second end")]
        if fails:
            raise RuntimeError

    async with serving(application) as port:
        await answer(port, frame(FINAL | TEXT, b"one"), frame(FINAL | TEXT, b"two"), frame(FINAL | CLOSE))
    served = [] if fails else ["one: [None, None]", "two: [None, None]", "over"]
    assert log == [*served, "first end", "second end"]
