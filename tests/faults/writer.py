"""A client that posts by REST and tries again, as careful programs do."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle
from uuid import uuid4

import httpx

from tests.faults.verdict import Line
from tests.support.servers import loopback
from tests.support.servers.server import Person, Server

ANSWER = 10.0  # seconds a client waits for an answer
AGAIN = 0.25  # seconds until it tries again
PAUSE = 0.2  # seconds between two messages of one client
AT_MOST = 590  # messages in all: a page can show 600


@dataclass
class Record:
    """What clients were told: ``lines`` and ``times`` of what was acknowledged, ``refused`` of what was not.

    ``times`` are the loop's. ``wrong``: answers that neither acknowledge nor say that it cannot be done now.
    """

    lines: list[Line] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)


class Writer:
    """One client. It goes to the processes in turn, and to the next one when it tries again."""

    def __init__(self, person: Person, room: str, servers: Sequence[Server], record: Record) -> None:
        self._person, self._room, self._record = person, room, record
        self._servers = cycle(servers)

    async def write(self, is_over: asyncio.Event) -> None:
        """Post one message after the other; the last one is acknowledged, too."""
        async with loopback.client(headers=self._person.bearer, timeout=ANSWER) as http:
            while not is_over.is_set() and len(self._record.lines) < AT_MOST:
                await self._post(http, str(uuid4()), f"message of {self._person.username}: {uuid4().hex}")
                await asyncio.sleep(PAUSE)

    async def _post(self, http: httpx.AsyncClient, key: str, text: str) -> None:
        while True:
            if await self._is_acknowledged(http, key, text):
                return
            await asyncio.sleep(AGAIN)

    async def _is_acknowledged(self, http: httpx.AsyncClient, key: str, text: str) -> bool:
        message = {"body": text, "client_message_id": key}
        address = f"{next(self._servers).base}/api/v1/rooms/{self._room}/messages"
        try:
            answer = await http.post(address, json=message)
        except httpx.TimeoutException:
            self._record.refused["no answer"] += 1
            return False
        except httpx.TransportError:
            self._record.refused["no connection"] += 1
            return False
        if answer.status_code in (200, 201):
            self._record.lines.append(Line(answer.json()["number"], key, answer.json()["body"]))
            self._record.times.append(asyncio.get_running_loop().time())
            return True
        kind = self._record.refused if answer.status_code == 503 else self._record.wrong
        kind[str(answer.status_code)] += 1
        return False
