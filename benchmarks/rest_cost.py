"""`python -m benchmarks.rest_cost`: what a request by REST costs the server, beside a bare FastAPI route.

`GET /me`, a page of history and a post, each over kept connections of as many people. The bare routes (`bare_api`) have
the same models and the same uvicorn. Both servers run at once on one core, and take turns: of each turn, the CPU of the
server's process for each request, and the ratio. Exit status 1 if an answer is wrong, or a post is not stored.
"""

import asyncio
import json as jsonlib
import os
import signal
import statistics
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from uuid import uuid4

import typer

from benchmarks.bare_api import BODY, LENGTH
from benchmarks.process import usage
from benchmarks.run import each, own_server
from tests.support.servers.server import Person, Server

PEOPLE = 16  # each with a connection of their own, and one request under way
WARM_UP = 10  # requests of each of them
WHEREVER = str(uuid4())  # a room, where none is asked for
HEAD_ENDS, SIZE = b"\r\n\r\n", b"content-length:"
Request = Callable[[Person, str], tuple[str, str, dict[str, Any] | None]]  # person, room → method, path, body


def _me(_: Person, __: str) -> tuple[str, str, dict[str, Any] | None]:
    return "GET", "/api/v1/me", None


def _history(_: Person, room: str) -> tuple[str, str, dict[str, Any] | None]:
    return "GET", f"/api/v1/rooms/{room}/messages?limit={LENGTH}", None


def _post(_: Person, room: str) -> tuple[str, str, dict[str, Any] | None]:
    new = {"body": BODY.format(0), "client_message_id": str(uuid4())}
    return "POST", f"/api/v1/rooms/{room}/messages", new


ROUTES: dict[str, Request] = {"me": _me, "history": _history, "post": _post}


@dataclass(slots=True)
class RestCost:
    """What was measured of one route, turn by turn: CPU in µs a request, and how often the bare one's goes into it."""

    own_us: list[float] = field(default_factory=list)
    bare_us: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)


class Connection:
    """One kept HTTP connection, which reads no more of an answer than it needs."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str) -> None:
        self._reader, self._writer, self._host = reader, writer, host

    @classmethod
    async def to(cls, server: Server) -> "Connection":
        """Connect to a server."""
        parts = urlsplit(server.base)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=1 << 20)
        return cls(reader, writer, parts.netloc)

    async def ask(self, method: str, path: str, body: dict[str, Any] | None, token: str) -> bytes:
        """Send a request and read its answer.

        Raises:
            RuntimeError: it is not a success.
        """
        content = b"" if body is None else jsonlib.dumps(body).encode()
        head = f"{method} {path} HTTP/1.1\r\nHost: {self._host}\r\nAuthorization: Bearer {token}\r\n"
        if body is not None:
            head += f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
        self._writer.write(head.encode() + b"\r\n" + content)
        answer = await self._reader.readuntil(HEAD_ENDS)
        size = int(answer.lower().split(SIZE, 1)[1].split(b"\r", 1)[0])
        told = await self._reader.readexactly(size)
        if not answer.startswith(b"HTTP/1.1 2"):
            raise RuntimeError(f"{method} {path}: {answer.splitlines()[0].decode()} {told.decode()[:300]}")
        return told

    async def close(self) -> None:
        """Close it."""
        self._writer.close()
        await self._writer.wait_closed()


class Target:
    """A server, and the people who ask it."""

    def __init__(self, server: Server, people: list[Person], rooms: dict[str, str]) -> None:
        assert server.process is not None
        self.server, self.pid = server, server.process.pid
        self.people, self._rooms = people, rooms

    async def cpu(self, route: str, requests: int) -> float:
        """Have everybody ask, one request after the other; returns the server's CPU for each of them, in µs."""
        connections = [await Connection.to(self.server) for _ in self.people]
        times = requests // len(self.people)

        async def ask(index: int) -> None:
            person, connection = self.people[index], connections[index]
            for _ in range(times):
                await connection.ask(*ROUTES[route](person, self._rooms.get(route, WHEREVER)), token=person.token)

        before = usage(self.pid)
        await each(range(len(connections)), ask, len(connections))
        after = usage(self.pid)
        await asyncio.gather(*(connection.close() for connection in connections))
        if before is None or after is None:
            raise RuntimeError("there is no /proc to read CPU from")
        return (after.cpu - before.cpu) * 1e6 / (times * len(connections))

    async def check(self, each_posted: int) -> None:
        """Raise RuntimeError unless every post that was acknowledged is stored, once."""
        stored = await self.server.messages(self.people[0], self._rooms["post"])
        texts = {message["client_message_id"] for message in stored if message["kind"] == "text"}
        if len(texts) != len(self.people) * each_posted:
            raise RuntimeError(f"{len(texts)} messages are stored, of {len(self.people) * each_posted}")


