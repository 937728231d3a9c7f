"""The rooms that are open in this process: opening one, and noticing what the broker has lost."""

import asyncio
from collections.abc import Callable
from functools import partial
from uuid import UUID

import structlog

from chatapp import rooms
from chatapp.broker import Broker
from chatapp.callbacks import ignore
from chatapp.errors import ChatError, Unavailable
from chatapp.events import MISSED_TOPIC, SAVING_TOPIC, Event, MemberLeft, RoomClosed
from chatapp.identity import Actor
from chatapp.messages import markup
from chatapp.messages.history import MessagePage, between_in, changes_in, read_page
from chatapp.realtime.authors import author_snapshots
from chatapp.realtime.renderer import MakeRenderer
from chatapp.realtime.room_feed import RoomFeed
from chatapp.realtime.subscription import Listener, Subscription
from chatapp.rooms import RoomView
from chatapp.storage.database import Database
from chatapp.storage.paging import AT_MOST
from chatapp.storage.replica.monotonic_reads import BEHIND, is_standby_only
from chatapp.timers import end_task

log = structlog.get_logger(__name__)

RETRY = 2.0  # seconds until the database is asked again what was missed


class Feeds:
    """The feeds of this process, one for each room that has an open page. ``compare_every``: seconds."""

    def __init__(self, broker: Broker, database: Database, *, compare_every: float = 10.0) -> None:
        self._compare_every = compare_every
        self._broker = broker
        self._database = database
        self._make_renderer: MakeRenderer | None = None
        self._feeds: dict[UUID, RoomFeed] = {}
        self._comparing: asyncio.Task[None] | None = None
        self._checking: asyncio.Task[None] | None = None
        self._is_check_due = False
        self._unsubscribe = [broker.subscribe(topic, self._on_missed) for topic in (MISSED_TOPIC, SAVING_TOPIC)]

    def use_renderer(self, make_renderer: MakeRenderer) -> None:
        """Have each room's shared renderer made by this. Call once, before the first room is opened."""
        self._make_renderer = make_renderer

    async def listen(
        self,
        *,
        actor: Actor,
        room_uuid: UUID,
        listener: Listener,
        via_renderer: bool = False,
        on_end: Callable[[], None] = ignore,
    ) -> tuple[Subscription, RoomView]:
        """Subscribe a member to what happens in a room from now on; the messages begin after the first `read`.

        The room is as the database has it after the subscription began; its members are not counted.

        With ``via_renderer`` messages go to ``subscription.feed.renderer`` instead of ``listener``. ``on_end`` is
        called once, when the subscription ends.

        Raises:
            NotFound: there is no such room, or the actor may not see it.
            Forbidden: the actor is not a member.
        """
        subscription = self._feed(room_uuid).add(
            actor.account_id, listener, via_renderer=via_renderer, on_end=on_end, is_admitted=False
        )
        try:
            await self._broker.settle()
            room = await self._database.read(rooms.readable, actor=actor, room_uuid=room_uuid)
            if room.parent_uuid is not None and not subscription.feed.has_parent:
                subscription.feed.hear_parent(room.parent_uuid)
                await self._broker.settle()  # before it is asked again: they may have left meanwhile
                room = await self._database.read(rooms.readable, actor=actor, room_uuid=room_uuid)
        except BaseException:
            subscription.close()
            raise
        subscription.admit()
        return subscription, room

    async def read(
        self,
        subscription: Subscription,
        *,
        actor: Actor,
        room_uuid: UUID,
        after: int | None = None,
        before: int | None = None,
        limit: int = AT_MOST,
        found: RoomView | None = None,
    ) -> MessagePage:
        """Read messages of a subscribed room. Changes that they lack reach the listener after this call began.

        ``found``: the room as `listen` has just returned it; with it, asking for no messages costs no query.

        Raises:
            NotFound: there is no such room, or the actor may not see it.
            Forbidden: the actor is not a member.
            Unavailable: the primary is away, and the standby has less than the feed has passed on.
        """
        feed = subscription.feed
        known = feed.revision
        if found is not None and found.may_be_read and after is not None and after == before:
            message_page = MessagePage([], found.revision, has_more=False, last_number=found.last_number)
            if message_page.revision >= max(known, feed.started_at):
                feed.note_revision(message_page.revision)
                return message_page
        once = partial(self._read, actor, room_uuid, after, before, limit)
        message_page = await feed.authors.tracked(once)
        if message_page.revision < max(known, feed.started_at):  # another reader was faster and further
            message_page = await feed.authors.tracked(once)
        if message_page.revision < max(known, feed.started_at):
            raise Unavailable(BEHIND)
        feed.note_revision(message_page.revision)
        return message_page

    async def _read(
        self, actor: Actor, room_uuid: UUID, after: int | None, before: int | None, limit: int
    ) -> MessagePage:
        # a new snapshot: it must see all that is committed by now
        return await self._database.read(
            read_page, actor=actor, room_uuid=room_uuid, after=after, before=before, limit=limit
        )

    async def _read_changes(self, room_uuid: UUID, since: int) -> MessagePage:
        async with self._database.reading() as session:
            message_page = await changes_in(session, await rooms.id_of(session, room_uuid), since)
        await markup.render_ahead(message.body for message in message_page.messages)
        return message_page

    async def _read_between(self, room_uuid: UUID, after: int, before: int) -> MessagePage:
        async with self._database.reading() as session:
            return await between_in(session, await rooms.id_of(session, room_uuid), after, before)

    def _feed(self, room_uuid: UUID) -> RoomFeed:
        if (feed := self._feeds.get(room_uuid)) is not None:
            return feed

        def forget() -> None:
            self._feeds.pop(room_uuid, None)

        read_changes, read_between = partial(self._read_changes, room_uuid), partial(self._read_between, room_uuid)
        feed = RoomFeed(self._broker, room_uuid, read_changes, read_between, forget, self._make_renderer)
        self._feeds[room_uuid] = feed
        if self._comparing is None or self._comparing.done():
            self._comparing = asyncio.create_task(self._compare(), name="feeds compare revisions")
        return feed

    async def _compare(self) -> None:
        """Compare the open rooms with the database now and then: a lost event is noticed even if none follows it."""
        while self._feeds:
            await asyncio.sleep(self._compare_every)
            try:
                await self._compare_once()
            except ChatError as error:
                log.warning("comparing revisions delayed: database unavailable", error=str(error))
            except Exception:  # whatever it is, the next time may succeed
                log.exception("comparing revisions failed", retry_s=self._compare_every)

    async def _compare_once(self) -> None:
        """Ask for the rooms' revisions, and for the names and pictures of the people they show."""
        before = {room_uuid: feed.revision for room_uuid, feed in self._feeds.items()}
        people: set[UUID] = set().union(*(feed.authors.people() for feed in self._feeds.values()))
        async with self._database.reading() as session:
            current = await rooms.revisions(session, list(before))
            authors = await author_snapshots(session, people)
            is_whole = not is_standby_only(session)
        for room_uuid, revision in current.items():
            if (feed := self._feeds.get(room_uuid)) is None or not feed.is_started:
                continue
            if is_whole and revision < before[room_uuid]:
                self._end_subscriptions(room_uuid, feed)
            else:
                feed.note_revision(revision)
                feed.authors.compare(authors)

    def _end_subscriptions(self, room_uuid: UUID, feed: RoomFeed) -> None:
        """End a room's subscriptions: its pages show what the database never kept, and have to open the room again.

        That happens when a standby is promoted that lacked the last of what its primary had announced.
        """
        log.error("room revision went backwards after failover", room=str(room_uuid))
        for account_id in feed.account_ids:
            feed.on_event(MemberLeft(room_uuid, account_id))

    def _on_missed(self, _: Event) -> None:
        """Events may have been lost: check at once, and once more if it happens again meanwhile."""
        self._is_check_due = True
        if self._checking is None or self._checking.done():
            self._checking = asyncio.create_task(self._check(), name="feeds ask what was missed")

    async def _check(self) -> None:
        while self._is_check_due:
            self._is_check_due = False
            try:
                await self._end_outsiders()
                await self._compare_once()
            except ChatError as error:
                log.warning("check for missed events delayed: database unavailable", error=str(error), retry_s=RETRY)
                self._is_check_due = True
                await asyncio.sleep(RETRY)

    async def _end_outsiders(self) -> None:
        """End the subscriptions of former members, and of closed rooms: the event that said so was lost."""
        subscribed = {room_uuid: feed.account_ids for room_uuid, feed in self._feeds.items()}
        async with self._database.reading() as session:
            members = await rooms.open_memberships(session, subscribed)
        for room_uuid, account_ids in subscribed.items():
            if (feed := self._feeds.get(room_uuid)) is None:
                continue
            if (current := members.get(room_uuid)) is None:
                feed.on_event(RoomClosed(room_uuid))
                continue
            for account_id in account_ids - current:
                feed.on_event(MemberLeft(room_uuid, account_id))

    async def close(self) -> None:
        """Stop comparing."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        for task in (self._comparing, self._checking):
            await end_task(task)
