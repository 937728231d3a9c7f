"""Calling something later, on a clock that tests can move, and calling it once for many requests."""

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Protocol


class Cancellable(Protocol):
    """What a clock's `later` returns."""

    def cancel(self) -> None:
        """Forget the call."""


Later = Callable[[float, Callable[[], None]], Cancellable]


def on_the_loop(seconds: float, call: Callable[[], None]) -> Cancellable:
    """Call on the running event loop after some seconds."""
    return asyncio.get_running_loop().call_later(seconds, call)


class Coalescer:
    """Calls ``call`` once for many requests, at most every ``seconds``.

    The first request after a quiet period is served at once, in the next turn of the loop; what follows within
    ``seconds`` is served together. With ``gathers_first`` that first one waits for others, too. ``later``: how to wait.
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
        self._called_at = 0.0

    def request(self) -> None:
        """Have ``call`` called soon, if that is not due already."""
        if self._timer is None:
            wait = self._seconds if self._gathers_first else self._called_at + self._seconds - monotonic()
            self._timer = self._later(max(0.0, wait), self.flush)

    def flush(self) -> None:
        """Call now, whether or not anybody has asked for it."""
        self.cancel()
        self._called_at = monotonic()
        self._call()

    def cancel(self) -> None:
        """Forget what was asked for."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
