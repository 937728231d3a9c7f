"""Primary and standby health checks in the background, and read routing.

No reader or writer waits for a server that is known to be away. All concurrent readers share one query for the
primary's log position; servers are checked every few seconds, with back-off while they fail.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from chatapp.errors import Busy, Unavailable
from chatapp.storage.replica.monotonic_reads import RevisionsSeen
from chatapp.storage.replica.primary import Position, Primary
from chatapp.storage.replica.read_target import ReadTarget, StandbyState
from chatapp.storage.replica.server import Server
from chatapp.storage.replica.standby import Standby
from chatapp.timers import end_task

log = structlog.get_logger(__name__)

INTERVAL = 5.0  # seconds between checks while everything works
FIRST, RETRY, LONGEST = 0.25, 2.0, 30.0  # seconds, back-off: first; primary away or standby lagging; wrong server
REPLAY_WAITS = (
    0.01,
    0.02,
    0.04,
    0.08,
    0.16,
)  # seconds a standby gets to replay what it received when the primary fails
MAX_LAG = 16 * 1024**2  # bytes of log a standby may lack and still serve reads alone
PARTIAL_RECORD = 16 * 1024  # bytes at the end of the log that may be an incomplete record, never replayed


class HealthMonitor:
    """Checks the primary and, if configured, its standby.

    ``renew`` replaces pooled connections to the primary, which may be another server after a failover. ``announce`` is
    called when the primary goes away and when it is back.
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
        self.revisions_seen = RevisionsSeen()
        self._renew, self._announce = renew, announce
        self._one_check = asyncio.Lock()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._is_known_away = False
        self._log: tuple[int, int] | None = None  # cluster and timeline the seen revisions belong to
        self._verified_connection = 0  # connection to the primary during which the standby was verified
        self._standby_position: Position | None = None  # what the standby has replayed, while it serves alone
        self._last_inspected: Server | None = None  # the standby at the last check, while the primary is away

    @property
    def is_away(self) -> bool:
        """Whether the primary is known not to accept writes."""
        return self._task is not None and (self._primary.is_away or self._is_known_away)

    @property
    def standby_serves_reads(self) -> bool:
        """Whether the primary is away and the standby serves reads alone."""
        return self.is_away and self._standby_position is not None

    async def open(self) -> None:
        """Check once, then in the background. Before that, everything is read from the primary."""
        if self.standby is not None:
            await self._check()
        self._task = asyncio.create_task(self._run(), name="database health monitor")

    async def close(self) -> None:
        """Stop checking and close all connections."""
        await end_task(self._task)
        await self._primary.close()
        if self.standby is not None:
            await self.standby.close()

    def check_soon(self) -> None:
        """Check soon: a statement that should have worked failed."""
        self._wake.set()

    async def read_target(self) -> ReadTarget:
        """Choose where a new session reads; it sees everything committed before this call.

        Raises:
            Unavailable: the primary is away and no standby can serve, or (`Busy`) all its connections are in use.
        """
        if self._task is None:
            return ReadTarget()
        position = await self._required_position()
        is_away = self._primary.is_away
        connection: AsyncConnection | None = None
        if position is not None and self.standby is not None and self._primary.server is not None:
            connection = await self.standby.connection(self._primary.server, position, is_away=is_away)
            if connection is None and self.standby.state != StandbyState.OK:
                self.check_soon()
        if is_away and connection is None:
            raise Busy if self.standby_serves_reads else Unavailable
        return ReadTarget(connection, is_away)

    async def release(self, target: ReadTarget) -> None:
        """Return the target's connection to its pool."""
        if target.connection is not None and self.standby is not None:
            await self.standby.release(target.connection)

    async def is_primary_there(self, seconds: float) -> bool:
        """Say whether the primary answers within ``seconds``."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                return await self._primary.position() is not None
        return False

    async def _required_position(self) -> Position | None:
        """Return the log position a standby must have replayed for a reader now; None: read from the primary."""
        if not self._primary.is_away:
            if self.standby is None or self.standby.state != StandbyState.OK:
                return None
            if (position := await self._primary.position()) is not None:
                return position
        if not self._is_known_away:
            async with self._one_check:
                if not self._is_known_away and self._primary.is_away:
                    await self._check_now()
            self.check_soon()
        return self._standby_position

    async def _run(self) -> None:
        backoff = FIRST
        while True:
            pause, backoff = self._pause(backoff)
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._wake.wait()
            self._wake.clear()
            try:
                await self._check()
            except Exception:  # the monitor must go on, or a primary that is back is never noticed
                log.exception("database health check failed")

    def _pause(self, backoff: float) -> tuple[float | None, float]:
        """Return seconds until the next check (None: until `check_soon`), and the back-off after it."""
        if self._primary.is_away or (self.standby is not None and self.standby.state == StandbyState.LAGGING):
            return min(backoff, RETRY), min(backoff * 2, RETRY)
        if self.standby is None:
            return None, FIRST
        if self.standby.state == StandbyState.BYPASSED:
            return backoff, min(backoff * 2, LONGEST)
        return INTERVAL, FIRST

    async def _check(self) -> None:
        async with self._one_check:
            await self._check_now()

    async def _check_now(self) -> None:
        position, primary = await self._primary.position(), self._primary.server
        if position is not None and primary is not None and self._log != (primary.system, primary.timeline):
            self._log = (primary.system, primary.timeline)
            self.revisions_seen.forget()
        if self._is_known_away and position is not None:
            self._renew()
        if self.standby is not None and primary is not None:
            if position is not None:
                await self._check_standby(self.standby, primary, position)
            else:
                await self._serve_from_standby(self.standby, primary)
        if self._is_known_away != self._primary.is_away:
            self._is_known_away = self._primary.is_away
            tell = log.warning if self._is_known_away else log.info
            tell("primary database is away" if self._is_known_away else "primary database is back")
            self._announce()

    async def _check_standby(self, standby: Standby, primary: Server, position: Position) -> None:
        """Check that the standby replicates this primary and keeps up."""
        self._standby_position = self._last_inspected = None
        if await standby.inspect(primary) is None:
            standby.renew()  # another of several hosts may fit
            return
        self._verified_connection = position.connection
        if await standby.has_reached(primary, position):
            standby.set_state(StandbyState.OK)

    async def _serve_from_standby(self, standby: Standby, primary: Server) -> None:
        """Check whether the standby can serve reads while the primary is away."""
        last = self._primary.last
        if last is None or self._verified_connection != last.connection:
            return  # never verified against this primary: it may belong to another one
        for pause in REPLAY_WAITS:
            if (server := await standby.inspect(primary, is_away=True)) is None:
                self._standby_position = None
                standby.renew()
                return
            if why := self._why_not(server, last.at):
                self._standby_position, self._last_inspected = None, server
                standby.set_state(StandbyState.LAGGING, why)
                await asyncio.sleep(pause)
                continue
            self._standby_position = Position(last.connection, server.position)
            standby.set_state(StandbyState.OK)
            return

    def _why_not(self, server: Server, needed: int) -> str:
        """Return why the standby cannot serve alone, as the end of a sentence; empty if it can."""
        if server.position < needed - MAX_LAG:
            return "it was far behind when the primary went away"
        if server.is_paused:
            return "it is told to show nothing new, and the primary is away"
        is_torn = self._last_inspected is not None and (server.position, server.received) == (
            self._last_inspected.position,
            self._last_inspected.received,
        )
        if server.position < server.received - (PARTIAL_RECORD if is_torn else 0):
            return "it isn't showing yet everything it has from a primary that is away"
        return ""
