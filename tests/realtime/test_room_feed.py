"""The feed: whatever the broker loses, doubles or reorders, every page hears each change once and in order."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import TypeVar
from uuid import UUID, uuid4

import pytest

from chatapp import messages, rooms
from chatapp.accounts import SignUp
from chatapp.bootstrap import Chat, assemble
from chatapp.broker import InProcessBroker
from chatapp.errors import Forbidden, NotFound, Unavailable
from chatapp.events import (
    PEOPLE_TOPIC,
    Event,
    MemberJoined,
    MemberLeft,
    MessageChanged,
    MessageView,
    PeopleHereChanged,
    PersonChanged,
    room_topic,
)
from chatapp.identity import Actor
from chatapp.messages.history import MessagePage
from chatapp.realtime import reorder_buffer
from chatapp.realtime.feeds import Feeds
from chatapp.realtime.reorder_buffer import AT_ONCE
from chatapp.realtime.room_feed import RoomFeed
from chatapp.settings import Settings
from models.migrations import upgrade
from models.utc_datetime import now
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.feeds import open_room
from tests.support.people.rooms import UnreliableBroker, a_room, join, leave, say, without_lines
from tests.support.running.patience import until
from tests.support.servers.server import PASSWORD

ROOM = uuid4()
NEVER = 3600.0  # seconds
A_MESSAGE = MessageView(ROOM, 0, 0, uuid4(), "ann", "Ann", "", "k", "x", now())


def change(revision: int) -> MessageChanged:
    return MessageChanged(replace(A_MESSAGE, number=revision, revision=revision))


class Page:
    """An open page: applies what it hears and drops what it has already, as pages do."""

    def __init__(self) -> None:
        self.heard: list[Event] = []

    def listen(self, event: Event) -> None:
        self.heard.append(event)

    @property
    def revisions(self) -> list[int]:
        return [event.message.revision for event in self.heard if isinstance(event, MessageChanged)]


class Stored:
    """A room's changes as the database has them; reading can be delayed or made to fail."""

    def __init__(self) -> None:
        self.revision = 0
        self.at_most = 200
        self.asked: list[int] = []
        self.failures: list[Exception] = []
        self.is_free = asyncio.Event()
        self.is_free.set()

    async def read(self, since: int) -> MessagePage:
        self.asked.append(since)
        if self.failures:
            raise self.failures.pop(0)
        last = self.revision
        await self.is_free.wait()
        found = [change(revision).message for revision in range(since + 1, last + 1)]
        has_more = len(found) > self.at_most
        found = found[: self.at_most]
        return MessagePage(found, found[-1].revision if has_more else last, has_more)

    async def between(self, after: int, before: int) -> MessagePage:
        raise AssertionError("nobody has changed")


class Bench:
    """A feed on a broker and a database of the test's own."""

    def __init__(self) -> None:
        self.broker = InProcessBroker()
        self.stored = Stored()
        self.is_empty = False
        self.feed = RoomFeed(self.broker, ROOM, self.stored.read, self.stored.between, self._on_empty)

    def _on_empty(self) -> None:
        self.is_empty = True

    def page(self, account_id: int = 1) -> Page:
        page = Page()
        self.feed.add(account_id, page.listen)
        return page

    def publish(self, *events: Event) -> None:
        for event in events:
            if isinstance(event, MessageChanged):
                self.stored.revision = max(self.stored.revision, event.message.revision)
            self.broker.publish(room_topic(ROOM), event)


@pytest.fixture
async def bench() -> Bench:
    return Bench()


async def test_changes_in_order_are_passed_on_without_asking_the_database(bench: Bench) -> None:
    page, other = bench.page(), bench.page(2)
    bench.feed.note_revision(0)
    bench.publish(change(1), change(2), change(3))
    assert page.revisions == other.revisions == [1, 2, 3]
    assert bench.stored.asked == []


async def test_duplicates_and_old_events_are_dropped(bench: Bench) -> None:
    page = bench.page()
    bench.feed.note_revision(1)
    bench.publish(change(1), change(2), change(2), change(1), change(3), change(2), change(3))
    assert page.revisions == [2, 3]
    assert bench.stored.asked == []


