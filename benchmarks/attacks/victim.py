"""The server that is attacked, and somebody else who signs in, posts and asks for `/healthz` all the while."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import httpx

from benchmarks.process import Usage, usage
from tests.support.running import lifetimes
from tests.support.servers.server import PASSWORD, Person, Server

QUIET = 5.0  # seconds
KINDS = ("sign-in", "post", "/healthz")


@dataclass
class Victim(Server):
    """A server run from any tree of Chatapp, with passwords hashed as in earnest."""

    tree: Path = field(default_factory=Path.cwd)

    async def start(self) -> "Victim":
        """Start the process and wait until it is ready."""
        self.data_dir.mkdir(parents=True)
        environment = {
            "PATH": "/usr/bin:/bin",
            "CHATAPP_DATA_DIR": str(self.data_dir),
            "CHATAPP_PORT": str(self.port),
            "CHATAPP_TRIES_PER_MINUTE": "100000",
            **self.settings,
        }
        with (self.data_dir.parent / "server.log").open("ab") as log:
            command = lifetimes.ending_with_us([sys.executable, "main.py", "serve"])
            self.process = subprocess.Popen(  # noqa: ASYNC220
                command, cwd=self.tree, env=environment, stdout=log, stderr=log
            )
        await self.until_ready()
        return self

    def used(self) -> Usage:
        """Return its CPU and memory so far."""
        assert self.process is not None
        found = usage(self.process.pid)
        assert found is not None, "needs Linux"
        return found


Times = dict[str, list[float]]  # what was done → seconds each time


async def measured(victim: Victim, attack: Callable[[], Awaitable[None]]) -> tuple[Times, float]:
    """Run an attack while somebody else goes on with their work; returns their waits, and how long the attack took."""
    person = await victim.person()
    room = await victim.room(person)
    waits: Times = {kind: [] for kind in KINDS}
    working = asyncio.create_task(_work(victim, person, room, waits))
    begun = time.perf_counter()
    await attack()
    took = time.perf_counter() - begun
    await asyncio.sleep(0.1)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    return waits, took


async def quiet() -> None:
    """Attack nothing, for comparison."""
    await asyncio.sleep(QUIET)


def told(waits: Times) -> str:
    """Return the median and the longest wait of each kind, in milliseconds."""
    return " · ".join(
        f"{kind} {median(found) * 1000:.0f} ({max(found) * 1000:.0f})" if found else f"{kind} –"
        for kind, found in waits.items()
    )


async def _work(victim: Victim, person: Person, room: str, waits: Times) -> None:
    async with httpx.AsyncClient(base_url=victim.base, timeout=120, trust_env=False) as http:
        form = {"login": person.username, "password": PASSWORD}
        number = 0
        while True:
            number += 1
            message = {"body": f"message {number}", "client_message_id": str(number)}
            steps: dict[str, Callable[[], Awaitable[httpx.Response]]] = {
                "sign-in": lambda: http.post("/login", data=form),
                "post": lambda message=message: http.post(
                    f"/api/v1/rooms/{room}/messages", json=message, headers=person.bearer
                ),
                "/healthz": lambda: http.get("/healthz"),
            }
            for kind, step in steps.items():
                begun = time.perf_counter()
                try:
                    answer = await step()
                    answer.raise_for_status()
                finally:
                    waits[kind].append(time.perf_counter() - begun)
                await asyncio.sleep(0.02)
