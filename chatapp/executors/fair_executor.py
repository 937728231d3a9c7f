"""A bounded pool of threads in which those who wait take turns, so that one asker's many calls delay no one else's."""

import asyncio
import os
import sys
import threading
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, ParamSpec, TypeVar

from chatapp.errors import Busy
from chatapp.throttling import counted

WAITING: Final = 256  # calls, of all keys
WAITING_OF_KEY: Final = 64  # calls; an office may share one address

P = ParamSpec("P")
Result = TypeVar("Result")


class FairExecutor:
    """Runs blocking calls in threads of its own.

    ``threads``: calls that run at once; ``of_key``: how many of them may be one key's. ``waiting`` and
    ``waiting_of_key``: how many calls may wait, in all and for one key. ``niceness``: steps of priority that threads
    give up (Linux), for calls that keep a core busy without the interpreter's lock: the event loop goes first.
    """

    def __init__(
        self,
        name: str,
        threads: int,
        *,
        of_key: int | None = None,
        waiting: int = WAITING,
        waiting_of_key: int = WAITING_OF_KEY,
        niceness: int = 0,
    ) -> None:
        self._pool = ThreadPoolExecutor(
            threads, thread_name_prefix=name, initializer=_give_up_priority, initargs=(niceness,)
        )
        self._free = threads
        self._of_key = of_key or threads
        self._waiting, self._waiting_of_key = waiting, waiting_of_key
        self._turns: dict[str, deque[asyncio.Future[None]]] = {}  # the key whose turn is next comes first
        self._running = Counter[str]()

    @property
    def waiting(self) -> int:
        """How many calls wait for a thread."""
        return sum(map(len, self._turns.values()))

    async def run(self, key: str, call: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
        """Return what ``call`` returns. ``key``: who asks; askers take turns, and each asker's calls keep their order.

        A call that has begun ends even if its caller is cancelled, and keeps its thread until then.

        Raises:
            Busy: too many calls wait already, of everybody or of this key.
        """
        await self._turn(key)
        running = asyncio.get_running_loop().run_in_executor(self._pool, partial(counted(call), *args, **kwargs))
        running.add_done_callback(partial(self._ended, key))
        return await asyncio.shield(running)

    def close(self) -> None:
        """Refuse the calls that wait; those that run go on to their end."""
        for turn in (turn for turns in self._turns.values() for turn in turns):
            turn.set_exception(Busy())
        self._turns.clear()
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _turn(self, key: str) -> None:
        """Wait for a thread."""
        if self._free and self._running[key] < self._of_key and key not in self._turns:
            self._take(key)
            return
        if self.waiting >= self._waiting or len(self._turns.get(key, ())) >= self._waiting_of_key:
            raise Busy
        turn = asyncio.get_running_loop().create_future()
        self._turns.setdefault(key, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and not turn.exception():  # given a thread just before
                self._give_back(key)
            else:
                self._leave(key, turn)
            raise

    def _take(self, key: str) -> None:
        self._free -= 1
        self._running[key] += 1

    def _ended(self, key: str, running: "asyncio.Future[object]") -> None:
        if not running.cancelled():
            running.exception()  # told to the caller; where that was cancelled, to no one
        self._give_back(key)

    def _give_back(self, key: str) -> None:
        self._free += 1
        self._running[key] -= 1
        if not self._running[key]:
            del self._running[key]
        self._admit()

    def _admit(self) -> None:
        """Give free threads to those who wait, one to each key before any key gets a second."""
        for key in list(self._turns):
            if not self._free:
                return
            if self._running[key] >= self._of_key:
                continue
            turns = self._turns.pop(key)
            turn = turns.popleft()
            if turns:
                self._turns[key] = turns  # at the end: the others come first
            self._take(key)
            turn.set_result(None)

    def _leave(self, key: str, turn: "asyncio.Future[None]") -> None:
        if (turns := self._turns.get(key)) is not None and turn in turns:
            turns.remove(turn)
            if not turns:
                del self._turns[key]


def _give_up_priority(steps: int) -> None:
    """Let others go before this thread."""
    if steps and sys.platform == "linux":
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + steps)
