"""Calling something later, on a clock that tests can move."""

import asyncio
from collections.abc import Callable
from typing import Protocol


class Cancellable(Protocol):
    """What a clock's `later` returns."""

    def cancel(self) -> None:
        """Forget the call."""


Later = Callable[[float, Callable[[], None]], Cancellable]


def on_the_loop(seconds: float, call: Callable[[], None]) -> Cancellable:
    """Call on the running event loop after some seconds."""
    return asyncio.get_running_loop().call_later(seconds, call)