async def measure(
    directory: Path, *, turns: int, requests: int, people: int = PEOPLE, look: str = ""
) -> dict[str, RestCost]:
    """Measure each route, turn by turn, on new servers. ``look``: the route to profile."""
    command = ("-m", "benchmarks.profiled_server", str(directory)) if look else ("main.py",)
    bare = ("-m", "benchmarks.bare_api")
    async with own_server(directory / "own", command) as ours, own_server(directory / "bare", bare) as theirs:
        own, other = await _targets(ours, theirs, people)
        costs = {route: RestCost() for route in ROUTES}
        for route in ROUTES:
            for target in (own, other):
                await target.cpu(route, WARM_UP * people)
        for turn in range(turns):
            for route, cost in costs.items():
                _look(own.pid, look == route and not turn)
                cost.own_us.append(await own.cpu(route, requests))
                _look(own.pid, look == route and not turn)
                cost.bare_us.append(await other.cpu(route, requests))
                cost.times.append(cost.own_us[-1] / cost.bare_us[-1])
        await own.check(turns * (requests // people) + WARM_UP)
        return costs


async def _targets(ours: Server, theirs: Server, count: int) -> tuple[Target, Target]:
    people = [await ours.person(f"person{index}") for index in range(count)]
    rooms = {"history": await ours.room(*people), "post": await ours.room(*people)}
    for index in range(LENGTH):
        (await ours.post(people[index % count], rooms["history"], BODY.format(index))).raise_for_status()
    return Target(ours, people, rooms), Target(theirs, people, rooms)


def _look(pid: int, is_wanted: bool) -> None:
    if is_wanted:
        os.kill(pid, signal.SIGUSR1)


def figures(costs: dict[str, RestCost]) -> dict[str, Any]:
    """Return the figures as JSON has them: for each route the ratios of all turns, and the medians of CPU."""
    found: dict[str, Any] = {}
    for route, cost in costs.items():
        found[f"{route}_times"] = cost.times
        found[f"{route}_us"] = statistics.median(cost.own_us)
        found[f"{route}_bare_us"] = statistics.median(cost.bare_us)
    return found


def _sentences(costs: dict[str, RestCost]) -> Iterator[str]:
    for route, cost in costs.items():
        own, bare, times = (statistics.median(values) for values in (cost.own_us, cost.bare_us, cost.times))
        spread = f"{min(cost.times):.2f} to {max(cost.times):.2f}"
        yield f"{route:>8}: {own:7,.0f} µs a request, bare {bare:7,.0f} µs: {times:.2f}× ({spread})"


def main(
    quick: Annotated[bool, typer.Option("--quick", help="Two short turns, to work with.")] = False,
    turns: Annotated[int, typer.Option(min=0, max=50, help="0: as usual, 5, or 2 if quick.")] = 0,
    requests: Annotated[int, typer.Option(min=0, max=100_000, help="Of each turn and route; 0: 1,600, or 640.")] = 0,
    people: Annotated[int, typer.Option(min=1, max=200, help="Who ask at once.")] = PEOPLE,
    look: Annotated[str, typer.Option(help="Profile one route inside the server: me, history or post.")] = "",
    out: Annotated[Path, typer.Option(help="Where the figures go, and what was seen inside.")] = Path("benchmarks/out"),
) -> None:
    """Measure what a request by REST costs."""
    turns, requests = turns or (2 if quick else 5), requests or (640 if quick else 1600)
    with tempfile.TemporaryDirectory(prefix="chatapp-rest-cost-") as directory:
        costs = asyncio.run(measure(Path(directory), turns=turns, requests=requests, people=people, look=look))
        out.mkdir(parents=True, exist_ok=True)
        for seen in Path(directory).glob("profile-*.txt"):
            (out / f"rest-{look}-{seen.name}").write_text(seen.read_text())
    (out / "rest_cost.json").write_text(jsonlib.dumps(figures(costs), indent=2) + "\n")
    for sentence in _sentences(costs):
        typer.echo(sentence)


if __name__ == "__main__":
    typer.run(main)
