"""Reading anew what a page shows when the broker admits a loss: what was not heard is in the database."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from nicegui import Client

from chatapp.bootstrap import Chat
from chatapp.errors import Forbidden, NotFound, Unavailable
from chatapp.events import MISSED_TOPIC, Event

Read = Callable[[], Awaitable[None]]


class Resync:
    """One page's parts that can read anew. Only a few pages of a process do so at once; the others wait their turn.

    ``run``: how the page runs what an event has set off.
    """

    def __init__(self, chat: Chat, client: Client, run: Callable[[Coroutine[Any, Any, None]], None]) -> None:
        self._turns = chat.resync_slots
        self._client = client
        self._run = run
        self._reads: list[Read] = []
        self._is_waiting = False
        client.on_delete(chat.broker.subscribe(MISSED_TOPIC, self._missed))

    def add(self, read: Read) -> Callable[[], None]:
        """Have ``read`` called when something may have gone unheard; returns what ends it."""
        self._reads.append(read)
        return lambda: self._reads.remove(read)

    def _missed(self, _: Event) -> None:
        if not self._is_waiting:
            self._is_waiting = True
            self._run(self._read_all())

    async def _read_all(self) -> None:
        while self._is_waiting:
            async with self._turns:
                self._is_waiting = False
                pause = await self._try_all()
            if pause:
                self._is_waiting = True
                await asyncio.sleep(pause)

    async def _try_all(self) -> int:
        """Read all; returns the seconds to wait before trying again, or 0."""
        for read in list(self._reads):
            if read not in self._reads or self._client.is_deleted:
                continue  # its view was left meanwhile
            try:
                await read()
            except Unavailable as error:
                return error.retry_after
            except (NotFound, Forbidden):
                continue  # the person has lost it; the feed tells the page so
        return 0
