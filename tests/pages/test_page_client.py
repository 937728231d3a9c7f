"""What the pages of tests leave behind when their connections fail: nothing that a later test is blamed for."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode

from tests.support.browser.page_client import PageClient, Refused
from tests.support.browser.polling_socket import PollingSocket
from tests.support.running.patience import until
from tests.support.servers.fake_http_server import Elsewhere, elsewhere, response

OPENING = b'0{"sid": "one"}'


@asynccontextmanager
async def open_to(there: Elsewhere) -> AsyncIterator[PollingSocket]:
    """Open a connection to a machine, and see that none is left of it."""
    polling = PollingSocket(there.url, {}, {})
    assert await polling.recv() == OPENING.decode()
    assert not all(task.done() for task in there.serving), "it is kept for the next question"
    yield polling
    await until(lambda: all(task.done() for task in there.serving))


@pytest.mark.parametrize("answer", [response(400), b"what is no HTTP\r\n\r\n"])
async def test_a_connection_that_polls_is_let_go_of_when_a_question_fails(answer: bytes) -> None:
    async with elsewhere(answer=lambda body: answer if body else response(200, OPENING)) as there:
        async with open_to(there) as polling:
            with pytest.raises(ConnectionClosed):
                await polling.send("2")


async def test_a_small_socket_that_is_not_taken_is_closed() -> None:
    async with elsewhere() as there:
        base = f"http://127.0.0.1:{there.port}"
    page = PageClient(base, "/login", buffer=4096)
    with pytest.raises(Refused):
        await page.connect()
    gc.collect()  # an open one is a warning, and a warning is an error


async def test_a_page_that_has_not_read_all_it_was_told_closes_properly() -> None:
    """Else it would wait ten seconds, as pages did that were told very much at their end."""
    has_told = asyncio.Event()

    async def tell(socket: ServerConnection) -> None:
        await socket.send("0{}")
        await socket.recv()
        await socket.send("40{}")
        for _ in range(100):
            await socket.send('42["nothing",{}]')
        has_told.set()
        await socket.wait_closed()

    async with serve(tell, "127.0.0.1", 0) as server:
        page = PageClient(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", "/")
        await page.connect()
        await has_told.wait()
        await page.close()
    assert isinstance(page.socket, ClientConnection)
    assert page.socket.close_code == CloseCode.NORMAL_CLOSURE
