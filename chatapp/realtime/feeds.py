"""The rooms that are open in this process: opening one, and noticing what the broker has lost."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import structlog

from chatapp import rooms
from chatapp.broker import Broker
from chatapp.errors import ChatError, Unavailable
from chatapp.events import MISSED_TOPIC, SAVING_TOPIC, Event, MemberLeft, RoomClosed
from chatapp.identity import Actor
from chatapp.messages import markup
from chatapp.messages.history import (
    AT_MOST,
    PAGE,
    MessagePage,
    between_in,
    changes_in,
    read,
)
from chatapp.realtime.authors import author_snapshots
from chatapp.realtime.room_feed import Listener, RoomFeed, Subscription, ignore
from chatapp.rooms import RoomView
from chatapp.storage.database import Database
from chatapp.storage.replica.monotonic_reads import BEHIND, is_standby_only

log = structlog.get_logger(__name__)

AGAIN = 2.0  # seconds until the database is asked again what was missed


@dataclass(frozen=True, slots=True)
class OpenedRoom:
    """A room as just opened: the subscription, and the newest messages. Drop events up to ``message_page.revision``."""

    subscription: Subscription
    message_page: MessagePage


class Feeds:
    """The feeds of this process, one for each room that has an open page. ``compare_every``: seconds."""

    def __init__(self, broker: Broker, database: Database, *, compare_every: float = 10.0) -> None:
        self._compare_every = compare_every
        self._broker = broker
        self._database = database
        self._feeds: dict[UUID, RoomFeed] = {}
        self._comparing: asyncio.Task[None] | None = None
        self._checking: asyncio.Task[None] | None = None
        self._is_due = False
        self._unsubscribe = [broker.subscribe(topic, self._missed) for topic in (MISSED_TOPIC, SAVING_TOPIC)]

    async def open(self, *, actor: Actor, room_uuid: UUID, listener: Listener) -> OpenedRoom:
        """Let a member listen to a room by himself: subscribe first, read second. Events may come before this returns.

        Raises:
            NotFound: there is no such room, or the actor may not see it.
            Forbidden: the actor is not a member.
        """
        subscription, _ = await self.listen(actor=actor, room_uuid=room_uuid, listener=listener)
        try:
            return OpenedRoom(subscription, await self.read(subscription, actor=actor, room_uuid=room_uuid, limit=PAGE))
        except BaseException:
            subscription.close()
            raise

    async def listen(
        self,
        *,
        actor: Actor,
        room_uuid: UUID,
        listener: Listener,
        via_renderer: bool = False,
        on_end: Callable[[], None] = ignore,
    ) -> tuple[Subscription, RoomView]:
        """Let a member hear what happens in a room from now on; the messages begin once somebody has read.

        The room is as the database has it after the subscription began; its members are not counted.

        In the audience the messages go to ``subscription.feed.renderer`` instead of to ``listener``. ``on_end`` is
        called once, when the member hears nothing more.

        Raises:
            NotFound: there is no such room, or the actor may not see it.
            Forbidden: the actor is not a member.
        """
        subscription = self._feed(room_uuid).add(
            actor.account_id, listener, via_renderer=via_renderer, on_end=on_end, is_admitted=False
        )
        try:
            await self._broker.settle()
            async with self._database.reading() as session:
                room = await rooms.readable(session, actor=actor, room_uuid=room_uuid)
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
        """Read a stretch of a room that is listened to; what it lacks, the listener hears after this call began.

        ``found``: the room as `listen` has just found it; with it nothing is asked where no message is wanted.

        Raises:
            NotFound: there is no such room, or the actor may not see it.
            Forbidden: the actor is not a member.
            Unavailable: the database is away, and what stands in for it has less than was heard.
        """
        feed = subscription.feed
        heard = feed.revision
        if found is not None and found.may_be_read and after is not None and after == before:
            message_page = MessagePage([], found.revision, has_more=False, last_number=found.last_number)
            if message_page.revision >= max(heard, feed.started_at):
                feed.has_read(message_page.revision)
                return message_page
        once = partial(self._read, actor, room_uuid, after, before, limit)
        message_page = await feed.authors.tracked(once)
        if message_page.revision < max(heard, feed.started_at):  # another reader was faster and further
            message_page = await feed.authors.tracked(once)
        if message_page.revision < max(heard, feed.started_at):
            raise Unavailable(BEHIND)
        feed.has_read(message_page.revision)
        return message_page

    async def _read(
        self, actor: Actor, room_uuid: UUID, after: int | None, before: int | None, limit: int
    ) -> MessagePage:
        async with self._database.reading() as session:  # a new one: it must see all that is committed by now
            return await read(session, actor=actor, room_uuid=room_uuid, after=after, before=before, limit=limit)

    def _feed(self, room_uuid: UUID) -> RoomFeed:
        if (feed := self._feeds.get(room_uuid)) is not None:
            return feed

        async def read_changes(since: int) -> MessagePage:
            async with self._database.reading() as session:
                message_page = await changes_in(session, await rooms.id_of(session, room_uuid), since)
            await markup.render_ahead(message.body for message in message_page.messages)
            return message_page

        async def read_between(after: int, before: int) -> MessagePage:
            async with self._database.reading() as session:
                return await between_in(session, await rooms.id_of(session, room_uuid), after, before)

        feed = RoomFeed(self._broker, room_uuid, read_changes, read_between, lambda: self._forget(room_uuid))
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
                log.warning("comparing revisions waits for the database", error=str(error))
            except Exception:  # whatever it is, the next time may succeed
                log.exception("comparing revisions failed; trying again", pause_s=self._compare_every)

    async def _compare_once(self) -> None:
        """Ask how far the rooms are, and how the people look whom they show."""
        before = {room_uuid: feed.revision for room_uuid, feed in self._feeds.items()}
        people: set[UUID] = set().union(*(feed.authors.people() for feed in self._feeds.values()))
        async with self._database.reading() as session:
            current = await rooms.revisions(session, list(before))
            looks = await author_snapshots(session, people)
            is_whole = not is_standby_only(session)
        for room_uuid, revision in current.items():
            if (feed := self._feeds.get(room_uuid)) is None or not feed.is_started:
                continue
            if is_whole and revision < before[room_uuid]:
                self._begin_anew(room_uuid, feed)
            else:
                feed.has_read(revision)
                feed.authors.compare(looks)

    def _begin_anew(self, room_uuid: UUID, feed: RoomFeed) -> None:
        """Let go of all who listen: they have heard what the database never kept, and are to open the room anew.

        That happens when a standby is promoted that lacked the last of what its primary had told.
        """
        log.error("a room has less than was heard of it; its pages read it anew", room=str(room_uuid))
        for account_id in feed.account_ids:
            feed.learn(MemberLeft(room_uuid, account_id))

    def _missed(self, _: Event) -> None:
        """Something may have gone unheard: ask at once, once more if it happens again meanwhile."""
        self._is_due = True
        if self._checking is None or self._checking.done():
            self._checking = asyncio.create_task(self._check(), name="feeds ask what was missed")

    async def _check(self) -> None:
        while self._is_due:
            self._is_due = False
            try:
                await self._silence_outsiders()
                await self._compare_once()
            except ChatError as error:
                log.warning("asking what was missed waits for the database", error=str(error))
                self._is_due = True
                await asyncio.sleep(AGAIN)

    async def _silence_outsiders(self) -> None:
        """Let nobody listen on who is no member any more, or to a room that is closed: its event was missed."""
        listening = {room_uuid: feed.account_ids for room_uuid, feed in self._feeds.items()}
        async with self._database.reading() as session:
            members = await rooms.open_memberships(session, listening)
        for room_uuid, account_ids in listening.items():
            if (feed := self._feeds.get(room_uuid)) is None:
                continue
            if (now_in := members.get(room_uuid)) is None:
                feed.learn(RoomClosed(room_uuid))
                continue
            for account_id in account_ids - now_in:
                feed.learn(MemberLeft(room_uuid, account_id))

    async def close(self) -> None:
        """Stop comparing."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        for task in (self._comparing, self._checking):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    def _forget(self, room_uuid: UUID) -> None:
        self._feeds.pop(room_uuid, None)
