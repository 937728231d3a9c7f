"""Callbacks, and those that do not keep their owner: a part that calls the object it belongs to must not hold it.

Otherwise the two hold each other, and stay in memory until Python's garbage collector finds them.
"""

from __future__ import annotations  # each page has 28 of these, and each would make annotations of its own, 160 bytes

from collections.abc import Awaitable, Callable
from types import MethodType
from typing import Any, ParamSpec, cast
from weakref import ref

P = ParamSpec("P")


def ignore(*_: object) -> None:
    """Do nothing: the callback of whoever wants to hear nothing."""


def weakly(method: Callable[P, None]) -> Callable[P, None]:
    """Return a function that calls a bound method, or does nothing once the method's object is gone."""
    owner, function = _parts(method)

    def call(*args: P.args, **kwargs: P.kwargs) -> None:
        if (found := owner()) is not None:
            function(found, *args, **kwargs)

    return call


def weakly_awaited(method: Callable[P, Awaitable[None]]) -> Callable[P, Awaitable[None]]:
    """Return the same for a bound method that is awaited."""
    owner, function = _parts(method)

    async def call(*args: P.args, **kwargs: P.kwargs) -> None:
        if (found := owner()) is not None:
            await function(found, *args, **kwargs)

    return call


def _parts(method: Callable[..., Any]) -> tuple[ref[Any], Callable[..., Any]]:
    """Return a bound method's object, weakly, and its function: `WeakMethod` binds them anew for every call."""
    bound = cast(MethodType, method)
    return ref(bound.__self__), bound.__func__