async def test_a_gap_is_filled_from_the_database(bench: Bench) -> None:
    page = bench.page()
    bench.feed.note_revision(0)
    bench.publish(change(1), change(4))
    await until(lambda: len(page.revisions) == 4)
    assert page.revisions == [1, 2, 3, 4]
    assert bench.stored.asked == [1]
    bench.publish(change(5))
    assert page.revisions == [1, 2, 3, 4, 5]
    assert bench.stored.asked == [1], "after catching up, the stream flows again"


async def test_reordered_events_are_passed_on_in_order_and_once(bench: Bench) -> None:
    page = bench.page()
    bench.feed.note_revision(0)
    bench.publish(change(3), change(1), change(2), change(5), change(4))
    await until(lambda: len(page.revisions) >= 5)
    bench.publish(change(6))
    await until(lambda: len(page.revisions) >= 6)
    assert page.revisions == [1, 2, 3, 4, 5, 6]


async def test_what_another_process_says_a_moment_later_is_waited_for_and_not_read(bench: Bench) -> None:
    page = bench.page()
    bench.feed.note_revision(0)
    bench.publish(change(3), change(4))  # stored here
    assert page.revisions == []
    bench.publish(change(1), change(1))  # stored there before, and on their way
    assert page.revisions == [1]
    bench.publish(change(2))
    assert page.revisions == [1, 2, 3, 4]
    bench.publish(change(6), change(5), change(8))
    assert page.revisions == [1, 2, 3, 4, 5, 6]
    await until(lambda: len(page.revisions) == 8)
    assert bench.stored.asked == [6], "only what doesn't come is read"


async def test_while_the_broker_is_away_nothing_is_on_its_way_and_the_database_is_asked_at_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reorder_buffer, "WAIT", NEVER)
    monkeypatch.setattr(InProcessBroker, "is_whole", False)
    page = bench.page()
    bench.feed.note_revision(0)
    bench.publish(change(2))
    await until(lambda: page.revisions == [1, 2])


async def test_more_early_changes_than_are_kept_are_read(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reorder_buffer, "MOST", 3)
    page = bench.page()
    bench.feed.note_revision(0)
    bench.publish(*map(change, range(2, 9)), change(1))
    assert page.revisions == [1, 2, 3]
    await until(lambda: page.revisions == list(range(1, 9)))


async def test_of_many_that_have_waited_a_number_is_passed_on_in_a_turn_and_others_have_theirs_between(
    bench: Bench,
) -> None:
    page = bench.page()
    bench.feed.note_revision(0)
    bench.publish(*map(change, range(2, 3 * AT_ONCE + 1)))
    had: list[int] = []
    bench.publish(change(1))
    for _ in range(3):
        had.append(len(page.revisions))
        bench.publish(change(3 * AT_ONCE + 1 + len(had)))  # what comes meanwhile waits as well
        await asyncio.sleep(0)
    assert had == [AT_ONCE, 2 * AT_ONCE, 3 * AT_ONCE]
    bench.publish(change(3 * AT_ONCE + 1))
    await until(lambda: page.revisions == list(range(1, 3 * AT_ONCE + 5)))
    assert bench.stored.asked == []


async def test_early_changes_that_show_somebody_as_before_are_read_anew(bench: Bench) -> None:
    page = bench.page()
    bench.feed.note_revision(0)
    bench.publish(change(2))
    bench.broker.publish(PEOPLE_TOPIC, PersonChanged(A_MESSAGE.author_uuid))
    bench.publish(change(1))
    assert page.revisions == [1]
    await until(lambda: page.revisions == [1, 2])
    assert bench.stored.asked == [1]


async def test_an_event_that_comes_while_catching_up_is_neither_lost_nor_doubled(bench: Bench) -> None:
    page = bench.page()
    bench.feed.note_revision(0)
    bench.stored.is_free.clear()
    bench.publish(change(2))
    await until(lambda: bench.stored.asked)
    bench.publish(change(3), change(4))  # the read under way does not see them any more
    assert page.revisions == []
    bench.stored.is_free.set()
    await until(lambda: len(page.revisions) >= 4)
    bench.publish(change(5))
    await until(lambda: len(page.revisions) >= 5)
    assert page.revisions == [1, 2, 3, 4, 5]


