"""What happens in a room, in order and without gaps, for every page of it that is open in this process.

The broker may lose, double or reorder events. A feed knows the room's revision: the next change it passes on, an old
one it drops, and a gap it fills from the database. Listeners are members; whoever leaves hears nothing more.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

import structlog

from chatapp.accounts import Actor
from chatapp.broker import Broker
from chatapp.database import Database
from chatapp.errors import ChatError
from chatapp.events import Event, MemberLeft, MessageChanged, RoomClosed, room_topic
from chatapp.history import Stretch, changes_in, read
from chatapp.rooms import require_membership, revisions

log = structlog.get_logger(__name__)

Listener = Callable[[Event], None]
FIRST_RETRY, LONGEST_RETRY = 0.2, 5.0  # seconds


@dataclass(eq=False, slots=True)
class Subscription:
    """One open page's ear in a room."""

    account_id: int
    listener: Listener
    feed: "RoomFeed"

    def close(self) -> None:
        """Hear nothing more. Closing twice is no error."""
        self.feed.remove(self)


class RoomFeed:
    """One room's stream of changes in this process. Lives as long as somebody listens."""

    def __init__(
        self,
        broker: Broker,
        room_uuid: UUID,
        read_changes: Callable[[int], Awaitable[Stretch]],
        on_empty: Callable[[], None],
    ) -> None:
        self._read_changes = read_changes
        self._on_empty = on_empty
        self._subscriptions: set[Subscription] = set()
        self._revision: int | None = None  # unknown until the first reader says what it has seen
        self._newest_heard = 0
        self._catching_up: asyncio.Task[None] | None = None
        self._unsubscribe = broker.subscribe(room_topic(room_uuid), self._hear)

    def add(self, account_id: int, listener: Listener) -> Subscription:
        """Let a member listen. The caller has checked the membership and reads the history after this call."""
        subscription = Subscription(account_id, listener, self)
        self._subscriptions.add(subscription)
        return subscription

    def remove(self, subscription: Subscription) -> None:
        """Stop a listener; the last one closes the feed. Stopping it twice is no error."""
        if subscription not in self._subscriptions:
            return
        self._subscriptions.remove(subscription)
        if not self._subscriptions:
            self._unsubscribe()
            if self._catching_up:
                self._catching_up.cancel()
            self._on_empty()

    @property
    def revision(self) -> int:
        """How far this feed has passed changes on; 0 while nobody has read."""
        return self._revision or 0

    @property
    def is_started(self) -> bool:
        """Whether a first reader has fixed where the stream starts."""
        return self._revision is not None

    def has_read(self, revision: int) -> None:
        """Learn that a listener has read the room up to ``revision``: the first fixes where the stream starts."""
        if self._revision is None:
            self._revision = revision
        self._newest_heard = max(self._newest_heard, revision)
        self._fill_gap()

    def _hear(self, event: Event) -> None:
        if isinstance(event, MessageChanged):
            self._advance(event)
            return
        self._pass_on(event)
        for subscription in list(self._subscriptions):
            if isinstance(event, RoomClosed) or (
                isinstance(event, MemberLeft) and subscription.account_id == event.account_id
            ):
                self.remove(subscription)

    def _advance(self, event: MessageChanged) -> None:
        self._newest_heard = max(self._newest_heard, event.message.revision)
        if self._revision is not None and event.message.revision == self._revision + 1 and self._catching_up is None:
            self._revision += 1
            self._pass_on(event)
        else:
            self._fill_gap()

    def _fill_gap(self) -> None:
        """Ask the database, if more was heard of than passed on."""
        if self._revision is not None and self._newest_heard > self._revision and self._catching_up is None:
            self._catching_up = asyncio.create_task(self._catch_up(self._revision), name="room feed catches up")

    def _pass_on(self, event: Event) -> None:
        for subscription in list(self._subscriptions):
            if subscription not in self._subscriptions:
                continue  # closed by one who heard the event before
            try:
                subscription.listener(event)
            except Exception:
                log.exception("a page failed to take an event", event_type=type(event).__name__)

    async def _catch_up(self, revision: int) -> None:
        """Fill the gap after ``revision`` from the database, trying until it holds all that was heard of."""
        pause = FIRST_RETRY
        while True:
            try:
                stretch = await self._read_changes(revision)
            except ChatError as error:
                log.warning("catching up waits for the database", error=str(error), pause_s=pause)
            except Exception:  # whatever it is, the room must not fall silent
                log.exception("catching up failed; trying again", pause_s=pause)
            else:
                for message in stretch.messages:
                    self._pass_on(MessageChanged(message))
                revision = self._revision = max(revision, stretch.revision)
                if not stretch.has_more and revision >= self._newest_heard:
                    break
                if stretch.messages:
                    pause = FIRST_RETRY
                    continue
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_RETRY)
        self._catching_up = None


