"""A background job, and the outcome of a run."""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from chatapp.errors import ChatError

SHORTEST_PAUSE: Final = timedelta(seconds=30)  # after the first failure; each further one doubles it
LONGEST: Final = 500  # characters of an outcome

Work = Coroutine[Any, Any, str]


class JobFailed(ChatError):  # noqa: N818
    """A job could not do what it is for; the sentence is shown to administrators and holds no secret."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something that runs in the background.

    ``about``: a sentence on what it is for. ``every``: how often it is due; None if it runs when there is something to
    do. ``run``: does it and returns a sentence on what it did; raising, it has failed and is tried again (see `pause`).
    """

    name: str
    about: str
    every: timedelta | None = None
    run: Callable[[], Awaitable[str]] | None = None

    def pause(self, failures: int) -> timedelta | None:
        """Return how long after a run the next one is due. ``failures``: how many runs in a row have failed."""
        if self.every is None:
            return None
        return min(self.every, SHORTEST_PAUSE * 2 ** min(failures - 1, 20)) if failures else self.every


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one run. ``seconds``: its duration."""

    is_failed: bool
    summary: str
    seconds: float


def sentence(error: Exception) -> str:
    """Return a failure's public description; details of unexpected errors may hold secrets and go to the log only."""
    return (str(error) if isinstance(error, ChatError) else f"{type(error).__name__}; see the log for details")[
        :LONGEST
    ]
