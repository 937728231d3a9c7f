"""Changes in any order, doubled, late or lost: what follows them is passed on once, in order, and nothing is left out.

A feed with a page, a broker and a database of the test's own, on a clock that the test moves on.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatapp.broker import InProcessBroker
from chatapp.errors import Unavailable
from chatapp.events import PEOPLE_TOPIC, Event, MessageChanged, MessageView, PersonChanged, room_topic
from chatapp.messages.history import MessagePage
from chatapp.realtime import reorder_buffer, room_feed
from chatapp.realtime.reorder_buffer import WAIT
from chatapp.realtime.room_feed import LONGEST_RETRY, RoomFeed
from models.utc_datetime import now
from tests.support.running.hasty_loop import HastyLoop

ROOM, ANN = uuid4(), uuid4()
A_MESSAGE = MessageView(ROOM, 0, 0, ANN, "ann", "Ann", "", "k", "x", now())
KEPT, IN_A_TURN, IN_A_READ = 5, 3, 4  # few, so that it often comes to more

FATES = st.sampled_from(["arrive", "arrive", "come twice", "come later", "come later", "get lost"])
ACTS = st.one_of(
    st.tuples(st.just("store"), st.lists(FATES, min_size=1, max_size=12), st.randoms(use_true_random=False)),
    st.tuples(st.just("deliver"), st.integers(1, 12), st.randoms(use_true_random=False)),
    st.tuples(st.just("pass_time"), st.sampled_from([0.0, 0.0, WAIT / 3, WAIT * 1.1, LONGEST_RETRY])),
    st.tuples(st.sampled_from(["compare", "rename", "fail", "hold", "answer", "lose_broker", "have_broker"])),
)


class Broker(InProcessBroker):
    """A broker that may be known to be away."""

    is_away = False

    @property
    def is_whole(self) -> bool:
        """Whether it is there."""
        return not self.is_away


class Room:
    """A room, what of it is stored and what is on its way, and a page that hears what the feed passes on."""

    def __init__(self) -> None:
        self.loop, self.broker = HastyLoop(), Broker()
        self.stored, self.opened_at = 0, -1
        self.late: list[int] = []
        self.known = 0  # the newest change that the feed was told of
        self.failures, self.answering = 0, asyncio.Event()
        self.answering.set()
        self.heard: list[int] = []
        self.run(self._begin)

    def _begin(self) -> None:
        self.feed = RoomFeed(self.broker, ROOM, self._read, self._nobody, lambda: None)
        self.subscription = self.feed.add(1, self._hear)

    def run(self, act: Callable[[], Any]) -> None:
        """Do something on the loop, in one turn of it."""

        async def acting() -> None:
            act()

        self.loop.run_until_complete(acting())

    def _hear(self, event: Event) -> None:
        if isinstance(event, MessageChanged):
            self.heard.append(event.message.revision)
            assert self.heard == list(range(self.opened_at + 1, self.opened_at + 1 + len(self.heard)))

    async def _read(self, since: int) -> MessagePage:
        last = self.stored
        await self.answering.wait()
        if self.failures:
            self.failures -= 1
            raise Unavailable
        found = [view(revision) for revision in range(since + 1, last + 1)][:IN_A_READ]
        has_more = since + len(found) < last
        return MessagePage(found, found[-1].revision if has_more else last, has_more)

    async def _nobody(self, after: int, before: int) -> MessagePage:
        raise AssertionError("nobody is shown")

    def publish(self, revisions: list[int]) -> None:
        self.known = max(self.known, *revisions, 0)
        self.run(lambda: [self.broker.publish(room_topic(ROOM), MessageChanged(view(one))) for one in revisions])

    # what may happen

    def store(self, fates: list[str], chance: Any) -> None:
        now_, first = list[int](), self.stored + 1
        for revision, fate in enumerate(fates, first):
            now_ += [revision] * {"arrive": 1, "come twice": 2}.get(fate, 0)
            self.late += [revision] * (fate == "come later")
        self.stored += len(fates)
        if chance.random() < 0.5:
            chance.shuffle(now_)
        if now_:
            self.publish(now_)

    def deliver(self, count: int, chance: Any) -> None:
        chance.shuffle(self.late)
        now_, self.late = self.late[:count], self.late[count:]
        if now_:
            self.publish(now_)

    def pass_time(self, seconds: float) -> None:
        self.loop.pass_time(seconds)

    def open(self) -> None:
        """A first reader has read the room, from where on all is passed on."""
        self.opened_at = self.stored
        self.compare()

    def compare(self) -> None:
        """As is done now and then, and when something is said to be missed."""
        if self.opened_at >= 0:
            self.known = self.stored
            self.run(lambda: self.feed.note_revision(self.stored))

    def rename(self) -> None:
        self.run(lambda: self.broker.publish(PEOPLE_TOPIC, PersonChanged(ANN)))

    def fail(self) -> None:
        self.failures += 1

    def hold(self) -> None:
        self.answering.clear()

    def answer(self) -> None:
        self.run(self.answering.set)

    def lose_broker(self) -> None:
        self.broker.is_away = True

    def have_broker(self) -> None:
        self.broker.is_away = False


def view(revision: int) -> MessageView:
    return replace(A_MESSAGE, number=revision, revision=revision)


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reorder_buffer, "MOST", KEPT)
    monkeypatch.setattr(room_feed, "AT_ONCE", IN_A_TURN)


@pytest.mark.usefixtures("_small")
@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(before=st.lists(ACTS, max_size=5), acts=st.lists(ACTS, max_size=25), is_closed_early=st.booleans())
def test_whatever_comes_however_each_change_is_passed_on_once_in_order_up_to_the_newest_that_was_told_of(
    before: list[tuple[Any, ...]], acts: list[tuple[Any, ...]], is_closed_early: bool
) -> None:
    room = Room()
    try:
        for act, *given_ in [*before, ("open",), *acts]:
            getattr(room, act)(*given_)
            assert len(room.feed._early._kept) <= KEPT
        if is_closed_early:
            heard = list[int]()
            room.run(lambda: (room.subscription.close(), heard.extend(room.heard)))  # what is due has come by then
            room.publish(list(range(1, room.stored + 2)))
            room.answer()
            room.loop.pass_time(100 * LONGEST_RETRY)
            assert room.heard == heard
        else:
            room.answer()
            room.loop.pass_time(100 * LONGEST_RETRY)  # by itself, nobody compares
            assert max(room.heard, default=room.opened_at) >= room.known
            for _ in range(2):  # whatever was before, a gap is waited for and read, and so is the next
                room.publish([room.stored + 2])
                room.stored += 2
                room.loop.pass_time(100 * LONGEST_RETRY)
                assert max(room.heard) == room.stored
            room.compare()
            room.loop.pass_time(100 * LONGEST_RETRY)  # the database may have failed many times
            assert max(room.heard, default=room.opened_at) == room.stored
            assert not room.feed._early._kept
            room.run(room.subscription.close)
        assert not asyncio.all_tasks(room.loop)
    finally:
        room.loop.close()