@dataclass(frozen=True, slots=True)
class OpenedRoom:
    """A room as just opened: the subscription, and the newest messages. Drop events up to ``stretch.revision``."""

    subscription: Subscription
    stretch: Stretch


class Feeds:
    """The feeds of this process, one for each room that has an open page. ``compare_every``: seconds."""

    def __init__(self, broker: Broker, database: Database, *, compare_every: float = 10.0) -> None:
        self._compare_every = compare_every
        self._broker = broker
        self._database = database
        self._feeds: dict[UUID, RoomFeed] = {}
        self._comparing: asyncio.Task[None] | None = None

    async def open(self, *, actor: Actor, room_uuid: UUID, listener: Listener) -> OpenedRoom:
        """Let a member listen to a room: subscribe first, read second. Events may arrive before this returns.

        Raises:
            NotFound: there is no such room, or the actor may not see it.
            Forbidden: the actor is not a member.
        """
        async with self._database.reading() as session:
            room_id = await require_membership(session, actor=actor, room_uuid=room_uuid)
        subscription = self._feed(room_uuid, room_id).add(actor.account_id, listener)
        try:
            stretch = await self._read(actor, room_uuid)
            while stretch.revision < subscription.feed.revision:  # another reader was faster and further
                stretch = await self._read(actor, room_uuid)
        except BaseException:
            subscription.close()
            raise
        subscription.feed.has_read(stretch.revision)
        return OpenedRoom(subscription, stretch)

    async def _read(self, actor: Actor, room_uuid: UUID) -> Stretch:
        async with self._database.reading() as session:  # a new one: it must see all that is committed by now
            return await read(session, actor=actor, room_uuid=room_uuid)

    def _feed(self, room_uuid: UUID, room_id: int) -> RoomFeed:
        if (feed := self._feeds.get(room_uuid)) is not None:
            return feed

        async def read_changes(since: int) -> Stretch:
            async with self._database.reading() as session:
                return await changes_in(session, room_id, since)

        feed = RoomFeed(self._broker, room_uuid, read_changes, lambda: self._forget(room_uuid))
        self._feeds[room_uuid] = feed
        if self._comparing is None or self._comparing.done():
            self._comparing = asyncio.create_task(self._compare(), name="feeds compare revisions")
        return feed

    async def _compare(self) -> None:
        """Ask now and then how far the open rooms are: a lost event is noticed even if none follows it."""
        while self._feeds:
            await asyncio.sleep(self._compare_every)
            try:
                async with self._database.reading() as session:
                    current = await revisions(session, list(self._feeds))
            except ChatError as error:
                log.warning("comparing revisions waits for the database", error=str(error))
                continue
            for room_uuid, revision in current.items():
                if (feed := self._feeds.get(room_uuid)) is not None and feed.is_started:
                    feed.has_read(revision)

    async def close(self) -> None:
        """Stop comparing."""
        if self._comparing is not None:
            self._comparing.cancel()
            with suppress(asyncio.CancelledError):
                await self._comparing

    def _forget(self, room_uuid: UUID) -> None:
        self._feeds.pop(room_uuid, None)
