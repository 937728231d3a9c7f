"""Who is typing is told to a room's members, rarely and together, and to nobody else; nothing of it is kept."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest

from chatapp.broker import InProcessBroker
from chatapp.events import Event, MemberLeft, MessageChanged, MessageView, PersonTyped, room_topic, typing_topic
from chatapp.identity import Actor
from chatapp.messages.history import MessagePage
from chatapp.realtime.room_feed import RoomFeed
from chatapp.realtime.subscription import Subscription
from chatapp.realtime.typing import (
    MOST_PAGES,
    NAMED,
    REPORTED_EVERY,
    SEVERAL_TOLD_EVERY,
    TOLD_EVERY,
    OwnTyping,
    Typing,
    Typists,
)
from models.utc_datetime import now
from tests.support.running.clock import Clock

ROOM = uuid4()
ANN = Actor(1, uuid4(), "ann", "Ann", "ann@example.org", "", is_administrator=False)
BEN = replace(ANN, account_id=2, uuid=uuid4(), username="ben", name="Ben")


class Page:
    """An open page of the room."""

    def __init__(self, bench: "Bench", actor: Actor) -> None:
        self.actor = actor
        self.told: list[Typists] = []
        self.subscription = bench.feed.add(actor.account_id, lambda _: None)
        self.own: OwnTyping = bench.typing.join(self.subscription, 0, self.told.append)

    def type(self) -> None:
        self.own.report(self.actor)

    @property
    def names(self) -> list[list[str]]:
        return [[name for _, name in typists.people] for typists in self.told]


class Bench:
    """A room's feed and who is typing in it, on a clock of its own."""

    def __init__(self) -> None:
        self.broker, self.clock = InProcessBroker(), Clock()
        self.typing = Typing(self.broker, self.clock.later, lambda: self.clock.now)
        self.feed = RoomFeed(self.broker, ROOM, _nothing, _nothing_between, lambda: None)
        self.heard: list[Event] = []
        self.broker.subscribe(typing_topic(ROOM), self.heard.append)

    def page(self, actor: Actor = ANN) -> Page:
        return Page(self, actor)

    def pages(self, count: int) -> list[Page]:
        return [self.page(replace(ANN, account_id=10 + n, uuid=uuid4(), name=f"P{n}")) for n in range(count)]

    def soon(self) -> None:
        self.clock.advance(0)

    def post(self, actor: Actor, number: int) -> None:
        view = MessageView(
            ROOM, number, number, actor.uuid, actor.username, actor.name, "", str(number), "words", now()
        )
        self.broker.publish(room_topic(ROOM), MessageChanged(view))


async def _nothing(_: int) -> MessagePage:
    return MessagePage([], 0, has_more=False)


async def _nothing_between(_: int, __: int) -> MessagePage:
    return MessagePage([], 0, has_more=False)


@pytest.fixture
async def bench() -> Bench:
    return Bench()


async def test_a_first_key_is_told_at_once_and_what_follows_once_a_second_together(bench: Bench) -> None:
    reader, *typists = bench.page(), *bench.pages(3)
    typists[0].type()
    bench.soon()
    assert reader.names == [["P0"]]
    for page in typists[1:]:
        page.type()
    bench.soon()
    assert len(reader.told) == 1, "not before a second has passed"
    bench.clock.advance(TOLD_EVERY)
    assert reader.names[1:] == [["P1", "P2"]]
    bench.clock.advance(10 * TOLD_EVERY)
    assert len(reader.told) == 2, "whoever types no more is not told again: browsers forget by themselves"


async def test_all_pages_are_told_the_same_object_and_at_most_four_names(bench: Bench) -> None:
    reader, other, *typists = bench.page(), bench.page(BEN), *bench.pages(20)
    for page in typists:
        page.type()
    bench.soon()
    assert len(reader.told[0].people) == NAMED
    assert reader.told[0] is other.told[0] is typists[0].told[0], "so that it is encoded once"


