"""The processes that draw: one costly picture ends its process and delays no one else's, and none is left behind."""

import asyncio
import os
import signal
import threading
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from chatapp.errors import Busy, Invalid
from chatapp.pictures.limits import NO_PICTURE, TOO_COSTLY
from chatapp.pictures.painter import Painter
from chatapp.pictures.process import WorkerGone, WorkerProcess
from tests.support.running.patience import PATIENCE, until
from tests.support.samples.pictures import BLUE, GREEN, RED, SVG, opened, saved, stripes
from tests.support.servers.server import Server

PICTURE = saved(stripes(RED, GREEN, BLUE))
EXIF = b"\xff\xe1\x00\x0aExif\0\0ab"
COSTLY = b"\xff\xd8" + EXIF * (5_000_000 // len(EXIF))  # a small file that takes Pillow minutes


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
async def painter() -> AsyncIterator[Painter]:
    painter = Painter()
    yield painter
    painter.close()


class Held:
    """A worker whose pictures are drawn when the test says so."""

    def __init__(self, gate: threading.Event) -> None:
        self._gate = gate
        self.pid, self.is_alive = 0, True

    def draw(self, content: bytes) -> bytes:
        if content == b"quick":
            return content
        if not self._gate.wait(PATIENCE):
            raise WorkerGone
        return content

    def end(self) -> None:
        self.is_alive = False


async def test_a_process_draws_one_picture_after_another_and_tells_what_is_none(painter: Painter) -> None:
    assert painter.processes == []
    for _ in range(2):
        opened(await painter.draw(PICTURE, asker="ann"))
        with pytest.raises(Invalid) as refused:
            await painter.draw(SVG, asker="ann")
        assert refused.value.fields == {"avatar": NO_PICTURE}
    assert len(painter.processes) == 1


async def test_a_process_has_little_time_and_memory_and_knows_no_secret(
    painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHATAPP_BROKER_URL", "redis://:tulips@nowhere")
    await painter.draw(PICTURE, asker="ann")
    place = Path("/proc", str(painter.processes[0]))
    limits = {line[:26].strip(): line[26:].split() for line in (place / "limits").read_text().splitlines()}
    assert 1 < int(limits["Max cpu time"][0]) < 10
    assert int(limits["Max address space"][0]) < 2**30
    assert b"tulips" not in (place / "environ").read_bytes()


async def test_a_picture_that_uses_up_its_cpu_is_refused_and_the_next_one_is_drawn() -> None:
    painter = Painter(partial(WorkerProcess, cpu=0))
    try:
        with pytest.raises(Invalid) as refused:
            await painter.draw(COSTLY, asker="eve")
        assert refused.value.fields == {"avatar": TOO_COSTLY}
        opened(await painter.draw(PICTURE, asker="eve"))
    finally:
        painter.close()


async def test_a_process_that_does_not_answer_is_ended_and_the_next_picture_is_drawn() -> None:
    waits = iter((0.1, PATIENCE))
    painter = Painter(lambda: WorkerProcess(wait=next(waits)))
    try:
        frozen = asyncio.create_task(painter.draw(PICTURE, asker="ann"))
        await until(lambda: painter.processes)
        os.kill(painter.processes[0], signal.SIGSTOP)
        with pytest.raises(Invalid, match="too long"):
            await frozen
        opened(await painter.draw(PICTURE, asker="ann"))
    finally:
        painter.close()


async def test_a_process_that_was_killed_while_idle_spoils_no_picture(painter: Painter) -> None:
    await painter.draw(PICTURE, asker="ann")
    killed = painter.processes[0]
    os.kill(killed, signal.SIGKILL)
    await asyncio.to_thread(os.waitid, os.P_PID, killed, os.WEXITED | os.WNOWAIT)
    opened(await painter.draw(PICTURE, asker="ann"))
    assert painter.processes != [killed]


async def test_one_persons_pictures_wait_for_each_other_and_others_do_not() -> None:
    gate = threading.Event()
    painter = Painter(lambda: Held(gate))  # type: ignore[arg-type, return-value]
    slow = [asyncio.create_task(painter.draw(b"slow", asker="eve")) for _ in range(3)]
    await until(lambda: painter.processes)
    async with asyncio.timeout(PATIENCE):
        assert await painter.draw(b"quick", asker="ann") == b"quick"
    assert not any(one.done() for one in slow)
    more = [asyncio.create_task(painter.draw(b"slow", asker="eve")) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await painter.draw(b"slow", asker="eve")
    gate.set()
    await asyncio.gather(*slow, *more)
    painter.close()


async def test_processes_that_nobody_needs_are_ended() -> None:
    painter = Painter(idle=0)
    await painter.draw(PICTURE, asker="ann")
    await until(lambda: not painter.processes)
    opened(await painter.draw(PICTURE, asker="ann"))
    painter.close()
    assert painter.processes == []


async def test_closing_ends_a_process_that_draws() -> None:
    painter = Painter(partial(WorkerProcess, cpu=60))
    drawing = asyncio.create_task(painter.draw(COSTLY, asker="eve"))
    await until(lambda: painter.processes)
    [pid] = painter.processes
    painter.close()
    assert not is_there(pid)
    with pytest.raises(Invalid):
        await drawing


@pytest.mark.parametrize("how", ["stop", "kill"])
async def test_no_process_outlives_its_server(own_server: Server, how: str) -> None:
    ann = await own_server.person()
    async with own_server.http(ann) as http:
        taken = await http.put("/api/v1/me/avatar", content=PICTURE)
        assert taken.status_code == 200, taken.text
    assert own_server.process is not None
    [worker] = workers_of(own_server.process.pid)
    await (own_server.stop() if how == "stop" else own_server.kill())
    await until(lambda: not is_there(worker))


def workers_of(pid: int) -> list[int]:
    """Return the worker processes that a server has started."""
    children = [
        int(name) for task in Path(f"/proc/{pid}/task").iterdir() for name in (task / "children").read_text().split()
    ]
    return [child for child in children if b"chatapp.pictures.worker" in Path(f"/proc/{child}/cmdline").read_bytes()]
