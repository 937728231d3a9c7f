"""Queries to servers that may never answer.

A query to a frozen server cannot be cancelled at once: the driver spends ten seconds asking the server to cancel it.
The caller continues; the abandoned task ends in the background.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

Answer = TypeVar("Answer")
CLOSE_LIMIT = 1.0  # seconds that abandoned tasks get when Chatapp stops
CHECKS = 20  # within the limit; a blocked event loop uses up one of them, however long it was blocked


async def ignore(_: object) -> None:
    """Discard an answer without cleaning up."""


async def _awaited(work: Awaitable[None]) -> None:
    await work


class Abandonable:
    """Runs coroutines with a time limit and owns those that outlived it."""

    def __init__(self) -> None:
        self._abandoned: set[asyncio.Task[Any]] = set()

    async def within(
        self,
        seconds: float,
        question: Coroutine[Any, Any, Answer],
        discard: Callable[[Answer], Awaitable[None]] = ignore,
    ) -> Answer:
        """Return the answer of ``question``, which must clean up after itself when it is cancelled.

        ``discard`` is awaited with an answer that arrives after the caller was cancelled.

        Raises:
            TimeoutError: no answer within ``seconds``.
        """
        task = asyncio.create_task(question)
        try:
            for _ in range(CHECKS):
                if (await asyncio.wait({task}, timeout=seconds / CHECKS))[0]:
                    break
        except asyncio.CancelledError:
            self._abandon(task)
            if task.done() and not task.cancelled() and task.exception() is None:
                self._abandon(asyncio.create_task(_awaited(discard(task.result()))), is_cancelled=False)
            raise
        if not task.done():
            self._abandon(task)
            raise TimeoutError
        return task.result()

    async def close(self) -> None:
        """Wait for abandoned tasks, then cancel the rest."""
        if self._abandoned:
            _, stubborn = await asyncio.wait(self._abandoned, timeout=CLOSE_LIMIT)
            for task in stubborn:
                task.cancel()
            if stubborn:
                await asyncio.wait(stubborn, timeout=CLOSE_LIMIT)

    def _abandon(self, task: "asyncio.Task[Any]", *, is_cancelled: bool = True) -> None:
        self._abandoned.add(task)
        task.add_done_callback(self._ended)
        if is_cancelled:
            task.cancel()

    def _ended(self, task: "asyncio.Task[Any]") -> None:
        self._abandoned.discard(task)
        if not task.cancelled():
            task.exception()  # retrieved, so that asyncio does not log it
