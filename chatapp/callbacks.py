"""Callbacks, and those that do not keep their owner: a part that calls the object it belongs to must not hold it.

Otherwise the two hold each other, and stay in memory until Python's garbage collector finds them. Each page has 28 of
these; as functions within functions they would take five times the memory.
"""

from collections.abc import Awaitable, Callable
from types import MethodType
from typing import Any, Generic, ParamSpec, TypeVar, cast
from weakref import ref

P = ParamSpec("P")
Result = TypeVar("Result")
Listed = TypeVar("Listed")


class Ending(Generic[Listed]):
    """Takes something out of a list again when it is called. Each page has 21: as functions they took 6 kB more."""

    __slots__ = ("_list", "_one")

    def __init__(self, of: list[Listed], one: Listed) -> None:
        self._list, self._one = of, one

    def __call__(self) -> None:
        """End it; it may be called once."""
        self._list.remove(self._one)


def ignore(*_: object) -> None:
    """Do nothing: the callback of whoever wants to hear nothing."""


def weakly(method: Callable[P, None]) -> Callable[P, None]:
    """Return what calls a bound method, or does nothing once the method's object is gone."""
    return _Weak(method)


def weakly_awaited(method: Callable[P, Awaitable[None]]) -> Callable[P, Awaitable[None]]:
    """Return the same for a bound method that is awaited."""
    return _WeakAwaited(method)


class _Method(Generic[Result]):
    """A bound method's object, weakly, and its function: `WeakMethod` binds them again for every call."""

    __slots__ = ("_function", "_owner")

    def __init__(self, method: Callable[..., Result]) -> None:
        bound = cast(MethodType, method)
        self._owner: ref[Any] = ref(bound.__self__)
        self._function: Callable[..., Result] = bound.__func__


class _Weak(_Method[None]):
    __slots__ = ()

    def __call__(self, *args: Any, **kwargs: Any) -> None:
        if (found := self._owner()) is not None:
            self._function(found, *args, **kwargs)


class _WeakAwaited(_Method[Awaitable[None]]):
    __slots__ = ()

    async def __call__(self, *args: Any, **kwargs: Any) -> None:
        if (found := self._owner()) is not None:
            await self._function(found, *args, **kwargs)
