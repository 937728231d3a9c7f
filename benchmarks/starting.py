"""`python -m benchmarks.starting`: how long a server takes from its command until it is ready, cold and warm.

Cold: for the first time, in an empty directory, with no module compiled yet: tables are made, the secret is drawn.
Warm: again, on a database with rooms and messages, as after an update.
"""

import asyncio
import statistics
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from benchmarks import out_file
from benchmarks.process import usage
from benchmarks.run import BODY
from tests.support.servers.server import Server

ROOMS, MESSAGES = 20, 50  # of the database of a warm start; messages in each room


@dataclass(slots=True)
class Starting:
    """Seconds until ready, and of CPU until then, of each turn."""

    cold_s: list[float] = field(default_factory=list)
    cold_cpu_s: list[float] = field(default_factory=list)
    warm_s: list[float] = field(default_factory=list)
    warm_cpu_s: list[float] = field(default_factory=list)


async def measure(turns: int) -> Starting:
    """Start servers, each cold and then warm."""
    found = Starting()
    for _ in range(turns):
        with tempfile.TemporaryDirectory(prefix="chatapp-starting-") as place:
            directory = Path(place)
            server = Server(directory / "data", {"PYTHONPYCACHEPREFIX": str(directory / "compiled")})
            await _start(server, found.cold_s, found.cold_cpu_s)
            await _fill(server)
            await server.stop()
            await _start(server, found.warm_s, found.warm_cpu_s)
            await server.stop()
    return found


async def _start(server: Server, seconds: list[float], cpu: list[float]) -> None:
    began = perf_counter()
    await server.start()
    seconds.append(perf_counter() - began)
    if server.process is not None and (used := usage(server.process.pid)):
        cpu.append(used.cpu)


async def _fill(server: Server) -> None:
    person = await server.person()
    for _ in range(ROOMS):
        room = await server.room(person)
        async with server.http(person) as http:
            for number in range(MESSAGES):
                message = {"body": BODY.format(number), "client_message_id": f"{room}-{number}"}
                (await http.post(f"/api/v1/rooms/{room}/messages", json=message)).raise_for_status()


def main(
    turns: Annotated[int, typer.Option(min=1, max=50, help="How often each.")] = 5,
    out: Annotated[Path, typer.Option(help="Where the figures go.")] = Path("benchmarks/out/starting.json"),
) -> None:
    """Measure how long a start takes."""
    found = asdict(asyncio.run(measure(turns)))
    out_file.write(out, found)
    for name, values in found.items():
        if values:
            typer.echo(f"{name:12} {statistics.median(values):6.2f} ({min(values):.2f} to {max(values):.2f})")


if __name__ == "__main__":
    typer.run(main)
