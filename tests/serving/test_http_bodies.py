"""Bodies on HTTP connections: parsed in large pieces, and what follows them in small ones, with its own limits."""

import asyncio
import random

import pytest
from starlette.types import Receive, Scope, Send

from chatapp.serving.http_connection import HEAD_LIMIT, OF_BODY, PIECE, HttpConnection
from tests.support.running.patience import PATIENCE, until
from tests.support.servers.connections import serving

START = b"GET / HTTP/1.1\r\nHost: chat.example\r\n"


class Watched(HttpConnection):
    """Notes the sizes of the pieces that its parser is given, and hands out the connection itself."""

    pieces: list[int]
    made: "list[Watched]"

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.made.append(self)

    def _parse(self, piece: memoryview) -> bool:
        self.pieces.append(len(piece))
        return super()._parse(piece)


class Hearing:
    """An application that keeps each body it was sent."""

    def __init__(self) -> None:
        self.bodies = list[bytes]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, has_more = bytearray(), True
        while has_more:
            message = await receive()
            body += message.get("body", b"")
            has_more = message.get("more_body", False)
        self.bodies.append(bytes(body))
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
def watched() -> type[Watched]:
    return type("WatchedHere", (Watched,), {"pieces": [], "made": []})


async def handed_at_once(data: bytes, watched: type[Watched], hearing: Hearing) -> bytes:
    """Hand a connection all of this as one piece, as a fast line may; return all that is answered."""
    async with serving(hearing, watched) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        async with asyncio.timeout(PATIENCE):
            await until(lambda: bool(watched.made))
            watched.made[0].data_received(data)
            received = await reader.read()
        writer.close()
    return received


def posted(body: bytes, *headers: bytes) -> bytes:
    head = (b"POST / HTTP/1.1", b"Host: chat.example", b"Content-Length: %d" % len(body), *headers)
    return b"\r\n".join(head) + b"\r\n\r\n" + body


async def test_a_body_is_parsed_in_large_pieces_and_a_head_in_small_ones(watched: type[Watched]) -> None:
    hearing, body = Hearing(), random.Random(1).randbytes(5 * OF_BODY + 7)
    received = await handed_at_once(posted(body, b"Connection: close"), watched, hearing)
    assert received.startswith(b"HTTP/1.1 200")
    assert hearing.bodies == [body]
    assert watched.pieces[0] == PIECE
    assert watched.pieces[1:-1] == [OF_BODY] * 4


async def test_bodies_and_heads_that_arrive_together_are_told_apart(watched: type[Watched]) -> None:
    chance, hearing = random.Random(2), Hearing()
    bodies = [chance.randbytes(size) for size in (0, 1, PIECE - 1, PIECE, OF_BODY, OF_BODY + PIECE + 1, 3)]
    last = posted(b"last", b"Connection: close")
    received = await handed_at_once(b"".join(posted(body) for body in bodies) + last, watched, hearing)
    assert received.count(b"HTTP/1.1 200") == len(bodies) + 1
    assert hearing.bodies == [*bodies, b"last"]


async def test_a_body_in_chunks_arrives_whole_however_they_are_cut(watched: type[Watched]) -> None:
    chance, hearing = random.Random(3), Hearing()
    parts = [chance.randbytes(size) for size in (1, 300_000, 7, PIECE, OF_BODY, 1)]
    head = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    sent = head + b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    assert (await handed_at_once(sent, watched, hearing)).startswith(b"HTTP/1.1 200")
    assert hearing.bodies == [b"".join(parts)]


@pytest.mark.parametrize("start", [START + b"X: ", b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: "])
async def test_of_an_endless_head_behind_a_body_little_is_parsed(watched: type[Watched], start: bytes) -> None:
    """A large piece may have the end of a body and then a head, or trailers, which have their limits all the same."""
    hearing, body = Hearing(), bytes(OF_BODY + PIECE)
    data = posted(body) + start + b"x" * 4 * OF_BODY
    received = await handed_at_once(data, watched, hearing)
    assert received.count(b"HTTP/1.1 200") <= 1
    assert sum(watched.pieces) <= len(body) + 2 * OF_BODY + HEAD_LIMIT + 2 * PIECE
