"""Brings jobs to a process that runs them: taskiq's brokers, within this process or over all of them through Redis.

With Redis, any process takes any due job; during a Redis outage the leader runs them itself. Local work, such as
sending an email held in memory, stays in its process.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Final
from uuid import uuid4

import structlog
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from taskiq import AsyncBroker, InMemoryBroker
from taskiq.receiver import Receiver
from taskiq_redis import ListQueueBroker

from chatapp.broker.redis_url import database_of
from chatapp.jobs.job import Work

log = structlog.get_logger(__name__)

DUE: Final = "chatapp.due"  # tasks, by the names they have in Redis
HERE: Final = "chatapp.here"
MAX_CONCURRENT: Final = 8
REDIS_TIMEOUT: Final = 5.0  # seconds
LONGEST_PAUSE: Final = 30.0  # seconds between two tries to reach Redis
CONNECTIONS: Final = 2  # one waits for jobs, one sends them

RunDue = Callable[[str], Coroutine[Any, Any, None]]
RunHere = Callable[[str, Work], Coroutine[Any, Any, None]]


class TaskQueue:
    """The brokers of one process. ``redis_url``: empty without Redis."""

    def __init__(self, run_due: RunDue, run_here: RunHere, redis_url: str) -> None:
        self._works: dict[str, Work] = {}
        self._run_due = run_due
        self._run_here = run_here
        self._under_way: set[asyncio.Task[None]] = set()
        self._here = InMemoryBroker(max_async_tasks=MAX_CONCURRENT, max_stored_results=1, await_inplace=True)
        self._everywhere = _through_redis(redis_url) if redis_url else None
        self._due_here = self._here.register_task(self._due_task(), task_name=DUE)
        self._work_here = self._here.register_task(self._work_task(), task_name=HERE)
        self._due_anywhere = (
            self._everywhere.register_task(self._due_task(), task_name=DUE) if self._everywhere else None
        )
        self._finishing = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None

    @property
    def broker(self) -> AsyncBroker:
        """The broker that jobs are sent to when they are due."""
        return self._everywhere or self._here

    def open(self) -> None:
        """Start taking jobs from Redis, if configured."""
        if self._everywhere is not None and self._listening is None:
            self._listening = asyncio.create_task(self._listen(self._everywhere), name="jobs listen")

    async def send(self, name: str) -> None:
        """Have a job that is due run somewhere, soon."""
        if self._due_anywhere is not None:
            try:
                async with asyncio.timeout(REDIS_TIMEOUT):
                    await self._due_anywhere.kiq(name)
                return
            except Exception as error:  # whatever it is, the job can run here
                log.info("job queue unavailable: running the job here", job=name, error=str(error))
        self._begin(self._due_here.kiq(name))

    def begin(self, name: str, work: Work) -> "asyncio.Task[None]":
        """Begin something that only this process can do, as a run of the job ``name``; its task may be cancelled."""
        key = uuid4().hex
        self._works[key] = work
        task = self._begin(self._work_here.kiq(name, key))
        task.add_done_callback(lambda _: self._forget(key))
        return task

    async def close(self, grace: float) -> None:
        """Stop taking jobs, give running ones ``grace`` seconds to finish, and cancel the rest."""
        self._finishing.set()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=grace)
        for task in list(self._under_way):
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        if self._listening is not None:
            await asyncio.wait({self._listening}, timeout=REDIS_TIMEOUT)
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        for broker in (self._here, self._everywhere):
            if broker is not None:
                await broker.shutdown()

    def _begin(self, kick: Coroutine[Any, Any, Any]) -> "asyncio.Task[None]":
        task: asyncio.Task[None] = asyncio.create_task(kick, name="job")
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    def _forget(self, key: str) -> None:
        if (work := self._works.pop(key, None)) is not None:  # cancelled before it began
            work.close()

    def _due_task(self) -> Callable[[str], Coroutine[Any, Any, None]]:
        """Return what runs a job that is due. A function, not a method: taskiq gives it another name."""

        async def due(name: str) -> None:
            await self._cancellable(self._run_due(name))

        return due

    def _work_task(self) -> Callable[[str, str], Coroutine[Any, Any, None]]:
        """Return what does something that waits here."""

        async def work(name: str, key: str) -> None:
            await self._cancellable(self._run_here(name, self._works.pop(key)))

        return work

    async def _cancellable(self, running: Coroutine[Any, Any, None]) -> None:
        """Let `close` cancel a run; taskiq would log that as an error of the task."""
        task = asyncio.create_task(running, name="job runs")
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            if not task.cancelling():  # twice would keep it from giving its lease back
                task.cancel()
            await asyncio.wait({task})

    async def _listen(self, broker: ListQueueBroker) -> None:
        """Take jobs from Redis until this closes, over any number of lost connections."""
        broker.is_worker_process = True
        pause = 1.0
        while not self._finishing.is_set():
            try:
                async with asyncio.timeout(REDIS_TIMEOUT):
                    await broker.startup()
                pause = 1.0
                await Receiver(broker, run_startup=False, max_async_tasks=MAX_CONCURRENT).listen(self._finishing)
            except Exception as error:  # Redis is away, or a bug: jobs that are due run where that was noticed
                log.info("job queue unavailable: retrying", error=str(error), pause_s=pause)
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._finishing.wait()
                pause = min(pause * 2, LONGEST_PAUSE)


def _through_redis(url: str) -> ListQueueBroker:
    """Return the broker over all processes. A list is enough: what a process or Redis loses is sent again."""
    return ListQueueBroker(
        url,
        queue_name=f"chatapp:{database_of(url)}:jobs",
        max_connection_pool_size=CONNECTIONS,
        socket_timeout=None,
        socket_connect_timeout=REDIS_TIMEOUT,
        retry=Retry(NoBackoff(), 0),
        protocol=2,
    )
