"""Reading again what a page shows when the broker admits a loss: what the page has not heard is in the database."""

import asyncio
from collections.abc import Awaitable, Callable

from nicegui import Client

from chatapp.bootstrap import Chat
from chatapp.callbacks import Ending
from chatapp.errors import Forbidden, NotFound, Unavailable
from chatapp.events import MISSED_TOPIC, Event
from pages.shell.errors import run_in_background

Read = Callable[[], Awaitable[None]]


class Resync:
    """One page's parts that can be read again. Only a few pages of a process do so at once; the others wait."""

    def __init__(self, chat: Chat, client: Client) -> None:
        self._slots = chat.resync_slots
        self._client = client
        self._reads: list[Read] = []
        self._is_waiting = False
        client.on_delete(chat.broker.subscribe(MISSED_TOPIC, self._on_missed))

    def add(self, read: Read) -> Callable[[], None]:
        """Call ``read`` whenever events may have been lost; returns what ends it."""
        self._reads.append(read)
        return Ending(self._reads, read)

    def _on_missed(self, _: Event) -> None:
        if not self._is_waiting:
            self._is_waiting = True
            run_in_background(self._client, self._read_all())

    async def _read_all(self) -> None:
        while self._is_waiting:
            async with self._slots:
                self._is_waiting = False
                pause = await self._try_all()
            if pause:
                self._is_waiting = True
                await asyncio.sleep(pause)

    async def _try_all(self) -> int:
        """Read everything; returns the seconds to wait before trying again, or 0."""
        for read in list(self._reads):
            if read not in self._reads or self._client.is_deleted:
                continue  # its view was left meanwhile
            try:
                await read()
            except Unavailable as error:
                return error.retry_after
            except (NotFound, Forbidden):
                continue  # the person has lost this; the feed tells the page so
        return 0
