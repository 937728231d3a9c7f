"""The broker for several processes: delivers locally at once, and to other processes through Redis.

Redis may become unavailable at any time. Posting and local delivery go on; pages read missed remote events from the
database, periodically during the outage and once at its end.
"""

import asyncio
from uuid import uuid4

import structlog

from chatapp.broker.channels import Channels
from chatapp.broker.codec import Decoder, envelope_prefix, is_remote
from chatapp.broker.in_process import InProcessBroker
from chatapp.broker.incoming import Incoming
from chatapp.broker.outgoing import Outgoing
from chatapp.broker.redis_url import client, database_of
from chatapp.broker.timeouts import Timeouts
from chatapp.events import MISSED_TOPIC, Event, EventsMissed

log = structlog.get_logger(__name__)


class RedisBroker(InProcessBroker):
    """Two connections, one to publish and one to subscribe, however many pages there are.

    Every event is delivered once per process: the envelope names its origin, and a process skips its own.
    """

    def __init__(self, url: str, timeouts: Timeouts | None = None) -> None:
        super().__init__()
        self._timeouts = timeouts = timeouts or Timeouts()
        self._origin = uuid4().hex
        self._own = envelope_prefix(self._origin)
        self._decoder = Decoder()
        channels, beat = Channels(database_of(url)), f"beat:{self._origin}"
        self.outgoing = Outgoing(
            client(url, answer=timeouts.answer), channels, self._origin, beat, timeouts, self._outgoing_changed
        )
        self.incoming = Incoming(
            client(url, answer=timeouts.answer),
            channels,
            beat,
            timeouts,
            on_message=self._on_message,
            on_change=self._incoming_changed,
            on_late=self._missed,
        )
        self._down: dict[str, str] = {"listening": "not opened yet"}  # connection → why it is lost
        self._lost_at: float | None = None
        self._was_open = False
        self._notice_timer: asyncio.TimerHandle | None = None
        self._outage_timer: asyncio.TimerHandle | None = None
        self.incoming.subscribe(MISSED_TOPIC)

    @property
    def is_whole(self) -> bool:
        """Whether both connections are up."""
        return not self._down

    @property
    def undecodable(self) -> int:
        """How many events of other processes could not be decoded."""
        return self._decoder.undecodable

    def publish(self, topic: str, event: Event) -> None:
        """Call local subscribers, then queue the event for other processes."""
        super().publish(topic, event)
        if is_remote(event):
            self.outgoing.put(topic, event)

    async def open(self) -> None:
        """Connect, and stay connected. An unavailable Redis is no error: connecting is retried."""
        self.outgoing.start()
        await self.incoming.open()

    async def settle(self) -> None:
        """Wait, for a limited time, until Redis has confirmed all subscriptions; returns at once during an outage."""
        await self.incoming.settle()

    async def close(self) -> None:
        """Send queued events, for a limited time, and close both connections."""
        await self.outgoing.close()
        await self.incoming.close()
        for timer in (self._notice_timer, self._outage_timer):  # last: Redis may be lost while they close
            if timer is not None:
                timer.cancel()

    def _first_came(self, topic: str) -> None:
        if topic != MISSED_TOPIC:  # always subscribed
            self.incoming.subscribe(topic)

    def _last_went(self, topic: str) -> None:
        if topic != MISSED_TOPIC:
            self.incoming.unsubscribe(topic)

    def _on_message(self, topic: str, data: bytes) -> None:
        if data.startswith(self._own):  # one process writes all lines of a message
            return
        for line in data.split(b"\n"):
            self._read(topic, line)

    def _read(self, topic: str, line: bytes) -> None:
        envelope = self._decoder.decode(line)
        if envelope.origin == self._origin or envelope.event is None:
            return
        if isinstance(envelope.event, EventsMissed):
            self._missed()
        else:
            super().publish(topic, envelope.event)

    def _missed(self) -> None:
        """Publish EventsMissed locally, soon and once for many losses."""
        if self._notice_timer is None:
            self._notice_timer = asyncio.get_running_loop().call_later(self._timeouts.calm, self._publish_missed)

    def _publish_missed(self) -> None:
        self._notice_timer = None
        super().publish(MISSED_TOPIC, EventsMissed())

    def _outgoing_changed(self, reason: str) -> None:
        self._changed("publishing", reason)

    def _incoming_changed(self, reason: str) -> None:
        self._changed("listening", reason)
        if not reason and self._was_open:
            self._publish_missed()  # at once: what happened since the connection was lost is in the database
        self._was_open = self._was_open or not reason

    def _changed(self, connection: str, reason: str) -> None:
        was_whole = self.is_whole
        if reason:
            self._down[connection] = reason
        else:
            self._down.pop(connection, None)
        if self.is_whole and self._lost_at is not None:
            self._returned(self._lost_at)
        elif not self.is_whole and self._lost_at is None and (was_whole or reason):
            self._lost_at = asyncio.get_running_loop().time()
            log.warning("redis unavailable", connection=connection, reason=reason)
            self._schedule_outage_refresh()

    def _returned(self, lost_at: float) -> None:
        self._lost_at = None
        if self._outage_timer is not None:
            self._outage_timer.cancel()
        away = asyncio.get_running_loop().time() - lost_at
        log.info("redis available again", away_s=round(away, 1), dropped=self.outgoing.dropped)

    def _schedule_outage_refresh(self) -> None:
        """Make pages read the database periodically during an outage, above all for ended sessions."""

        def refresh() -> None:
            self._publish_missed()
            self._schedule_outage_refresh()

        self._outage_timer = asyncio.get_running_loop().call_later(self._timeouts.away, refresh)
