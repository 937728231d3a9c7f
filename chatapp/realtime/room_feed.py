"""What happens in a room, in order and without gaps, for every page of it that is open in this process.

The broker may lose, double or reorder events. A feed knows the room's revision: the next change it passes on, an old
one it drops, and a gap it fills from the database. Listeners are members; whoever leaves hears nothing more.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

import structlog

from chatapp.broker import Broker
from chatapp.errors import ChatError
from chatapp.events import (
    PEOPLE_TOPIC,
    Event,
    MemberLeft,
    MessageChanged,
    MessageView,
    PersonChanged,
    RoomClosed,
    room_topic,
)
from chatapp.messages.history import MessagePage
from chatapp.realtime.authors import AuthorTracker
from chatapp.realtime.renderer import ReadBetween, RoomRenderer

log = structlog.get_logger(__name__)

Listener = Callable[[Event], None]
FIRST_RETRY, LONGEST_RETRY = 0.2, 5.0  # seconds


def ignore() -> None:
    """Do nothing."""


@dataclass(eq=False, slots=True)
class Subscription:
    """One open page's ear in a room. One that belongs to the audience is spared the messages themselves.

    Until it is admitted it keeps what it hears to itself: somebody asks the database meanwhile whether it may hear.
    """

    account_id: int
    listener: Listener
    feed: "RoomFeed"
    via_renderer: bool = False
    on_end: Callable[[], None] = ignore
    is_admitted: bool = True
    kept: list[Event] = field(default_factory=list)

    def admit(self) -> None:
        """Tell the listener what happened since the subscription began, and from now on everything at once."""
        self.is_admitted = True
        kept, self.kept = self.kept, []
        for event in kept:
            self.hear(event)

    def hear(self, event: Event) -> None:
        """Take in what happens in the room."""
        if not self.is_admitted:
            self.kept.append(event)
            return
        try:
            self.listener(event)
        except Exception:
            log.exception("a page failed to take an event", event_type=type(event).__name__)

    def close(self) -> None:
        """Hear nothing more. Closing twice is no error."""
        self.feed.remove(self)


class RoomFeed:
    """One room's stream of changes in this process. Lives as long as somebody listens."""

    def __init__(
        self,
        broker: Broker,
        room_uuid: UUID,
        read_changes: Callable[[int], Awaitable[MessagePage]],
        read_between: ReadBetween,
        on_empty: Callable[[], None],
    ) -> None:
        self._read_changes = read_changes
        self._on_empty = on_empty
        self._subscriptions: set[Subscription] = set()
        self._alone: set[Subscription] = set()  # those that hear every message themselves
        self._renderer: RoomRenderer | None = None
        self._revision: int | None = None  # unknown until the first reader says what it has seen
        self.started_at = 0  # the revision the stream started at: it carries what came later
        self._newest_heard = 0
        self._catching_up: asyncio.Task[None] | None = None
        self.authors = AuthorTracker(read_between)
        self._ears = [
            broker.subscribe(room_topic(room_uuid), self._hear),
            broker.subscribe(PEOPLE_TOPIC, self._hear_of_somebody),
        ]

    def add(
        self,
        account_id: int,
        listener: Listener,
        *,
        via_renderer: bool = False,
        on_end: Callable[[], None] = ignore,
        is_admitted: bool = True,
    ) -> Subscription:
        """Let a member listen. The caller has checked the membership, or is about to admit; and then reads the history.

        ``on_end`` is called once, when the member hears nothing more, whoever ended it.
        """
        subscription = Subscription(account_id, listener, self, via_renderer, on_end, is_admitted)
        self._subscriptions.add(subscription)
        if not via_renderer:
            self._alone.add(subscription)
        return subscription

    def renderer(self, gather: Callable[[], RoomRenderer]) -> RoomRenderer:
        """Return the room's audience, gathered when it is first asked for."""
        if self._renderer is None:
            self._renderer = gather()
            self.authors.show_to(self._renderer)
        return self._renderer

    def remove(self, subscription: Subscription) -> None:
        """Stop a listener; the last one closes the feed. Stopping it twice is no error."""
        if subscription not in self._subscriptions:
            return
        self._subscriptions.remove(subscription)
        self._alone.discard(subscription)
        subscription.on_end()
        if not self._subscriptions:
            for unsubscribe in self._ears:
                unsubscribe()
            self.authors.close()
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

    @property
    def account_ids(self) -> set[int]:
        """Who listens."""
        return {subscription.account_id for subscription in self._subscriptions}

    def learn(self, event: MemberLeft | RoomClosed) -> None:
        """Take in from the database what the broker did not bring."""
        self._hear(event)

    def has_read(self, revision: int) -> None:
        """Learn that a listener has read the room up to ``revision``: the first fixes where the stream starts."""
        if self._revision is None:
            self._revision = self.started_at = revision
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

    def _hear_of_somebody(self, event: Event) -> None:
        if isinstance(event, PersonChanged):
            self.authors.change({event.account_uuid})

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
        ears = self._subscriptions
        if isinstance(event, MessageChanged):
            ears = self._alone
            self._show(event.message)
        for subscription in list(ears):
            if subscription not in self._subscriptions:
                continue  # closed by one who heard the event before
            subscription.hear(event)

    def _show(self, message: MessageView) -> None:
        if self._renderer is not None:
            try:
                self._renderer.take(message)
            except Exception:
                log.exception("the open pages failed to take a message", number=message.number)

    async def _catch_up(self, revision: int) -> None:
        """Fill the gap after ``revision`` from the database, trying until it holds all that was heard of."""
        pause = FIRST_RETRY
        while True:
            try:
                message_page = await self.authors.tracked(partial(self._read_changes, revision))
            except ChatError as error:
                log.warning("catching up waits for the database", error=str(error), pause_s=pause)
            except Exception:  # whatever it is, the room must not fall silent
                log.exception("catching up failed; trying again", pause_s=pause)
            else:
                for message in message_page.messages:
                    self._pass_on(MessageChanged(message))
                revision = self._revision = max(revision, message_page.revision)
                if not message_page.has_more and revision >= self._newest_heard:
                    break
                if message_page.messages:
                    pause = FIRST_RETRY
                    continue
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_RETRY)
        self._catching_up = None
