"""The clock of a world: time passes when the test says so, and what is due in between happens in its order."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from chatapp.testing.world import World

BEGINNING: Final = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)  # a Monday


class WorldClock:
    """Time, for `@bot.every`, searches and sign-ins. It begins on Monday, 30 November 2026, at 8:00 in UTC.

    Messages carry the time of the computer: they are stored as always.
    """

    def __init__(self, world: "World") -> None:
        self._world, self._now = world, BEGINNING

    @property
    def now(self) -> datetime:
        """The present moment, in UTC."""
        return self._now

    def __call__(self) -> datetime:
        """Return the present moment."""
        return self._now

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Let time pass. Whatever a bot does by the clock meanwhile is done when this returns."""
        self.move_to(self._now + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds))

    def move_to(self, moment: datetime) -> None:
        """Let time pass until a moment, which has a time zone.

        Raises:
            ValueError: it is in the past, or has no time zone.
        """
        if moment.tzinfo is None or moment < self._now:
            raise ValueError(f"Time goes on from {self._now.isoformat()}, to a moment with a time zone.")
        self._world.act(self._pass(moment.astimezone(UTC)))

    async def _pass(self, until: datetime) -> None:
        timers = self._world.host.clock
        timers.begin_due(self._now)
        while (due := timers.next_due) is not None and due <= until:
            self._now = due
            timers.begin_due(due)
            await timers.finished()
        self._now = until
