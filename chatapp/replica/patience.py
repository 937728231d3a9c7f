"""Waiting for servers that may never answer.

A question to a frozen server cannot be cancelled at once: the driver tries for ten seconds to have the server forget
it. Whoever asked goes on; the question ends by itself.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Answer = TypeVar("Answer")
LEAVING = 1.0  # seconds to end what was left behind, when Chatapp stops


class Patience:
    """Questions that are waited for, and those that were left behind."""

    def __init__(self) -> None:
        self._left: set[asyncio.Task[Any]] = set()

    async def within(self, seconds: float, question: Coroutine[Any, Any, Answer]) -> Answer:
        """Return a question's answer. One that is left behind has to tidy up after itself.

        Raises:
            TimeoutError: there is none in time.
        """
        task = asyncio.create_task(question)
        try:
            done, _ = await asyncio.wait({task}, timeout=seconds)
        except asyncio.CancelledError:
            self._leave(task)
            raise
        if not done:
            self._leave(task)
            raise TimeoutError
        return task.result()

    async def close(self) -> None:
        """End what was left behind."""
        for task in self._left:
            task.cancel()
        if self._left:
            await asyncio.wait(self._left, timeout=LEAVING)

    def _leave(self, task: "asyncio.Task[Any]") -> None:
        self._left.add(task)
        task.add_done_callback(self._ended)
        task.cancel()

    def _ended(self, task: "asyncio.Task[Any]") -> None:
        self._left.discard(task)
        if not task.cancelled():
            task.exception()  # nobody wants to know any more