async def test_a_gap_larger_than_one_read_is_filled_whole(bench: Bench) -> None:
    page = bench.page()
    bench.feed.note_revision(0)
    bench.stored.at_most = 3
    bench.publish(change(10))
    await until(lambda: len(page.revisions) >= 10)
    assert page.revisions == list(range(1, 11))


async def test_what_arrives_before_the_first_page_has_read_is_not_lost(bench: Bench) -> None:
    page = bench.page()
    bench.publish(change(4), change(5), change(6))
    assert page.revisions == []
    bench.feed.note_revision(4)
    assert page.revisions == [5, 6]
    assert bench.stored.asked == []


async def test_a_reader_who_is_further_shows_the_others_what_they_have_missed(bench: Bench) -> None:
    page = bench.page()
    bench.feed.note_revision(2)
    bench.stored.revision = 9  # events 3 to 9 were lost on the way
    bench.page(2)
    bench.feed.note_revision(9)
    await until(lambda: len(page.revisions) >= 7)
    bench.publish(change(10))
    assert page.revisions == list(range(3, 11))


async def test_a_reader_who_is_behind_moves_nothing(bench: Bench) -> None:
    page = bench.page()
    bench.feed.note_revision(5)
    bench.feed.note_revision(2)
    bench.publish(change(6))
    assert page.revisions == [6]
    assert bench.stored.asked == []


async def test_a_database_that_is_away_while_catching_up_delays_and_loses_nothing(bench: Bench) -> None:
    page = bench.page()
    bench.feed.note_revision(0)
    bench.stored.failures = [Unavailable(), Unavailable()]
    bench.publish(change(3), change(4))
    await until(lambda: len(page.revisions) >= 4)
    bench.publish(change(5))
    await until(lambda: len(page.revisions) >= 5)
    assert page.revisions == [1, 2, 3, 4, 5]
    assert bench.stored.asked[:3] == [0, 0, 0]


async def test_an_error_nobody_expected_while_catching_up_does_not_silence_the_room_for_ever(bench: Bench) -> None:
    page = bench.page()
    bench.feed.note_revision(0)
    bench.stored.failures = [RuntimeError("something new")]
    bench.publish(change(2))
    await until(lambda: not bench.stored.failures)
    for _ in range(10):
        await asyncio.sleep(0)
    bench.publish(change(3))
    await until(lambda: len(page.revisions) >= 3)
    assert page.revisions == [1, 2, 3]


async def test_a_database_behind_the_event_is_asked_until_it_has_it(bench: Bench) -> None:
    page = bench.page()
    bench.feed.note_revision(0)
    bench.broker.publish(room_topic(ROOM), change(3))  # a replica that does not have it yet
    await until(lambda: bench.stored.asked)
    bench.stored.revision = 3
    await until(lambda: len(page.revisions) >= 3)
    assert page.revisions == [1, 2, 3]


async def test_other_events_pass_even_while_catching_up(bench: Bench) -> None:
    page = bench.page()
    bench.feed.note_revision(0)
    bench.stored.is_free.clear()
    bench.publish(change(2), PeopleHereChanged(ROOM))
    assert page.heard == [PeopleHereChanged(ROOM)]
    bench.stored.is_free.set()
    await until(lambda: page.revisions == [1, 2])


async def test_a_member_who_leaves_hears_nothing_from_that_moment_on_any_page(bench: Bench) -> None:
    ann, bens = bench.page(1), [bench.page(2), bench.page(2)]
    bench.feed.note_revision(0)
    bench.publish(change(1), MemberLeft(ROOM, 2), change(2), PeopleHereChanged(ROOM))
    for page in bens:
        assert page.heard == [change(1), MemberLeft(ROOM, 2)]
    assert ann.revisions == [1, 2]


