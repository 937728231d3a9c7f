"""Time that only moves when the test says so."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Call:
    """A call the clock will make, unless it is cancelled."""

    def __init__(self, at: float, call: Callable[[], None]) -> None:
        self.at, self.call, self.is_cancelled = at, call, False

    def cancel(self) -> None:
        """Forget the call."""
        self.is_cancelled = True


class Clock:
    """Time, as the test tells it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.calls: list[Call] = []

    def later(self, seconds: float, call: Callable[[], None]) -> Call:
        """Promise a call."""
        self.calls.append(Call(self.now + seconds, call))
        return self.calls[-1]

    def advance(self, seconds: float) -> None:
        """Let time pass, and make the calls that are due."""
        self.now += seconds
        due = [call for call in self.calls if call.at <= self.now]
        self.calls = [call for call in self.calls if call.at > self.now]
        for call in due:
            if not call.is_cancelled:
                call.call()

    @property
    def waiting(self) -> list[float]:
        """The moments at which calls are to be made."""
        return [call.at for call in self.calls if not call.is_cancelled]


class Calendar:
    """The present moment, as the test tells it: ``assemble(..., now=calendar)``."""

    def __init__(self) -> None:
        self.moment = datetime.now(UTC)

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.moment

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.moment += timedelta(seconds=seconds)
