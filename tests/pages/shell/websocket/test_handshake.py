"""Sockets without a page: closed after a deadline, however lively they are."""

import asyncio
from math import inf

import pytest
from starlette.types import Message, Scope

from pages.shell.websocket import handshake
from tests.support.running.patience import PATIENCE

PONG: Message = {"type": "websocket.receive", "text": "3"}


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handshake, "SECONDS", 0.05)


def socket() -> Scope:
    return handshake.expected({"type": "websocket"}, "")


async def test_a_silent_socket_without_a_page_ends() -> None:
    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async with asyncio.timeout(PATIENCE):
        assert (await handshake.with_deadline(socket(), receive)())["type"] == "websocket.disconnect"


async def test_one_that_answers_pings_ends_as_well() -> None:
    async def receive() -> Message:
        await asyncio.sleep(0.01)
        return PONG

    received = handshake.with_deadline(socket(), receive)
    async with asyncio.timeout(PATIENCE):
        while (await received())["type"] != "websocket.disconnect":
            pass


async def test_a_socket_with_a_page_may_be_silent() -> None:
    scope = socket()
    waiting: asyncio.Future[Message] = asyncio.get_running_loop().create_future()

    async def receive() -> Message:
        return await asyncio.shield(waiting)

    received = handshake.with_deadline(scope, receive)
    receiving: asyncio.Task[Message] = asyncio.create_task(received())  # type: ignore[arg-type]
    await asyncio.sleep(0)
    scope[handshake.SCOPE_KEY].deadline = inf  # completed while the socket waits for its next frame
    await asyncio.sleep(0.2)
    waiting.set_result(PONG)
    assert await receiving is PONG


async def test_a_request_by_long_polling_is_not_cut_off() -> None:
    async def receive() -> Message:
        return PONG

    scope = handshake.expected({"type": "http"}, "")
    assert handshake.with_deadline(scope, receive) is receive
