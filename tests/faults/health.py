"""What the processes say of themselves on `/readyz` while something is done to them."""

import asyncio
from collections.abc import Sequence

import httpx

from tests.support.servers import loopback
from tests.support.servers.server import Server

EVERY = 0.2  # seconds
ANSWER = 5.0  # seconds; Chatapp gives itself two for each of its two checks


class Health:
    """Asks every process again and again. ``said``: (loop time, process, words), whenever they are others."""

    def __init__(self, servers: Sequence[Server]) -> None:
        self._servers = servers
        self.said: list[tuple[float, int, str]] = []

    async def watch(self) -> None:
        """Ask until cancelled."""
        async with loopback.client(timeout=ANSWER) as http:
            await asyncio.gather(*(self._watch(http, index) for index in range(len(self._servers))))

    def since(self, start: float) -> tuple[list[str], list[str]]:
        """Return what was said after ``start``, each once and in the order it was heard first, and what was last."""
        heard = [words for at, _, words in self.said if at >= start]
        last = {index: words for _, index, words in self.said}
        return list(dict.fromkeys(heard)), list(dict.fromkeys(last.values()))

    async def _watch(self, http: httpx.AsyncClient, index: int) -> None:
        before = ""
        while True:
            if (words := await self._ask(http, index)) != before:
                before = words
                self.said.append((asyncio.get_running_loop().time(), index, words))
            await asyncio.sleep(EVERY)

    async def _ask(self, http: httpx.AsyncClient, index: int) -> str:
        try:
            answer = await http.get(f"{self._servers[index].base}/readyz")
        except httpx.TransportError:
            return "no answer"
        told = answer.json()
        checks = told.get("checks", {})
        faulty = ", ".join(f"{part} {state}" for part, state in checks.items() if state != "ok")
        status = told["status"] if answer.is_success else f"{answer.status_code} {told['status']}"
        return f"{status} ({faulty})" if faulty else status