async def test_of_twenty_who_type_for_a_minute_pages_are_told_rarely_for_it_changes_nothing_they_show(
    bench: Bench,
) -> None:
    """The pages' part of the work depends on the seconds, and neither on the keys nor on who presses them."""
    reader, *typists = bench.page(), *bench.pages(20)
    for tenth in range(600):
        for page in typists[tenth % 5 :: 5]:
            page.type()
        bench.clock.advance(0.1)
    assert len(reader.told) <= 60 / SEVERAL_TOLD_EVERY + 3
    assert len(bench.heard) <= 20 * (60 / REPORTED_EVERY + 1)


async def test_a_page_that_reports_with_every_key_is_heard_every_two_and_a_half_seconds(bench: Bench) -> None:
    page = bench.page()
    for _ in range(100):
        page.type()
    assert len(bench.heard) == 1
    bench.clock.advance(REPORTED_EVERY)
    page.type()
    assert bench.heard == [PersonTyped(ROOM, ANN.uuid, "Ann")] * 2


async def test_who_has_posted_types_no_longer_and_an_edited_or_doubled_message_ends_nothing(bench: Bench) -> None:
    reader, ben = bench.page(), bench.page(BEN)
    bench.pages(1)[0].type()
    bench.soon()
    bench.post(BEN, 1)
    ben.type()
    bench.post(BEN, 1)  # reacted to, or told twice
    bench.clock.advance(TOLD_EVERY)
    assert reader.names[1:] == [["Ben"]]
    bench.clock.advance(REPORTED_EVERY)
    bench.broker.publish(typing_topic(ROOM), PersonTyped(ROOM, BEN.uuid, "Ben"))
    bench.post(BEN, 2)
    bench.soon()
    assert reader.names[2:] == [], "their message is there before the pages were told"


async def test_a_former_member_neither_reports_nor_hears(bench: Bench) -> None:
    ann, ben = bench.page(), bench.page(BEN)
    bench.feed.on_event(MemberLeft(ROOM, BEN.account_id))
    ben.type()
    bench.soon()
    assert bench.heard == []
    ann.type()
    bench.soon()
    assert (ann.names, ben.names) == ([["Ann"]], [])


async def test_a_page_whose_membership_is_still_being_asked_for_neither_reports_nor_hears(bench: Bench) -> None:
    ann, told = bench.page(), list[Typists]()
    waiting: Subscription = bench.feed.add(BEN.account_id, lambda _: None, is_admitted=False)
    own = bench.typing.join(waiting, 0, told.append)
    own.report(BEN)
    ann.type()
    bench.soon()
    assert (ann.names, told) == ([["Ann"]], [])


async def test_who_does_not_share_it_is_not_announced(bench: Bench) -> None:
    page = bench.page(replace(ANN, shares_typing=False))
    page.type()
    assert bench.heard == []


async def test_in_a_room_with_more_than_two_hundred_pages_nobody_is_told(bench: Bench) -> None:
    pages = bench.pages(MOST_PAGES)
    pages[0].type()
    bench.soon()
    assert len(bench.heard) == len(pages[1].told) == 1
    more = bench.page(BEN)
    pages[1].type()
    bench.broker.publish(typing_topic(ROOM), PersonTyped(ROOM, uuid4(), "From another process"))
    bench.clock.advance(TOLD_EVERY)
    assert more.own.is_crowded
    assert (len(bench.heard), len(pages[1].told)) == (2, 1)
    more.own.close()
    assert not pages[0].own.is_crowded


async def test_a_page_that_fails_or_leaves_stops_nobody_and_the_last_one_leaves_nothing_behind(bench: Bench) -> None:
    def fail(_: Typists) -> None:
        raise ValueError("this page is broken")

    ann, ben = bench.page(), bench.page(BEN)
    broken = bench.typing.join(ann.subscription, 0, fail)
    ben.own.close()
    ann.type()
    bench.soon()
    assert (ann.names, ben.names) == ([["Ann"]], [])
    for own in (broken, ann.own, ann.own):
        own.close()
    await asyncio.sleep(0)
    assert bench.clock.waiting == []
    bench.clock.advance(REPORTED_EVERY)
    ann.type()
    assert len(bench.heard) == 1, "a page that has left the room reports nothing"
