"""Calling something later, on a clock that tests can move, and once for many requests; taking turns; waiting."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from math import inf
from typing import Any, Literal, Protocol


class Cancellable(Protocol):
    """What a clock's `later` returns."""

    def cancel(self) -> None:
        """Forget the call."""


Later = Callable[[float, Callable[[], None]], Cancellable]


def on_the_loop(seconds: float, call: Callable[[], None]) -> Cancellable:
    """Call on the running event loop after some seconds."""
    return asyncio.get_running_loop().call_later(seconds, call)


async def end_task(task: asyncio.Task[Any] | None) -> None:
    """Cancel a task, if there is one, and wait until it has ended."""
    if task is not None:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


class LeanEvent(asyncio.Event):
    """An event that has a queue for those who wait only while somebody waits.

    asyncio's, of which this takes nothing but the name, makes a deque of 0.6 kB for each, waited for or not: those of a
    page were 6 % of its memory.
    """

    def __init__(self) -> None:
        self._is_set = False
        self._waiting: tuple[asyncio.Future[None], ...] = ()

    def __repr__(self) -> str:
        return f"<LeanEvent {'set' if self._is_set else 'unset'}, waiting: {len(self._waiting)}>"

    def is_set(self) -> bool:
        """Whether it is set."""
        return self._is_set

    def set(self) -> None:
        """Set it, and wake all who wait."""
        self._is_set = True
        waiting, self._waiting = self._waiting, ()
        for future in waiting:
            if not future.done():
                future.set_result(None)

    def clear(self) -> None:
        """Have whoever waits from now on wait until it is set again."""
        self._is_set = False

    async def wait(self) -> Literal[True]:
        """Wait until it is set, if it is not. Always true, as asyncio's."""
        if not self._is_set:
            future = asyncio.get_running_loop().create_future()
            self._waiting += (future,)
            try:
                await future
            finally:
                self._waiting = tuple(other for other in self._waiting if other is not future)
        return True


async def next_set(event: asyncio.Event, *, at_most: float) -> None:
    """Wait until an event is set anew, or for so many seconds; it is set afterwards."""
    event.clear()
    with suppress(TimeoutError):
        async with asyncio.timeout(at_most):
            await event.wait()
    event.set()


class Coalescer:
    """Calls ``call`` once for many requests, at most every ``seconds``.

    The first request after a quiet period is served at once, in the next turn of the running loop; what follows within
    ``seconds`` is served together. With ``gathers_first`` that first one waits for others, too, on the clock ``later``.
    """

    def __init__(
        self,
        seconds: float,
        call: Callable[[], None],
        *,
        gathers_first: bool = False,
        later: Later = on_the_loop,
    ) -> None:
        self._seconds = seconds
        self._call = call
        self._gathers_first = gathers_first
        self._later = later
        self._timer: Cancellable | None = None
        self._called_at = -inf  # on the running loop's clock

    def request(self) -> None:
        """Have ``call`` called soon, if that is not due already."""
        if self._timer is None:
            self._timer = self._later(self._wait(), self.flush)

    def flush(self) -> None:
        """Call now, whether or not anybody has asked for it."""
        self.cancel()
        if not self._gathers_first:
            self._called_at = asyncio.get_running_loop().time()
        self._call()

    def cancel(self) -> None:
        """Forget what was asked for."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wait(self) -> float:
        if self._gathers_first:
            return self._seconds
        return max(0.0, self._called_at + self._seconds - asyncio.get_running_loop().time())


class OneATurn:
    """Lets those who wait go on one after the other, each in a turn of the loop of its own.

    What they do next takes milliseconds, and everybody else gets theirs between. Who is alone does not wait.
    """

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._is_taken = False  # this turn

    async def wait(self) -> None:
        """Return in a turn in which nobody else does."""
        loop = asyncio.get_running_loop()
        if not self._is_taken:
            self._is_taken = True
            loop.call_soon(self._next)
            return
        turn = loop.create_future()
        self._waiting.append(turn)
        await turn

    def _next(self) -> None:
        while self._waiting:
            if not (turn := self._waiting.popleft()).done():  # otherwise it was cancelled
                turn.set_result(None)
                asyncio.get_running_loop().call_soon(self._next)
                return
        self._is_taken = False


class FewAtOnce:
    """Lets so many go on at the same time: each is through sooner than if all did. Others wait, in their order.

    ``patience``: seconds after which one goes on all the same: those before it may wait for something themselves.
    """

    def __init__(self, places: int, *, patience: float) -> None:
        self._places = asyncio.Semaphore(places)
        self._patience = patience

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Hold a place. Who finds one free does not wait."""
        has_place = not self._places.locked()
        if has_place:
            await self._places.acquire()  # at once
        else:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._patience):
                    has_place = await self._places.acquire()
        try:
            yield
        finally:
            if has_place:
                self._places.release()
