"""`python -m benchmarks.attacks.keeping`: what is kept for a page that reads nothing, or acknowledges nothing.

It asks for its longest draft again and again, and answers pings, unasked if it must.
"""

import asyncio
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Final

import typer
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from benchmarks.attacks.members import DEFAULTS, Trees
from benchmarks.attacks.victim import Victim
from tests.support.browser.page_client import PageClient
from tests.support.servers.server import free_port

EMOJI: Final = "\U0001f600"  # 12 bytes in a script
PAUSE: Final = 0.02  # seconds, in which more is asked for than is answered
PONG: Final = 3.0
Seconds = Annotated[float, typer.Option(help="How long each is tried.")]


async def _acknowledge_nothing(socket: ClientConnection) -> None:
    with suppress(ConnectionClosed):
        async for frame in socket:
            if frame == "2":
                await socket.send("3")


async def _read_nothing(socket: ClientConnection) -> None:
    socket.transport.pause_reading()
    with suppress(ConnectionClosed):
        while True:
            await socket.send("3")
            await asyncio.sleep(PONG)


WAYS: Final = {"reads nothing": _read_nothing, "acknowledges nothing": _acknowledge_nothing}


async def attacked(tree: Path, way: str, seconds: float) -> None:
    """Start a server, have a page ask for its draft for some time, and print what memory the server has taken."""
    with tempfile.TemporaryDirectory(prefix="chatapp-attacks-") as folder:
        victim = await Victim(Path(folder) / "data", DEFAULTS, free_port(), tree=tree).start()
        try:
            eve = await victim.person()
            room = await victim.room(eve)
            page = PageClient(victim.base, f"/rooms/{room}", eve.cookie, buffer=4096)
            await page.get()
            await page.connect()
            assert isinstance(page.socket, ClientConnection)
            await page.tell("draft_write", room, EMOJI * 10_000, 1, EMOJI * 20_000)
            await asyncio.sleep(0.5)
            living, before, asked = asyncio.create_task(WAYS[way](page.socket)), victim.used(), 0
            with suppress(ConnectionClosed):
                for _ in range(int(seconds / PAUSE)):
                    asked += 1
                    await page.tell("draft_read", room)
                    await asyncio.sleep(PAUSE)
            used, state = victim.used(), page.socket.state.name
            living.cancel()
            cpu, memory = used.cpu - before.cpu, used.memory - before.memory
            print(f"[{tree.name}] {way}: asked {asked} times, {cpu:.1f} s CPU, {memory:+.0f} MB; {state}")
        finally:
            await victim.stop()


def main(
    seconds: Seconds = 30.0,
    tree: Trees = [Path()],  # noqa: B006
) -> None:
    """Measure what is kept."""
    for way in WAYS:
        for one in tree:
            asyncio.run(attacked(one.resolve(), way, seconds))


if __name__ == "__main__":
    typer.run(main)
