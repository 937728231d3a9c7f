"""Many commands at two real processes of which one is killed: each is answered once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from textwrap import dedent

import httpx
import pytest
from sqlalchemy import text

from tests.support.people.members import make_members_at
from tests.support.running.patience import PATIENCE, comes_true
from tests.support.servers import hasty_bots
from tests.support.servers.databases import connected
from tests.support.servers.postgres import Postgres
from tests.support.servers.redis_server import RedisServer
from tests.support.servers.server import Person, Server

BOT = """
    import time
    from chatapp.bots import Bot, Room

    bot = Bot("echo")

    @bot.command
    def echo(room: Room, words: str):
        time.sleep(0.05)
        room.post(f"heard {words}")
        return f"answer {words}"
"""
SENDERS = 8
HASTY, REAL = hasty_bots.hurry, None  # forked; or real processes, which wait as long as they do
NIGHTLY = pytest.mark.nightly


@pytest.fixture
async def both(
    tmp_path: Path, postgres: Postgres, redis: RedisServer, request: pytest.FixtureRequest
) -> AsyncIterator[tuple[Server, Server]]:
    """Two processes with bots, on one database; the first of them leads."""
    name = postgres.copy()
    shared = {
        "CHATAPP_DATABASE_URL": postgres.url(name),
        "CHATAPP_BROKER_URL": redis.url.replace("/0", "/12"),
        "CHATAPP_BOTS": "1",
    }
    servers = [Server(tmp_path / "data", shared, hurry=request.param) for _ in range(2)]
    try:
        for one in servers:
            one.is_warm = one.hurry is not None
            await one.start()
        yield servers[0], servers[1]
    finally:
        for one in servers:
            await one.stop()
        postgres.drop(name)


@pytest.mark.parametrize(
    ("both", "count", "killed"),
    [(HASTY, 60, 1), pytest.param(REAL, 1_000, 0, marks=NIGHTLY)],  # the second one; the one that leads
    indirect=["both"],
)
async def test_every_command_is_answered_once_though_a_process_is_killed(
    both: tuple[Server, Server], count: int, killed: int
) -> None:
    ann = await both[0].person("ann")
    room = await both[0].room(ann)
    (both[0].data_dir / "bots").mkdir(exist_ok=True)
    (both[0].data_dir / "bots" / "echo.py").write_text(dedent(BOT))
    for server in both:
        await comes_true(lambda server=server: _has_bot(server, ann))
    uuid = _values(both[0], "select uuid from account where username = 'echo'")[0]
    await make_members_at(both[0].database_url, room, [str(uuid)])
    left = both[1 - killed]
    waiting = iter(range(count))
    half = asyncio.Event()

    async def send() -> None:
        for at in waiting:
            await _post(both[at % 2], left, ann, room, at)
            if at > count // 2:
                half.set()

    sending = [asyncio.create_task(send()) for _ in range(SENDERS)]
    await half.wait()
    await both[killed].kill()
    await asyncio.gather(*sending)
    wanted = Counter({f"{word} {at}": 1 for at in range(count) for word in ("heard", "answer")})
    for _ in range(5):  # a lease of the jobs, one of the call, and a sweep
        with suppress(AssertionError):
            await comes_true(lambda: _is(left, wanted))
            break
    found = Counter(_answers(left))
    assert found - wanted == Counter()  # none twice
    assert wanted - found == Counter()  # none missing
    assert _values(left, "select count(*) from interaction where done_at is null") == [0]


async def _has_bot(server: Server, person: Person) -> bool:
    async with server.http(person) as http:
        return bool((await http.get("/api/v1/bots")).json()["bots"])


async def _post(first: Server, other: Server, person: Person, room: str, at: int) -> None:
    """Post a command at one server, and if it is not there any more, again at the other one."""
    for server in (first, other):
        with suppress(httpx.TransportError):
            answer = await server.post(person, room, f"/echo {at}", f"command {at}")
            if answer.status_code in (200, 201):
                return
    raise AssertionError(f"command {at} was not taken")


async def _is(server: Server, wanted: Counter[str]) -> bool:
    await asyncio.sleep(PATIENCE / 600)
    open_calls = _values(server, "select count(*) from interaction where done_at is null")
    return open_calls == [0] and Counter(_answers(server)) == wanted


def _answers(server: Server) -> list[str]:
    query = "select body from message join account on author_id = account.id where username = 'echo' and kind = 'text'"
    return [str(body) for body in _values(server, query)]


def _values(server: Server, query: str) -> list[object]:
    with connected(server.database_url) as connection:
        return [value for (value,) in connection.execute(text(query))]
