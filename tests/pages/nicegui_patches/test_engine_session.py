"""Sessions of Engine.IO whose request reads, whoever sends writes, and one timer pings."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import engineio
import pytest
from engineio import packet
from starlette.types import Message

from chatapp.timers import OneATurn
from pages.nicegui_patches import engine_session
from pages.nicegui_patches.page_socket import OWN_FRAMES, SCOPE_KEY, PageSocket
from tests.support.running.patience import PATIENCE, until

SCOPE = {
    "type": "websocket",
    "path": "/",
    "query_string": b"EIO=4&transport=websocket",
    "headers": [(b"connection", b"Upgrade"), (b"upgrade", b"websocket")],
}


class Browser:
    """One end of a websocket; the other is the server's. ``sent``: what the server has sent."""

    def __init__(self, server: engineio.AsyncServer, **more: object) -> None:
        self.sent: list[str] = []
        self.own = SimpleNamespace(on_pong=None, ends=None)
        self._coming: asyncio.Queue[Message] = asyncio.Queue()
        self._coming.put_nowait({"type": "websocket.connect"})
        scope = {**SCOPE, OWN_FRAMES: self.own, **more}
        self.request = asyncio.create_task(server.handle_request(scope, self._coming.get, self._send))

    def say(self, text: str) -> None:
        self._coming.put_nowait({"type": "websocket.receive", "text": text})

    def go(self) -> None:
        self._coming.put_nowait({"type": "websocket.disconnect"})

    async def until_sent(self, *texts: str) -> None:
        await until(lambda: self.sent[1:] == [*texts])

    async def _send(self, message: Message) -> None:
        if message["type"] == "websocket.send":
            self.sent.append(message["text"])


class Outbox:
    """An outbox that has sent so many messages; ``received``: how many had come, at each answer that says so."""

    def __init__(self, received: list[int]) -> None:
        self.sent, self._received, self._pinged_at = 7, received, 0

    def has_pinged(self) -> None:
        self._pinged_at = self.sent

    def has_answered(self) -> None:
        self._received.append(self._pinged_at)

    def part(self) -> None:
        pass


class Server(engineio.AsyncServer):
    """``heard``: messages and ends, as the application is told of them."""

    def __init__(self, **settings: float) -> None:
        super().__init__(async_mode="asgi", async_handlers=False, **settings)
        self.start_service_task = False
        self.heard: list[str] = []
        self.on("message", self._on_message)
        self.on("disconnect", self._on_disconnect)

    async def _on_message(self, sid: str, text: str) -> None:
        self.heard.append(text)
        await self.send(sid, text.upper())

    def _on_disconnect(self, sid: str, reason: str) -> None:
        self.heard.append(reason)


