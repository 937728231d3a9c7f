"""What is there just now: found out in the background, so that no reader and no writer waits for what is away.

Readers ask how far the primary is, all of them one question. Whether a server is there, and is what it should be, is
looked at every few seconds, and more rarely where it is not.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from chatapp.errors import Busy, Unavailable
from chatapp.storage.replica.monotonic_reads import RevisionsSeen
from chatapp.storage.replica.primary import Position, Primary
from chatapp.storage.replica.server import Server
from chatapp.storage.replica.standby import Standby, StandbyState

log = structlog.get_logger(__name__)

EVERY = 5.0  # seconds between two looks while all is well
FIRST, SOON, RARELY = 0.25, 2.0, 30.0  # between two looks at what is not: at first; a primary or what lags; a misfit
DRAINING = (0.01, 0.02, 0.04, 0.08, 0.16)  # seconds a standby gets to show what it has when the primary goes
FAR = 16 * 1024**2  # bytes of log that a standby may lack and still stand in for a primary that is away
TORN = 16 * 1024  # bytes at the end of a log that may be half a record, which no standby ever shows


@dataclass(frozen=True, slots=True)
class ReadTarget:
    """Where a reader reads: on a standby's ``connection``, to be given back, or, without one, on the primary.

    ``is_last_resort``: the primary is away; what is read may lack what was written last.
    """

    connection: AsyncConnection | None = None
    is_last_resort: bool = False


class HealthMonitor:
    """Watches the primary and, if there is one, its replica.

    ``renew``: has connections to the primary replaced, which may be another server now. ``announce``: is called when
    it has gone away, and when it is back.
    """

    def __init__(
        self,
        primary: Primary,
        standby: Standby | None,
        *,
        renew: Callable[[], None],
        announce: Callable[[], None],
    ) -> None:
        self._primary = primary
        self.standby = standby
        self.seen = RevisionsSeen()
        self._renew, self._announce = renew, announce
        self._one_look = asyncio.Lock()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._is_known_away = False
        self._log: tuple[int, int] | None = None  # the cluster and timeline that revisions were seen on
        self._fits = 0  # the connection to the primary over which the replica was found to repeat it
        self._resort: Position | None = None  # what the replica shows, while it stands in for the primary
        self._before: Server | None = None  # the replica as it was looked at last, while the primary is away

    @property
    def is_away(self) -> bool:
        """Whether the primary takes no writes just now, as far as is known."""
        return self._task is not None and (self._primary.is_away or self._is_known_away)

    @property
    def is_stood_in_for(self) -> bool:
        """Whether the primary is away and the replica answers for it."""
        return self.is_away and self._resort is not None

    async def open(self) -> None:
        """Look once, and from now on. Until then everything is read from the primary."""
        if self.standby is not None:
            await self._look()
        self._task = asyncio.create_task(self._watch(), name="the databases are watched")

    async def close(self) -> None:
        """Look no more, and let go of all connections."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self._primary.close()
        if self.standby is not None:
            await self.standby.close()

    def doubt(self) -> None:
        """Look now: something that should have worked has not."""
        self._wake.set()

    async def source(self) -> ReadTarget:
        """Choose where somebody reads: whatever was committed before this call, he will find.

        Raises:
            Unavailable: the primary is away, and nothing stands in for it, or (`Busy`) has a connection left.
        """
        if self._task is None:
            return ReadTarget()
        position = await self._goal()
        is_away = self._primary.is_away
        connection: AsyncConnection | None = None
        if position is not None and self.standby is not None and self._primary.server is not None:
            connection = await self.standby.connection(self._primary.server, position, is_away=is_away)
            if connection is None and self.standby.state != StandbyState.OK:
                self.doubt()
        if is_away and connection is None:
            raise Busy if self.is_stood_in_for else Unavailable
        return ReadTarget(connection, is_away)

    async def give_back(self, source: ReadTarget) -> None:
        """Let others read there."""
        if source.connection is not None and self.standby is not None:
            await self.standby.give_back(source.connection)

    async def is_primary_there(self, seconds: float) -> bool:
        """Ask the primary for a sign of life."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                return await self._primary.position() is not None
        return False

    async def _goal(self) -> Position | None:
        """Return how far a replica must be for somebody who asks now; None: it will not do."""
        if not self._primary.is_away:
            if self.standby is None or self.standby.state != StandbyState.OK:
                return None
            if (position := await self._primary.position()) is not None:
                return position
        if not self._is_known_away:
            async with self._one_look:
                if not self._is_known_away and self._primary.is_away:
                    await self._look_now()
            self.doubt()
        return self._resort

    async def _watch(self) -> None:
        patience = FIRST
        while True:
            pause, patience = self._pause(patience)
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._wake.wait()
            self._wake.clear()
            try:
                await self._look()
            except Exception:  # whatever it is, who is away must be found again
                log.exception("looking at the databases failed")

    def _pause(self, patience: float) -> tuple[float | None, float]:
        """Return the seconds until the next look (None: until somebody doubts), and the patience after it."""
        if self._primary.is_away or (self.standby is not None and self.standby.state == StandbyState.LAGGING):
            return min(patience, SOON), min(patience * 2, SOON)
        if self.standby is None:
            return None, FIRST
        if self.standby.state == StandbyState.BYPASSED:
            return patience, min(patience * 2, RARELY)
        return EVERY, FIRST

    async def _look(self) -> None:
        async with self._one_look:
            await self._look_now()

    async def _look_now(self) -> None:
        position, primary = await self._primary.position(), self._primary.server
        if position is not None and primary is not None and self._log != (primary.system, primary.timeline):
            self._log = (primary.system, primary.timeline)
            self.seen.forget()
        if self._is_known_away and position is not None:
            self._renew()
        if self.standby is not None and primary is not None:
            if position is not None:
                await self._compare(self.standby, primary, position)
            else:
                await self._stand_in(self.standby, primary)
        if self._is_known_away != self._primary.is_away:
            self._is_known_away = self._primary.is_away
            tell = log.warning if self._is_known_away else log.info
            tell("the primary is away" if self._is_known_away else "the primary is back")
            self._announce()

    async def _compare(self, standby: Standby, primary: Server, position: Position) -> None:
        """See whether the replica repeats the primary, and follows it closely."""
        self._resort = self._before = None
        if await standby.look(primary) is None:
            standby.renew()  # of several hosts another one may be found
            return
        self._fits = position.connection
        if await standby.is_at(primary, position):
            standby.become(StandbyState.OK)

    async def _stand_in(self, standby: Standby, primary: Server) -> None:
        """See whether the replica shows all that is left of a primary that is away."""
        last = self._primary.last
        if last is None or self._fits != last.connection:
            return  # nobody has seen the two together: it may be anybody's
        for pause in DRAINING:
            if (server := await standby.look(primary, is_away=True)) is None:
                self._resort = None
                standby.renew()
                return
            if why := self._shortcoming(server, last.at):
                self._resort, self._before = None, server
                standby.become(StandbyState.LAGGING, why)
                await asyncio.sleep(pause)
                continue
            self._resort = Position(last.connection, server.position)
            standby.become(StandbyState.OK)
            return

    def _shortcoming(self, server: Server, needed: int) -> str:
        """Return what keeps a standby from standing in, as the end of a sentence; nothing if nothing does."""
        if server.position < needed - FAR:
            return "it was far behind when the primary went away"
        if server.is_paused:
            return "it is told to show nothing new, and the primary is away"
        is_torn = self._before is not None and (server.position, server.received) == (
            self._before.position,
            self._before.received,
        )
        if server.position < server.received - (TORN if is_torn else 0):
            return "it does not show yet all that it has of a primary that is away"
        return ""
