"""Who waits for a connection. A pool alone lets newcomers overtake, and takes a busy database for one that is away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from chatapp.errors import ChatError


class Line:
    """Readers in line for a pool's connections: first come, first served, however long it takes, while the line moves.

    ``places``: how many read at once. ``limit``: seconds without any answer after which a database counts as away.
    """

    def __init__(self, places: int, *, limit: float) -> None:
        self._free = asyncio.Semaphore(places)
        self._limit = limit
        self.answers = 0  # how often the database has answered somebody, so far

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Wait for a place and keep it.

        Raises:
            TimeoutError: the line stands still.
        """
        if self._free.locked():
            await self._wait()
        else:
            await self._free.acquire()
        try:
            yield
            self.answers += 1
        except ChatError:  # refused for what the database has said
            self.answers += 1
            raise
        finally:
            self._free.release()

    async def _wait(self) -> None:
        place = asyncio.ensure_future(self._free.acquire())  # kept over several looks: who asks anew goes to the back
        try:
            while not place.done():
                before = self.answers
                await asyncio.wait([place], timeout=self._limit)
                if not place.done() and self.answers == before:
                    raise TimeoutError("every connection is in use, and none of them is answered")
        except BaseException:
            if not place.cancel():
                self._free.release()
            raise