@pytest.fixture(autouse=True)
async def _own_sessions(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    made = SimpleNamespace(AsyncSocket=engine_session.EngineSession)
    monkeypatch.setattr(engineio.async_server, "async_socket", made)
    before = asyncio.all_tasks()
    yield
    for task in asyncio.all_tasks() - before:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_a_session_is_pinged_as_long_as_it_answers_and_ends_when_it_does_not() -> None:
    server = Server(ping_interval=0.02, ping_timeout=PATIENCE)
    browser = Browser(server)
    await browser.until_sent("2")
    browser.say("3")
    await browser.until_sent("2", "2")
    [session] = server.sockets.values()
    server.ping_timeout = 0.0
    session._on_time()  # as its timer does when that time is over
    await browser.request
    assert server.heard == [server.reason.PING_TIMEOUT]
    assert server.sockets == {}


async def test_an_answer_that_is_taken_from_the_connection_counts_as_well() -> None:
    browser = Browser(Server(ping_interval=0.02, ping_timeout=PATIENCE))
    for pings in range(1, 4):
        await browser.until_sent(*["2"] * pings)
        browser.own.on_pong()
        browser.own.on_pong()  # what nobody has asked for makes no other ping
    browser.go()
    await browser.request


async def test_the_answer_to_a_ping_says_that_all_before_it_has_come_and_nothing_of_what_came_after() -> None:
    written, received = list[bytes](), list[int]()
    transport = SimpleNamespace(write=written.append, is_closing=lambda: False)
    writable = SimpleNamespace(is_set=lambda: True)
    socket = PageSocket(SimpleNamespace(transport=transport, writable=writable, close_sent=False, disconnected=False))
    socket.is_open = True
    outbox = Outbox(received)
    socket.outbox = outbox
    server = Server(ping_interval=0.02, ping_timeout=PATIENCE)
    browser = Browser(server, **{SCOPE_KEY: socket})
    await until(lambda: written == [engine_session.PING])
    outbox.sent = 9  # after the ping
    browser.own.on_pong()
    browser.own.on_pong()  # nobody has asked for it
    assert received == [7]
    browser.go()
    await browser.request


async def test_what_is_said_is_heard_and_answered_in_order_without_other_tasks() -> None:
    server, before = Server(), asyncio.all_tasks()
    browser = Browser(server)
    for text in ("4one", "6", "4two"):  # the second means nothing to a server
        browser.say(text)
    await browser.until_sent("4ONE", "4TWO")
    assert browser.sent[0].startswith('0{"sid":')
    assert asyncio.all_tasks() - before == {browser.request}
    browser.go()
    await browser.request
    assert server.heard == ["one", "two", server.reason.TRANSPORT_CLOSE]


async def test_the_request_is_over_once_the_connection_has_taken_the_session_on_and_little_of_it_is_kept() -> None:
    connection = SimpleNamespace(transport=None, writable=None, close_sent=False, disconnected=False, rest=None)
    server, environs = Server(), list[dict[str, Any]]()
    server.on("connect", lambda _, environ: environs.append(environ))
    browser = Browser(server, **{SCOPE_KEY: PageSocket(connection)})
    await browser.request
    assert len(server.sockets) == 1
    assert environs == [{"QUERY_STRING": "EIO=4&transport=websocket", "asgi.scope": environs[0]["asgi.scope"]}]
    assert set(environs[0]["asgi.scope"]) == {SCOPE_KEY, OWN_FRAMES}
    browser.say("4one")
    browser.go()
    await connection.rest()
    assert server.heard == ["one", server.reason.TRANSPORT_CLOSE]
    assert server.sockets == {}


@pytest.mark.parametrize("last", ["1", "4" + "x" * 1_000_001])
async def test_it_ends_when_the_browser_says_so_or_says_too_much(last: str) -> None:
    server = Server()
    browser = Browser(server)
    browser.say(last)
    await browser.request
    assert server.sockets == {}


async def test_sockets_that_are_lost_together_end_one_a_turn() -> None:
    server, ends, loop = Server(), OneATurn(), asyncio.get_running_loop()
    turn, ended = 0, list[int]()  # turns of the loop, and in which of them a socket ended

    def count() -> None:
        nonlocal turn
        turn += 1
        loop.call_soon(count)

    server.on("disconnect", lambda *_: ended.append(turn))
    browsers = [Browser(server) for _ in range(5)]
    for browser in browsers:
        browser.own.ends = ends
    await until(lambda: all(browser.sent for browser in browsers))
    count()
    for browser in browsers:
        browser.go()
    await asyncio.gather(*(browser.request for browser in browsers))
    assert len(set(ended)) == len(ended) == len(browsers)
    assert server.sockets == {}


async def test_it_ends_when_the_server_says_so() -> None:
    server = Server()
    browser = Browser(server)
    browser.say("4one")
    await browser.until_sent("4ONE")
    [sid] = server.sockets
    await server.disconnect(sid)
    await browser.request
    await browser.until_sent("4ONE", "1")
    assert server.heard == ["one", server.reason.SERVER_DISCONNECT]
    with pytest.raises(KeyError):
        server._get_socket(sid)


def test_engine_io_is_as_we_know_it() -> None:
    assert engine_session.probe() == ""


async def test_a_session_that_answers_pings_and_polls_nothing_ends_when_too_much_waits() -> None:
    server = Server(ping_interval=PATIENCE, ping_timeout=PATIENCE)
    session = server.sockets["lazy"] = engine_session.EngineSession(server, "lazy")
    session.connected = True
    half = packet.Packet(packet.MESSAGE, "x" * (engine_session.MOST_QUEUED // 2))
    await session.send(half)
    [polled] = await session.poll()
    assert polled is half
    for _ in range(2):  # what has been polled doesn't count
        await session.send(half)
    assert not session.closed
    await session.send(half)
    assert session.closed
    assert "lazy" not in server.sockets
