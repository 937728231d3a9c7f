"""One room's changes, in order and without gaps, for every page of it that is open in this process.

The broker may lose, double or reorder events. A feed knows the room's revision: it passes on the next change, drops an
old one, keeps an early one for a moment, and fills a gap from the database. Subscribers are members; one who leaves
receives nothing more.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from uuid import UUID

import structlog

from chatapp.broker import Broker
from chatapp.callbacks import ignore, weakly
from chatapp.errors import ChatError
from chatapp.events import PEOPLE_TOPIC, Event, MemberLeft, MessageChanged, PersonChanged, RoomClosed, room_topic
from chatapp.messages import markup
from chatapp.messages.history import MessagePage
from chatapp.realtime.authors import AuthorTracker
from chatapp.realtime.renderer import MakeRenderer, ReadBetween, RoomRenderer
from chatapp.realtime.reorder_buffer import AT_ONCE, ReorderBuffer
from chatapp.realtime.subscription import Listener, Subscription

log = structlog.get_logger(__name__)

FIRST_RETRY, LONGEST_RETRY = 0.2, 5.0  # seconds


class RoomFeed:
    """One room's stream of changes in this process. Lives as long as there is a subscription.

    ``read_changes``: reads the changes after a revision. ``make_renderer``: makes the room's shared renderer.
    """

    def __init__(
        self,
        broker: Broker,
        room_uuid: UUID,
        read_changes: Callable[[int], Awaitable[MessagePage]],
        read_between: ReadBetween,
        on_empty: Callable[[], None],
        make_renderer: MakeRenderer | None = None,
    ) -> None:
        self.room_uuid = room_uuid
        self._read_changes = read_changes
        self._on_empty = on_empty
        self._make_renderer = make_renderer
        self._subscriptions: set[Subscription] = set()
        self._direct: set[Subscription] = set()  # those that receive every message themselves
        self._renderer: RoomRenderer | None = None
        self._revision: int | None = None  # unknown until the first reader says what it has seen
        self.started_at = 0  # the revision the stream started at: it carries what came later
        self._newest_known = 0
        self._early = ReorderBuffer(weakly(self._waited))
        self._catching_up: asyncio.Task[None] | None = None
        self._is_closed = False
        self._broker = broker
        self.has_parent = False  # a thread whose parent is heard
        self.authors = AuthorTracker(read_between)
        self._unsubscribe = [
            broker.subscribe(room_topic(room_uuid), self.on_event),
            broker.subscribe(PEOPLE_TOPIC, self._on_person_event),
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
        """Subscribe a member. The caller has checked the membership, or is about to admit; and then reads the history.

        ``on_end`` is called once, when the subscription ends, whoever ended it.
        """
        subscription = Subscription(account_id, listener, self, via_renderer, on_end, is_admitted)
        self._subscriptions.add(subscription)
        if not via_renderer:
            self._direct.add(subscription)
        return subscription

    def hear_parent(self, parent_uuid: UUID) -> None:
        """Hear who leaves the room that this thread belongs to: they are out of the thread as well."""
        if not self.has_parent:
            self.has_parent = True
            self._unsubscribe.append(self._broker.subscribe(room_topic(parent_uuid), self._on_parent_event))

    def _on_parent_event(self, event: Event) -> None:
        if isinstance(event, MemberLeft):
            self.on_event(replace(event, room_uuid=self.room_uuid))

    @property
    def renderer(self) -> RoomRenderer:
        """The room's shared renderer, made when it is first asked for.

        Raises:
            RuntimeError: this process has no pages, and so no renderer.
        """
        if self._renderer is None:
            if self._make_renderer is None:
                raise RuntimeError("no renderer: Feeds.use_renderer wasn't called")
            self._renderer = self._make_renderer()
            self.authors.attach(self._renderer)
        return self._renderer

    def remove(self, subscription: Subscription) -> None:
        """End a subscription; the last one closes the feed. Ending it twice is no error."""
        if subscription not in self._subscriptions:
            return
        self._subscriptions.remove(subscription)
        self._direct.discard(subscription)
        subscription.end()
        if not self._subscriptions:
            self._close()

    def _close(self) -> None:
        self._is_closed = True
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self.authors.close()
        self._early.close()
        if self._catching_up:
            self._catching_up.cancel()
            self._catching_up = None  # the frames of its end hold this feed
        self._on_empty()

    @property
    def revision(self) -> int:
        """The revision up to which changes have been passed on; 0 before the first read."""
        return self._revision or 0

    @property
    def is_started(self) -> bool:
        """Whether a first reader has fixed where the stream starts."""
        return self._revision is not None

    @property
    def account_ids(self) -> set[int]:
        """The members who are subscribed."""
        return {subscription.account_id for subscription in self._subscriptions}

    def note_revision(self, revision: int) -> None:
        """Note that the database has the room at ``revision``: the first call fixes where the stream starts."""
        if self._revision is None:
            self._revision = self.started_at = revision
            self._early.forget(revision)
            self._pass_on_next()
        if revision > self._revision:
            self._newest_known = max(self._newest_known, revision)
            self._fill_gap()

    def on_event(self, event: Event) -> None:
        """Take an event of the room, from the broker or, if the broker missed it, from the database."""
        if isinstance(event, MessageChanged):
            self._advance(event)
            return
        self._pass_on(event)
        for subscription in list(self._subscriptions):
            if isinstance(event, RoomClosed) or (
                isinstance(event, MemberLeft) and subscription.account_id == event.account_id
            ):
                self.remove(subscription)

    def _on_person_event(self, event: Event) -> None:
        if isinstance(event, PersonChanged):
            self._early.clear()  # they may show the person as before
            self.authors.refresh({event.account_uuid})

    def _advance(self, event: MessageChanged) -> None:
        """Pass a message on if it is the next change and the newest; any other waits for its turn."""
        revision = event.message.revision
        self._newest_known = max(self._newest_known, revision)
        is_next = self._catching_up is None and self._revision is not None and revision == self._revision + 1
        if is_next and revision == self._newest_known and not self._is_laborious(event):
            self._revision = revision
            self._pass_on(event)
        elif self._revision is None or revision > self._revision:
            self._early.keep(event)
            self._pass_on_next()

    def _pass_on_next(self) -> None:
        """Pass on the next changes, a number of them in a turn. A text to be rendered in its thread is read anew."""
        if self._revision is None or self._catching_up is not None:
            return
        for _ in range(AT_ONCE):
            if (event := self._early.take(self._revision + 1)) is None:
                break
            if self._is_laborious(event):
                self._fill_gap()
                return
            self._revision += 1
            self._pass_on(event)
        else:
            self._early.pause()
            return
        if self._newest_known > self._revision:
            self._early.wait(self._revision, is_coming=self._broker.is_whole)

    def _waited(self, revision: int | None) -> None:
        """Ask the database if nothing has come since the feed was at ``revision``."""
        (self._fill_gap if self._revision == revision else self._pass_on_next)()

    def _is_laborious(self, event: MessageChanged) -> bool:
        body = event.message.body
        is_long = len(body) > markup.LONG  # no shorter one is laborious
        return is_long and self._renderer is not None and markup.is_laborious(body)

    def _fill_gap(self) -> None:
        """Ask the database, if it is known to have more than was passed on."""
        is_free = self._catching_up is None and not self._is_closed
        if is_free and self._revision is not None and self._newest_known > self._revision:
            self._catching_up = asyncio.create_task(self._catch_up(self._revision), name="room feed catches up")

    def _pass_on(self, event: Event) -> None:
        subscriptions = self._subscriptions
        if isinstance(event, MessageChanged):
            subscriptions = self._direct
            self._render(event)
        for subscription in list(subscriptions):
            if subscription not in self._subscriptions:
                continue  # ended by a listener that received the event before
            subscription.on_event(event)

    def _render(self, event: MessageChanged) -> None:
        if self._renderer is not None:
            try:
                self._renderer.apply(event.message)
            except Exception:
                log.exception("renderer failed to apply message", number=event.message.number)

    async def _catch_up(self, revision: int) -> None:
        """Fill the gap after ``revision`` from the database, trying until it holds all that is known of."""
        pause = FIRST_RETRY
        while True:
            wanted = self._newest_known
            try:
                message_page = await self.authors.tracked(partial(self._read_changes, revision))
            except ChatError as error:
                log.warning("room feed delayed: database unavailable", error=str(error), retry_s=pause)
            except Exception:  # whatever it is, the room must not fall silent
                log.exception("room feed failed to catch up", retry_s=pause)
            else:
                for message in message_page.messages:
                    self._pass_on(MessageChanged(message))
                revision = self._revision = max(revision, message_page.revision)
                if not message_page.has_more and revision >= wanted:
                    break
                if message_page.messages:
                    pause = FIRST_RETRY
                    continue
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_RETRY)
        self._catching_up = None
        self._early.forget(revision)
        self._pass_on_next()  # what has come meanwhile
