"""`python -m benchmarks.attacks.breaking_off`: what stays of websockets that a stranger opens and breaks off.

They stay open for a moment, so that what they hold is old when it goes; then each sends part of a message, and bytes
that are no frame.
"""

import asyncio
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Final

import httpx
import typer

from benchmarks.attacks.members import DEFAULTS, Trees
from benchmarks.attacks.victim import Victim
from tests.support.servers.server import free_port

AT_ONCE: Final = 200
UPGRADE: Final = (
    "GET /_nicegui_ws/socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\n"
    "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
PART: Final = b"\x01\xfe" + (60_000).to_bytes(2) + bytes(4) + b"x" * 60_000  # of a message
NO_FRAME: Final = b"\xff\xff\xff"
PAUSE: Final = 0.5  # seconds
PAGES: Final = 4  # sign-in pages meanwhile: objects enough for two looks at what is young
Rounds = Annotated[int, typer.Option(help=f"How often {AT_ONCE} sockets are opened.")]


async def _round(victim: Victim) -> None:
    sockets = [await asyncio.open_connection("127.0.0.1", victim.port) for _ in range(AT_ONCE)]
    for reader, writer in sockets:
        writer.write(UPGRADE.format(victim.base.removeprefix("http://")).encode())
        await reader.readuntil(b"\r\n\r\n")
    async with httpx.AsyncClient(base_url=victim.base, timeout=60, trust_env=False) as http:
        for _ in range(PAGES):
            await http.get("/login")
    for _, writer in sockets:
        writer.write(PART + NO_FRAME)
    await asyncio.sleep(PAUSE)
    for _, writer in sockets:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def attacked(tree: Path, rounds: int) -> None:
    """Start a server, break off its sockets, and print what memory that has taken for good."""
    with tempfile.TemporaryDirectory(prefix="chatapp-attacks-") as folder:
        settings = DEFAULTS | {"CHATAPP_TRIES_PER_MINUTE": "100000"}
        victim = await Victim(Path(folder) / "data", settings, free_port(), tree=tree).start()
        try:
            await _round(victim)
            before = victim.used()
            for _ in range(rounds):
                await _round(victim)
            used = victim.used()
            kilobytes = (used.memory - before.memory) * 1000 / (rounds * AT_ONCE)
            print(
                f"[{tree.name}] {rounds * AT_ONCE} sockets: {kilobytes:+.1f} kB each, {used.cpu - before.cpu:.1f} s CPU"
            )
        finally:
            await victim.stop()


def main(
    rounds: Rounds = 5,
    tree: Trees = [Path()],  # noqa: B006
) -> None:
    """Measure what stays."""
    for one in tree:
        asyncio.run(attacked(one.resolve(), rounds))


if __name__ == "__main__":
    typer.run(main)
