"""What somebody's work takes of the process, told to whoever pays for it.

A limit on how often somebody may ask bounds what they take only if all questions cost about the same. What counts of a
coroutine is how long others had to wait for it, so it is the time of the clock; of a thread, its CPU time.
"""

from collections.abc import Callable, Coroutine, Generator
from contextvars import ContextVar
from time import perf_counter, thread_time
from typing import Any, Final, ParamSpec, TypeVar

EACH: Final = 0.005  # seconds that count as one act more

P = ParamSpec("P")
Result = TypeVar("Result")
Pay = Callable[[float], None]  # acts more


class Meter:
    """Adds up seconds, and tells ``pay`` whenever they are `EACH` or more."""

    __slots__ = ("_pay", "_seconds")

    def __init__(self, pay: Pay) -> None:
        self._pay = pay
        self._seconds = 0.0  # that nobody has paid for

    def add(self, seconds: float) -> None:
        """Count what the event loop's thread has taken."""
        self._seconds += seconds
        if self._seconds >= EACH:
            acts, self._seconds = self._seconds // EACH, self._seconds % EACH
            self._pay(acts)

    def note(self, seconds: float) -> None:
        """Count what another thread has taken; it is told with what comes next."""
        self._seconds += seconds

    def settle(self) -> None:
        """Tell what is left as a part of an act: many that take little each shall not be free."""
        if self._seconds:
            parts, self._seconds = self._seconds / EACH, 0.0
            self._pay(parts)


METER: Final = ContextVar[Meter | None]("meter", default=None)  # of the request or event that is being handled


def counted(call: Callable[P, Result]) -> Callable[P, Result]:
    """Return the same call, to be made in another thread, counted by the meter of where we are now."""
    if (meter := METER.get()) is None:
        return call

    def measured(*args: P.args, **kwargs: P.kwargs) -> Result:
        begin = thread_time()
        try:
            return call(*args, **kwargs)
        finally:
            meter.note(thread_time() - begin)

    return measured


class Metered(Coroutine[Any, Any, Result]):
    """A coroutine whose steps are counted, and not what it awaits. ``clock``: tests pass one of their own."""

    __slots__ = ("_clock", "_inner", "_meter")

    def __init__(
        self, inner: Coroutine[Any, Any, Result], meter: Meter, *, clock: Callable[[], float] | None = None
    ) -> None:
        self._inner, self._meter, self._clock = inner, meter, clock or perf_counter

    def send(self, value: Any) -> Any:
        """Go on to the next await."""
        begin = self._clock()
        try:
            return self._inner.send(value)
        finally:
            self._meter.add(self._clock() - begin)

    def throw(self, *error: Any) -> Any:
        """Go on with an error."""
        begin = self._clock()
        try:
            return self._inner.throw(*error)
        finally:
            self._meter.add(self._clock() - begin)

    def close(self) -> None:
        """End it."""
        self._inner.close()

    def __await__(self) -> Generator[Any, Any, Result]:
        """Await it."""
        return self  # as a coroutine's own `__await__`: it has `send` and `throw`

    def __iter__(self) -> "Metered[Result]":
        """Be awaited."""
        return self

    def __next__(self) -> Any:
        """Go on."""
        return self.send(None)
