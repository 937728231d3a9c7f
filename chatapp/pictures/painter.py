"""The pool of worker processes that draw pictures: started when needed, used again, ended when idle."""

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar

import structlog

from chatapp.errors import Invalid
from chatapp.executors import FairExecutor
from chatapp.pictures.limits import EMOJI_TOO_COSTLY, TOO_COSTLY
from chatapp.pictures.process import WorkerGone, WorkerProcess

log = structlog.get_logger(__name__)

PROCESSES: Final = 2
WAITING: Final = 16  # pictures, of up to 5 MiB each
WAITING_OF_PERSON: Final = 4
IDLE: Final = 60.0  # seconds until a process that nobody needs is ended

Result = TypeVar("Result")


class Painter:
    """Draws pictures in up to two processes; of one person's pictures one at a time, so that others' need not wait.

    A picture that uses up its time takes its process with it, and no other picture. ``worker``: starts a process;
    ``idle``: seconds. ``waiting`` and ``waiting_of_person``: how many pictures may wait.
    """

    def __init__(
        self,
        worker: Callable[[], WorkerProcess] = WorkerProcess,
        *,
        idle: float = IDLE,
        waiting: int = WAITING,
        waiting_of_person: int = WAITING_OF_PERSON,
    ) -> None:
        self._worker = worker
        self._idle_seconds = idle
        self._threads = FairExecutor("picture", PROCESSES, of_key=1, waiting=waiting, waiting_of_key=waiting_of_person)
        self._workers: set[WorkerProcess] = set()
        self._idle: list[WorkerProcess] = []
        self._ending: asyncio.TimerHandle | None = None
        self._is_closed = False

    @property
    def processes(self) -> list[int]:
        """The numbers of the processes that run."""
        return [worker.pid for worker in self._workers]

    async def draw(self, content: bytes, *, asker: str) -> bytes:
        """Return a picture as `drawing.draw` makes it. ``asker``: who uploaded it.

        Raises:
            Invalid: no picture, or too many bytes, pixels or scans, or it takes too long.
            Busy: too many pictures wait already.
        """
        try:
            return await self.use(lambda worker: worker.draw(content), asker=asker)
        except WorkerGone:
            log.warning("picture refused: worker ended before it was drawn", bytes=len(content))
            raise Invalid({"avatar": TOO_COSTLY}) from None

    async def draw_emoji(self, content: bytes, *, asker: str) -> tuple[bytes, bytes]:
        """Return a picture as `emoji.draw_emoji` makes it. ``asker``: who uploaded it. Raises as `draw`."""
        try:
            return await self.use(lambda worker: worker.draw_emoji(content), asker=asker)
        except WorkerGone:
            log.warning("picture refused: worker ended before it was drawn", bytes=len(content))
            raise Invalid({"picture": EMOJI_TOO_COSTLY}) from None

    async def use(self, call: Callable[[WorkerProcess], Result], *, asker: str) -> Result:
        """Return what ``call`` makes of a process that is free, or a new one; it runs in a thread.

        Raises:
            WorkerGone: the process ended meanwhile.
            Busy: too many pictures wait already.
        """
        if self._ending:
            self._ending.cancel()
        try:
            return await self._threads.run(asker, self._use, call)
        finally:
            self._ending = asyncio.get_running_loop().call_later(self._idle_seconds, self._end_idle)

    def close(self) -> None:
        """End every process, also those that draw."""
        self._is_closed = True
        if self._ending:
            self._ending.cancel()
        self._threads.close()
        for worker in list(self._workers):
            worker.end()
        self._workers.clear()
        self._idle.clear()

    def _use(self, call: Callable[[WorkerProcess], Result]) -> Result:
        """Use a process that is free, or a new one. Runs in a thread; what is shared is changed in single steps."""
        worker = self._free_worker()
        try:
            made = call(worker)
        except Invalid:
            self._idle.append(worker)
            raise
        except BaseException:
            self._end(worker)
            raise
        self._idle.append(worker)
        return made

    def _free_worker(self) -> WorkerProcess:
        while True:
            try:
                worker = self._idle.pop()
            except IndexError:
                return self._start()
            if worker.is_alive:
                return worker
            self._end(worker)

    def _start(self) -> WorkerProcess:
        worker = self._worker()
        self._workers.add(worker)
        if self._is_closed:
            self._end(worker)
            raise WorkerGone
        return worker

    def _end(self, worker: WorkerProcess) -> None:
        self._workers.discard(worker)
        worker.end()

    def _end_idle(self) -> None:
        while self._idle:
            self._end(self._idle.pop())
