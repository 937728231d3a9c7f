"""Callbacks, and those that do not keep their owner: a part that calls the object it belongs to must not hold it.

Otherwise the two hold each other, and stay in memory until Python's garbage collector finds them.
"""

from collections.abc import Awaitable, Callable
from typing import ParamSpec
from weakref import WeakMethod

P = ParamSpec("P")


def ignore(*_: object) -> None:
    """Do nothing: the callback of whoever wants to hear nothing."""


def weakly(method: Callable[P, None]) -> Callable[P, None]:
    """Return a function that calls a bound method, or does nothing once the method's object is gone."""
    found = WeakMethod(method)

    def call(*args: P.args, **kwargs: P.kwargs) -> None:
        if (bound := found()) is not None:
            bound(*args, **kwargs)

    return call


def weakly_awaited(method: Callable[P, Awaitable[None]]) -> Callable[P, Awaitable[None]]:
    """Return the same for a bound method that is awaited."""
    found = WeakMethod(method)

    async def call(*args: P.args, **kwargs: P.kwargs) -> None:
        if (bound := found()) is not None:
            await bound(*args, **kwargs)

    return call
