"""Threads that read: the one that was busy last goes on, as what it needs is still near.

An executor hands its work to any of its threads, and makes two futures with a condition for each piece of it: with
those, a page that opens took 4 % more CPU.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread

Work = Callable[[], object]


class ReadingThreads:
    """As many threads as there is work at once; whoever gives it sees to it that this is little. Used on a loop."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._idle: list[_Worker] = []  # the last one that was busy last
        self._all: list[_Worker] = []

    def run(self, work: Work, done: Callable[[BaseException | None], None]) -> None:
        """Do ``work`` in a thread; ``done`` is called on the running loop, with what it raised."""
        if self._idle:
            worker = self._idle.pop()
        else:
            worker = _Worker(f"{self._name}_{len(self._all)}")
            self._all.append(worker)
        loop = asyncio.get_running_loop()

        def over(error: BaseException | None) -> None:
            self._idle.append(worker)
            done(error)

        def tell(error: BaseException | None) -> None:
            with suppress(RuntimeError):  # the loop has been closed: nobody waits
                loop.call_soon_threadsafe(over, error)

        worker.work.put((work, tell))

    async def close(self) -> None:
        """End them, when their work is done."""
        workers, self._all, self._idle = self._all, [], []
        for worker in workers:
            worker.work.put(None)
            await asyncio.to_thread(worker.join)


class _Worker(Thread):
    def __init__(self, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.work = SimpleQueue[tuple[Work, Callable[[BaseException | None], None]] | None]()
        self.start()

    def run(self) -> None:
        """Do what is put into `work`, one after the other, until that is None. What is raised is told, not raised."""
        while (given := self.work.get()) is not None:
            work, tell = given
            error: BaseException | None = None
            try:
                work()
            except BaseException as raised:  # whoever waits for it is told
                error = raised
            tell(error)
            del given, work, tell, error  # while it waits, it holds nothing
