"""A test that starts one server of each kind and a browser, and waits; `tests/test_interrupted_run.py` ends its run."""

import asyncio
import os
from pathlib import Path

from playwright.async_api import Browser

from tests.support.servers.postgres import Postgres
from tests.support.servers.redis_server import RedisServer
from tests.support.servers.server import Server

PIDS = "CHATAPP_TEST_PIDS"  # names the file in which the processes are written down


def descendants(pid: int) -> list[int]:
    """Return the processes that come from one, at any depth."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it has ended meanwhile
            continue
        children.setdefault(parent, []).append(int(stat.parent.name))
    found, waiting = [], [pid]
    while waiting:
        direct = children.get(waiting.pop(), [])
        found += direct
        waiting += direct
    return found


async def test_waits(postgres: Postgres, redis: RedisServer, server: Server, browser: Browser) -> None:
    await browser.new_page()
    real = await Server(postgres.folder / "real" / "data", command=(str(Path("main.py")),)).start()
    assert real.process is not None
    written = Path(os.environ[PIDS])
    written.with_suffix(".part").write_text(" ".join(map(str, descendants(os.getpid()))))
    written.with_suffix(".part").rename(written)
    await asyncio.sleep(600)