async def test_a_member_who_leaves_while_the_feed_catches_up_does_not_hear_the_rest(bench: Bench) -> None:
    ann, ben = bench.page(1), bench.page(2)
    bench.feed.note_revision(0)
    bench.stored.is_free.clear()
    bench.publish(change(2))
    await until(lambda: bench.stored.asked)
    bench.publish(MemberLeft(ROOM, 2))
    bench.stored.is_free.set()
    await until(lambda: ann.revisions == [1, 2])
    assert ben.heard == [MemberLeft(ROOM, 2)]


async def test_closing_twice_is_harmless_and_ends_the_feed_with_its_last_page_only(bench: Bench) -> None:
    first, second = Page(), Page()
    subscriptions = [bench.feed.add(1, first.listen), bench.feed.add(1, second.listen)]
    bench.feed.note_revision(0)
    subscriptions[0].close()
    subscriptions[0].close()
    assert not bench.is_empty
    bench.publish(change(1))
    assert (first.revisions, second.revisions) == ([], [1])
    subscriptions[1].close()
    subscriptions[1].close()
    assert bench.is_empty
    bench.publish(change(2))
    assert second.revisions == [1]


async def test_the_last_page_that_closes_stops_the_catching_up(bench: Bench) -> None:
    page = Page()
    subscription = bench.feed.add(1, page.listen)
    bench.feed.note_revision(0)
    bench.stored.is_free.clear()
    bench.publish(change(2))
    await until(lambda: bench.stored.asked)
    subscription.close()
    bench.stored.is_free.set()
    for _ in range(10):
        await asyncio.sleep(0)
    assert page.heard == []
    assert len(bench.stored.asked) == 1


async def test_a_page_that_fails_does_not_take_the_event_from_the_others(bench: Bench) -> None:
    def fail(_: Event) -> None:
        raise RuntimeError("this page is broken")

    bench.feed.add(1, fail)
    page = bench.page()
    bench.feed.add(1, fail)
    bench.feed.note_revision(0)
    bench.publish(change(1), change(3))
    await until(lambda: page.revisions == [1, 2, 3])


async def test_a_page_closed_by_another_during_an_event_does_not_hear_that_event(bench: Bench) -> None:
    pages = [Page() for _ in range(10)]

    def listener_of(page: Page) -> Callable[[Event], None]:
        def listen(event: Event) -> None:
            page.listen(event)
            for number, subscription in enumerate(subscriptions):
                if pages[number] is not page:
                    subscription.close()

        return listen

    subscriptions = [bench.feed.add(1, listener_of(page)) for page in pages]
    bench.feed.note_revision(0)
    bench.publish(change(1))
    assert sum(len(page.heard) for page in pages) == 1


# With the real parts


async def opened(chat: Chat, actor: Actor, room: UUID, page: Page) -> list[int]:
    """Open a room as a page does; returns what it read."""
    room_opened = await open_room(chat.feeds, actor=actor, room_uuid=room, listener=page.listen)
    return [message.revision for message in room_opened.message_page.messages]


async def test_two_people_hear_each_other_and_an_outsider_hears_nothing(chat: Chat, person: MakePerson) -> None:
    ann, ben, eve = await person("ann"), await person("ben"), await person("eve")
    room, private = await a_room(chat, ann, ben), await a_room(chat, ann, visibility="private")
    pages = {actor.username: Page() for actor in (ann, ben, eve)}
    for actor in (ann, ben):
        await opened(chat, actor, room, pages[actor.username])
    with pytest.raises(Forbidden):
        await opened(chat, eve, room, pages["eve"])
    for hidden in (private, uuid4()):
        with pytest.raises(NotFound):
            await opened(chat, eve, hidden, pages["eve"])
    await say(chat, ann, room, "Hello")
    await say(chat, ben, room, "Hello to you")
    await say(chat, ann, private, "psst")
    assert pages["ann"].revisions == pages["ben"].revisions == [1, 2]
    assert pages["eve"].heard == []


