"""Effects after a commit: what must happen once, such as a mail, outside the transaction that caused it.

They run on the process that committed, and are lost if it dies. What must survive a crash writes a row in the same
transaction as well.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from inspect import isawaitable
from typing import Final

import structlog

log = structlog.get_logger(__name__)

GRACE: Final = 3.0  # seconds a stopping process waits for effects

Effect = Callable[[], Awaitable[None] | None]


class Effects:
    """Runs the effects of committed transactions in tasks that it owns. ``grace``: seconds that `close` waits."""

    def __init__(self, *, grace: float = GRACE) -> None:
        self._grace = grace
        self._tasks: set[asyncio.Task[None]] = set()
        self.failed = 0  # effects, since the start

    def start(self, effects: Sequence[Effect]) -> None:
        """Run one transaction's effects, in order, without waiting for them. A slow one delays no other transaction's.

        An effect that fails is logged and counted, and the next one runs.
        """
        if not effects:
            return
        task = asyncio.create_task(self._run(effects), name="after commit")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finished(self) -> None:
        """Wait until every effect that was started has ended."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self) -> None:
        """Wait for the effects a few seconds, then cancel them."""
        try:
            await asyncio.wait_for(self.finished(), self._grace)
        except TimeoutError:
            log.warning("stopping before every effect has run", transactions=len(self._tasks))
        for task in (left := list(self._tasks)):
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _run(self, effects: Sequence[Effect]) -> None:
        for effect in effects:
            try:
                outcome = effect()
                if isawaitable(outcome):
                    await outcome
            except Exception:
                self.failed += 1
                log.exception("effect after commit failed", effect=_name(effect))


def _name(effect: Effect) -> str:
    function = effect.func if isinstance(effect, partial) else effect
    return getattr(function, "__qualname__", repr(function))
