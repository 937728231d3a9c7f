"""Work that the leading process does again and again, every few seconds, where a job's schedule is too coarse."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from chatapp.errors import Unavailable
from chatapp.jobs.jobs import Jobs
from chatapp.timers import end_task

log = structlog.get_logger(__name__)

TICK: Final = 2.0  # seconds
AT_ONCE: Final = 200  # pieces of work in one turn


class WhileLeading:
    """Does work as long as this process leads. ``work``: does at most `AT_ONCE` pieces; returns how many it did."""

    def __init__(self, name: str, jobs: Jobs, work: Callable[[], Awaitable[int]]) -> None:
        self._name, self._jobs, self._work = name, jobs, work
        self._running: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Begin."""
        self._running = self._running or asyncio.create_task(self._run(), name=self._name)

    async def close(self) -> None:
        """Stop. What was begun is finished by whoever leads next."""
        await end_task(self._running)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            if not self._jobs.is_leader:
                continue
            try:
                while await self._work() == AT_ONCE:
                    pass
            except Unavailable:
                pass  # storage logs it; tried again with the next tick
            except Exception:  # a bug of ours: the others' work is still to be done
                log.exception("work of the leading process failed", work=self._name)
