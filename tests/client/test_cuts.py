"""Servers that are away, killed or cut off: a client waits, tries again, and does everything once."""

import asyncio
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from chatapp.client import AsyncChat, Chat
from chatapp.errors import RateLimited, Unavailable
from tests.support.running.patience import until
from tests.support.servers.cut_proxy import CutProxy
from tests.support.servers.server import Server

CUTS = 50


async def test_listening_over_fifty_cuts_equals_the_database(server: Server) -> None:
    ann, ben = await server.person(), await server.person()
    uuid = await server.room(ann, ben)
    wire = await CutProxy(server.port).mend()
    heard: dict[int, tuple[int, str]] = {}
    order: list[int] = []
    async with AsyncChat(wire.base, ben.token) as listening, AsyncChat(server.base, ann.token) as posting:
        room = await posting.room(uuid)
        away = await listening.room(uuid)

        async def listen() -> None:
            async for message in away.listen(since=0):
                heard[message.number] = (message.revision, message.body)
                order.append(message.revision)

        task = asyncio.create_task(listen())
        for cut in range(CUTS):
            posted = await room.post(f"before cut {cut}")
            if cut % 5 == 0:
                await room.edit(posted, f"edited at cut {cut}")
            await wire.cut()
            await room.post(f"during cut {cut}")
            await wire.mend()
        stored = {
            message["number"]: (message["revision"], message["body"]) for message in await server.messages(ann, uuid)
        }
        await until(lambda: heard == stored)
        task.cancel()
    await wire.cut()
    assert len(stored) == 2 * CUTS
    assert order == sorted(order)


async def test_listening_goes_on_from_where_it_stopped(server: Server) -> None:
    ann = await server.person()
    uuid = await server.room(ann)
    async with AsyncChat(server.base, ann.token) as chat:
        room = await chat.room(uuid)
        first = await room.post("heard before")
        second = await room.post("missed while away")
        async for message in room.listen(since=first.revision):
            assert message == second
            break


async def test_a_server_killed_while_posting_has_each_message_once(own_server: Server) -> None:
    ann = await own_server.person()
    uuid = await own_server.room(ann)
    async with AsyncChat(own_server.base, ann.token) as chat:
        room = await chat.room(uuid)
        posting = [asyncio.create_task(room.post(f"message {number}")) for number in range(40)]
        await until(lambda: any(task.done() for task in posting))
        await own_server.kill()
        await own_server.start()
        numbers = [(await task).number for task in posting]
    stored = await own_server.messages(ann, uuid)
    assert sorted(numbers) == [message["number"] for message in stored] == list(range(1, 41))
    assert {message["body"] for message in stored} == {f"message {number}" for number in range(40)}


async def test_a_file_goes_on_after_a_cut(server: Server, tmp_path: Path) -> None:
    ann = await server.person()
    uuid = await server.room(ann)
    path = tmp_path / "large.bin"
    path.write_bytes(bytes(range(251)) * 40_000)  # ten pieces
    wire = await CutProxy(server.port).mend()
    async with AsyncChat(wire.base, ann.token) as chat:
        room = await chat.room(uuid)
        sending = asyncio.create_task(room.upload(path))
        for _ in range(3):
            await asyncio.sleep(0.02)
            await wire.cut()
            await wire.mend()
        [file] = (await sending).attachments
    await wire.cut()
    async with server.http(ann) as http:
        assert (await http.get(file.url)).content == path.read_bytes()


def _answering(*answers: httpx.Response | Exception) -> tuple[Chat, list[httpx.Request]]:
    """Return a client of a server that gives these answers, and what it was asked."""
    asked: list[httpx.Request] = []
    left = list(answers)

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return Chat("http://chat.example", "token", patience=5, transport=httpx.MockTransport(handle)), asked


ME = {"uuid": str(uuid4()), "username": "ada"}


def test_what_passes_is_tried_again_and_what_does_not_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("chatapp.client.chat.time.sleep", slept.append)
    busy = httpx.Response(503, headers={"Retry-After": "2"}, json={"detail": "Chatapp is busy."})
    chat, asked = _answering(httpx.ConnectError("refused"), busy, httpx.Response(502), httpx.Response(200, json=ME))
    assert chat.me().username == "ada"
    assert len(asked) == 4
    assert slept[1] >= 2
    chat, _ = _answering(*[httpx.ConnectError("refused")] * 50)
    with pytest.raises(Unavailable, match="can't be reached: refused"):
        chat.me()
    assert sum(slept[3:]) <= 5
    chat, asked = _answering(httpx.Response(429, headers={"Retry-After": "60"}, json={"detail": "Too fast."}))
    with pytest.raises(RateLimited, match="Too fast"):
        chat.me()
    assert len(asked) == 1