async def test_an_outsider_hears_nothing_even_in_the_moment_before_being_refused(
    chat: Chat, person: MakePerson
) -> None:
    ann, eve = await person("ann"), await person("eve")
    room = await a_room(chat, ann)
    anns, eves = Page(), Page()
    await opened(chat, ann, room, anns)

    async def chatter() -> None:
        while True:
            chat.broker.publish(room_topic(room), PeopleHereChanged(room))
            await asyncio.sleep(0)

    task = asyncio.create_task(chatter())
    with pytest.raises(Forbidden):
        await opened(chat, eve, room, eves)
    task.cancel()
    assert anns.heard
    assert eves.heard == []


@pytest.mark.each_database
async def test_a_member_who_leaves_hears_nothing_more_though_their_page_is_open(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    page = Page()
    await opened(chat, ben, room, page)
    await leave(chat, ben, room)
    await say(chat, ann, room, "Now that ben is gone")
    assert page.heard == [MemberLeft(room, ben.account_id)]


async def test_whoever_joins_is_announced_to_the_open_pages(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann)
    page = Page()
    await opened(chat, ann, room, page)
    await join(chat, ben, room)
    assert without_lines(page.heard) == [MemberJoined(room, ben.account_id)]


@pytest.mark.each_database
async def test_pages_opened_while_others_post_miss_and_double_nothing(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    pages = [Page() for _ in range(8)]
    read: dict[int, list[int]] = {}

    async def open_(number: int) -> None:
        for _ in range(number * 3):
            await asyncio.sleep(0)
        read[number] = await opened(chat, (ann, ben)[number % 2], room, pages[number])

    posts: list[Awaitable[object]] = [say(chat, ann, room, f"message {n}") for n in range(40)]
    await asyncio.gather(*posts, *(open_(number) for number in range(8)))

    def seen(number: int) -> list[int]:
        newest = max(read[number], default=0)
        return read[number] + [revision for revision in pages[number].revisions if revision > newest]

    await until(lambda: all(len(seen(number)) >= 40 for number in read))  # what came before the reading ended is read
    assert [seen(number) for number in read] == [list(range(1, 41))] * 8


@pytest.mark.parametrize("seed", range(6))
async def test_over_a_broker_that_loses_doubles_and_reorders_every_page_ends_with_the_database(
    person: MakePerson, chat_with: ChatWith, seed: int
) -> None:
    chance = random.Random(seed)
    broker = UnreliableBroker()
    held: list[Event] = []

    def fate(event: Event) -> list[Event]:
        match chance.choice(["deliver", "lose", "double", "hold"]):
            case "deliver":
                return [event]
            case "lose":
                return []
            case "double":
                return [event, event]
            case _:
                held.append(event)
                late = chance.sample(held, k=chance.randrange(len(held) + 1))
                return [*late, event] if chance.random() < 0.5 else late

    broker.fate = fate
    chat = chat_with(broker)
    ann, ben = await person("ann"), await person("ben")
    room = await a_room(chat, ann, ben)
    pages = [Page(), Page()]
    for actor, page in zip((ann, ben), pages, strict=True):
        await opened(chat, actor, room, page)
    for number in range(30):
        await say(chat, (ann, ben)[number % 2], room, f"message {number}")
    broker.fate = lambda event: [event]
    await say(chat, ann, room, "the last one arrives")
    await until(lambda: all(len(page.revisions) >= 31 for page in pages))
    for page in pages:
        assert page.revisions == list(range(1, 32))


class DeafBroker(InProcessBroker):
    """Loses everything."""

    def publish(self, topic: str, event: Event) -> None:
        """Lose it."""


class Startled(Feeds):
    """Feeds whose first comparison meets what nobody expected."""

    failures = 0

    async def _compare_once(self) -> None:
        if self.failures == 0:
            self.failures += 1
            raise RuntimeError("something new")
        await super()._compare_once()


AnyFeeds = TypeVar("AnyFeeds", bound=Feeds)


@asynccontextmanager
async def open_and_deaf(
    settings: Settings, kind: type[AnyFeeds], compare_every: float
) -> AsyncIterator[tuple[AnyFeeds, Page, Callable[[str], Awaitable[object]]]]:
    """Open a room where the broker loses everything; yields the feeds, the page, and what posts with a key."""
    upgrade(settings.sync_database_url)
    chat = assemble(settings, DeafBroker())
    feeds, page = kind(chat.broker, chat.database, compare_every=compare_every), Page()
    try:
        ann = await chat.accounts.sign_up(SignUp("ann", "ann@example.org", PASSWORD), may_be_first=True)
        async with chat.transaction() as work:
            room = await rooms.create(work, actor=ann, name="Garden")
        opened = await open_room(feeds, actor=ann, room_uuid=room, listener=page.listen)
        post = partial(messages.post, chat.post_queue, actor=ann, room_uuid=room, body="unheard")
        yield feeds, page, lambda key: post(client_message_id=key)
        opened.subscription.close()
    finally:
        await feeds.close()
        await chat.close()


class SlowToSettle(InProcessBroker):
    """Hears nothing until it has settled; what happens before that, ``meanwhile`` does."""

    def __init__(self) -> None:
        super().__init__()
        self.has_settled = False
        self.meanwhile: Callable[[], Awaitable[object]] | None = None

    async def settle(self) -> None:
        """Let something happen unheard, then hear."""
        if self.meanwhile is not None:
            await self.meanwhile()
        self.has_settled = True

    def publish(self, topic: str, event: Event) -> None:
        """Lose what comes too early."""
        if self.has_settled:
            super().publish(topic, event)


async def test_what_is_said_before_the_broker_hears_for_us_is_read(chat_with: ChatWith, person: MakePerson) -> None:
    broker = SlowToSettle()
    chat, ann = chat_with(broker), await person("ann")
    room = await a_room(chat, ann)
    broker.meanwhile = lambda: say(chat, ann, room, "unheard")
    page = Page()
    opened = await open_room(chat.feeds, actor=ann, room_uuid=room, listener=page.listen)
    broker.meanwhile = None
    await say(chat, ann, room, "heard")
    assert [message.body for message in opened.message_page.messages] == ["unheard"]
    assert page.revisions == [2]
    opened.subscription.close()


async def test_even_the_last_event_may_be_lost(settings: Settings) -> None:
    async with open_and_deaf(settings, Feeds, 0.05) as (_, page, post):
        for number in range(1, 4):
            await post(f"k{number}")
        await until(lambda: page.revisions == [1, 2, 3])


async def test_an_error_nobody_expected_while_comparing_does_not_end_it(settings: Settings) -> None:
    async with open_and_deaf(settings, Startled, 0.01) as (feeds, page, post):
        await until(lambda: feeds.failures)
        await post("k")
        await until(lambda: page.revisions == [1])


class SlowFirstReader(Feeds):
    """Lets the first reading wait, as a busy database does."""

    def __init__(self, chat: Chat) -> None:
        super().__init__(chat.broker, chat.database)
        self.has_read, self.may_go_on, self.is_first = asyncio.Event(), asyncio.Event(), True

    async def _read(
        self, actor: Actor, room_uuid: UUID, after: int | None, before: int | None, limit: int
    ) -> MessagePage:
        message_page = await super()._read(actor, room_uuid, after, before, limit)
        if self.is_first:
            self.is_first = False
            self.has_read.set()
            await self.may_go_on.wait()
        return message_page


@pytest.mark.each_database
async def test_a_slow_reader_overtaken_by_another_misses_nothing(chat: Chat, person: MakePerson) -> None:
    ann = await person("ann")
    async with chat.transaction() as work:
        room = await rooms.create(work, actor=ann, name="Garden")
    feeds, slow, fast = SlowFirstReader(chat), Page(), Page()

    async def post(number: int) -> None:
        await messages.post(chat.post_queue, actor=ann, room_uuid=room, body="x", client_message_id=f"k{number}")

    await post(1)
    opening = asyncio.create_task(open_room(feeds, actor=ann, room_uuid=room, listener=slow.listen))
    await feeds.has_read.wait()
    await post(2)
    second = await open_room(feeds, actor=ann, room_uuid=room, listener=fast.listen)
    feeds.may_go_on.set()
    first = await opening
    await post(3)
    assert [m.number for m in first.message_page.messages] == [1, 2]
    assert slow.revisions == fast.revisions == [3]
    for opened in (first, second):
        opened.subscription.close()
    await feeds.close()
