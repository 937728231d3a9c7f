"""Bodies that are read whole: one network may have so much of them here, and no more; others have theirs."""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack

import pytest
from starlette.types import Message, Receive, Scope, Send

from chatapp.errors import Busy
from chatapp.web import security
from chatapp.web.held_bodies import OF_NETWORK, SMALL, HeldBodies, HeldBody
from chatapp.web.security import BODY_LIMIT, SecurityMiddleware
from tests.support.running.patience import until

FULL = OF_NETWORK // BODY_LIMIT  # bodies as large as may be


def network(name: str) -> Callable[[], str]:
    return lambda: name


def test_a_network_has_so_many_bytes_here_and_others_have_theirs() -> None:
    bodies = HeldBodies(100_000)
    with ExitStack() as here:
        first, second, other = (here.enter_context(bodies.body(network(name))) for name in "aab")
        first.has(60_000)
        second.has(SMALL)  # small ones are not counted
        with pytest.raises(Busy):
            second.has(40_001)
        second.has(40_000)
        other.has(100_000)
        assert bodies.size == 200_000
        with pytest.raises(Busy):
            first.has(60_001)
    assert bodies.size == 0
    with bodies.body(network("a")) as again:
        again.has(100_000)
        again.has(100_000)  # what is there is counted once
        assert bodies.size == 100_000
    assert bodies.size == 0


def test_who_is_not_asked_for_anything_large_is_not_looked_up() -> None:
    def unknown() -> str:
        raise AssertionError

    with HeldBodies().body(unknown) as held:
        held.has(SMALL)


def fail(held: HeldBody, size: int) -> None:
    held.has(size)
    raise ZeroDivisionError


def test_a_body_that_is_refused_or_whose_request_fails_is_not_counted_any_more() -> None:
    bodies = HeldBodies(100_000)
    for size in (100_001, 90_000):
        with pytest.raises((Busy, ZeroDivisionError)), bodies.body(network("a")) as held:
            fail(held, size)
        assert bodies.size == 0


class Slow:
    """Requests of networks, each of which has sent some bytes and is silent now."""

    def __init__(self) -> None:
        self.reached = 0
        self.app = SecurityMiddleware(self._inside)
        self._over = asyncio.Event()
        self._tasks: list[asyncio.Task[int]] = []

    def begin(self, size: int, address: str = "192.0.2.1") -> asyncio.Task[int]:
        """Begin a request; its result is the answer's status."""
        task = asyncio.create_task(self.ask(size, address))
        self._tasks.append(task)
        return task

    async def end(self) -> list[int]:
        """Let all of them come to their end; returns the statuses."""
        self._over.set()
        return list(await asyncio.gather(*self._tasks))

    async def ask(self, size: int, address: str, path: str = "/api/v1/me") -> int:
        statuses: list[int] = []
        sent = [{"type": "http.request", "body": b"x" * size, "more_body": True}]

        async def receive() -> Message:
            if sent:
                return sent.pop()
            await self._over.wait()
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            statuses.extend([message["status"]] if "status" in message else [])

        scope: Scope = {
            "type": "http",
            "method": "POST",
            "path": path,
            "headers": [],
            "query_string": b"",
            "scheme": "http",
            "client": (address, 1),
        }
        await self.app(scope, receive, send)
        return statuses[0]

    async def _inside(self, scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        self.reached += 1
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def test_a_network_that_sends_very_many_bodies_without_an_end_is_told_to_try_again_later() -> None:
    slow = Slow()
    tasks = [slow.begin(BODY_LIMIT) for _ in range(FULL + 5)]
    await until(lambda: sum(task.done() for task in tasks) == 5)
    assert [task.result() for task in tasks if task.done()] == [503] * 5
    small, other = slow.begin(SMALL), slow.begin(BODY_LIMIT, "192.0.2.77")
    await asyncio.sleep(0)
    assert not small.done()
    assert not other.done()
    statuses = await slow.end()
    assert statuses.count(204) == FULL + 2
    assert slow.reached == FULL + 2
    assert await slow.ask(BODY_LIMIT, "192.0.2.1") == 204, "there is room again"


async def test_bodies_that_never_end_give_way_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "BODY_SECONDS", 0.2)
    slow = Slow()
    tasks = [slow.begin(BODY_LIMIT) for _ in range(FULL)]
    assert await asyncio.gather(*tasks) == [408] * FULL
    assert slow.reached == 0
    assert (await slow.end())[0] == 408
    assert await slow.ask(BODY_LIMIT, "192.0.2.1") == 204


@pytest.mark.parametrize("path", security.PICTURES)
async def test_pictures_are_read_as_they_come_so_nothing_is_held_before_somebody_is_known(path: str) -> None:
    slow = Slow()
    tasks = [asyncio.create_task(slow.ask(BODY_LIMIT * 4, "192.0.2.1", path)) for _ in range(FULL)]
    await asyncio.sleep(0)
    assert not any(task.done() for task in tasks)
    await slow.end()
    assert set(await asyncio.gather(*tasks)) == {204}
