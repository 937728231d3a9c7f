"""Waiting for servers that may never answer.

A question to a frozen server cannot be cancelled at once: the driver tries for ten seconds to have the server forget
it. Whoever asked goes on; the question ends by itself.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

Answer = TypeVar("Answer")
LEAVING = 1.0  # seconds to end what was left behind, when Chatapp stops
LOOKS = 20  # for an answer in the time it has: an event loop that is held up costs one of them, however long


async def ignore(_: object) -> None:
    """Do nothing with an answer."""


async def _awaited(work: Awaitable[None]) -> None:
    await work


class Abandonable:
    """Questions that are waited for, and those that were left behind."""

    def __init__(self) -> None:
        self._left: set[asyncio.Task[Any]] = set()

    async def within(
        self,
        seconds: float,
        question: Coroutine[Any, Any, Answer],
        discard: Callable[[Answer], Awaitable[None]] = ignore,
    ) -> Answer:
        """Return a question's answer. A question that is left behind has to tidy up after itself.

        ``discard``: what becomes of an answer that nobody is there to take any more.

        Raises:
            TimeoutError: there is none in time.
        """
        task = asyncio.create_task(question)
        try:
            for _ in range(LOOKS):
                if (await asyncio.wait({task}, timeout=seconds / LOOKS))[0]:
                    break
        except asyncio.CancelledError:
            self._leave(task)
            if task.done() and not task.cancelled() and task.exception() is None:
                self._leave(asyncio.create_task(_awaited(discard(task.result()))), is_cancelled=False)
            raise
        if not task.done():
            self._leave(task)
            raise TimeoutError
        return task.result()

    async def close(self) -> None:
        """Let what was left behind end, by force if need be."""
        if self._left:
            _, stubborn = await asyncio.wait(self._left, timeout=LEAVING)
            for task in stubborn:
                task.cancel()
            if stubborn:
                await asyncio.wait(stubborn, timeout=LEAVING)

    def _leave(self, task: "asyncio.Task[Any]", *, is_cancelled: bool = True) -> None:
        self._left.add(task)
        task.add_done_callback(self._ended)
        if is_cancelled:
            task.cancel()

    def _ended(self, task: "asyncio.Task[Any]") -> None:
        self._left.discard(task)
        if not task.cancelled():
            task.exception()  # nobody wants to know any more
