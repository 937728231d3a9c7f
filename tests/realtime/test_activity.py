"""What has arrived in rooms is told to the pages that list them: together, once, and to nobody who has left."""

from uuid import UUID, uuid4

import pytest

from chatapp.broker import InProcessBroker
from chatapp.events import Event, MessageChanged, MessageView, RoomClosed, room_topic
from chatapp.realtime.activity import INTERVAL, NewActivity, RoomActivity
from models.utc_datetime import now
from tests.support.running.clock import Clock

ROOM, ANN, BEN = uuid4(), uuid4(), uuid4()


class Bench:
    """A broker, a clock, and pages that list rooms."""

    def __init__(self) -> None:
        self.broker, self.clock = InProcessBroker(), Clock()
        self.room_activity = RoomActivity(self.broker, self.clock.later)

    def post(self, number: int, author: UUID = ANN, room: UUID = ROOM) -> None:
        view = MessageView(room, number, number, author, "x", "x", "", str(number), "words", now())
        self.broker.publish(room_topic(room), MessageChanged(view))

    def remove(self, number: int) -> None:
        view = MessageView(ROOM, number, 100 + number, ANN, "x", "x", "", str(number), "", now(), deleted_at=now())
        self.broker.publish(room_topic(ROOM), MessageChanged(view))

    def restore(self, number: int) -> None:
        view = MessageView(ROOM, number, 200 + number, ANN, "x", "x", "", str(number), "words", now())
        self.broker.publish(room_topic(ROOM), MessageChanged(view, is_restored=True))

    def pause(self) -> None:
        self.clock.advance(INTERVAL)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def ignore(_: object) -> None:
    """Take no notice."""


def test_messages_of_a_tenth_of_a_second_are_told_of_together_with_each_authors_newest(bench: Bench) -> None:
    told: list[NewActivity] = []
    bench.room_activity.subscribe(ROOM, told.append, ignore)
    for number, author in enumerate((ANN, BEN, ANN), start=4):
        bench.post(number, author)
    assert told == []
    bench.pause()
    assert told == [NewActivity(6, {ANN: 6, BEN: 5})]
    bench.pause()
    assert len(told) == 1
    bench.post(7)
    bench.pause()
    assert told[1:] == [NewActivity(7, {ANN: 7})]


def test_who_a_line_of_chatapp_is_about_has_not_read_what_came_before(bench: Bench) -> None:
    told: list[NewActivity] = []
    bench.room_activity.subscribe(ROOM, told.append, ignore)
    bench.post(4, ANN)
    line = MessageView(ROOM, 5, 5, BEN, "x", "x", "", "5", "x pinned a message", now(), kind="pinned")
    bench.broker.publish(room_topic(ROOM), MessageChanged(line))
    bench.pause()
    assert [(new.last_number, new.by_author, new.counting) for new in told] == [(5, {ANN: 4}, {5: (5, False)})]


def test_a_message_that_another_one_has_overtaken_counts_as_its_authors_newest_all_the_same(bench: Bench) -> None:
    """Of two processes that post in turn, the second may be heard first; authors have read what they wrote."""
    told: list[NewActivity] = []
    bench.room_activity.subscribe(ROOM, told.append, ignore)
    bench.post(6, BEN)
    bench.post(5, ANN)
    bench.pause()
    assert told == [NewActivity(6, {BEN: 6, ANN: 5})]


def test_who_does_not_want_to_hear_of_new_messages_alone_hears_of_what_counts_no_more(bench: Bench) -> None:
    told: list[NewActivity] = []
    bench.room_activity.subscribe(ROOM, told.append, ignore, hears_plain=False)
    bench.post(4)
    bench.pause()
    assert told == []
    bench.post(5)
    bench.remove(4)
    bench.pause()
    assert [(new.last_number, new.counting) for new in told] == [(5, {4: (104, False)})]


def test_an_older_message_that_was_edited_is_no_arrival(bench: Bench) -> None:
    told: list[NewActivity] = []
    bench.room_activity.subscribe(ROOM, told.append, ignore)
    bench.post(4)
    bench.pause()
    bench.post(3)
    bench.pause()
    assert told == [NewActivity(4, {ANN: 4})]


def test_every_page_hears_of_its_own_rooms_in_one_go_and_one_that_fails_stops_nobody(bench: Bench) -> None:
    other = uuid4()
    first: list[NewActivity] = []
    second: list[NewActivity] = []
    bench.room_activity.subscribe(ROOM, lambda _: [][0], ignore)
    bench.room_activity.subscribe(ROOM, first.append, ignore)
    bench.room_activity.subscribe(other, second.append, ignore)
    bench.post(1)
    bench.post(9, BEN, other)
    assert len(bench.clock.waiting) == 1
    bench.pause()
    assert (first, second) == ([NewActivity(1, {ANN: 1})], [NewActivity(9, {BEN: 9})])


def test_whatever_else_happens_in_a_room_is_told_at_once(bench: Bench) -> None:
    heard: list[Event] = []
    bench.room_activity.subscribe(ROOM, ignore, heard.append)
    bench.broker.publish(room_topic(ROOM), RoomClosed(ROOM))
    assert heard == [RoomClosed(ROOM)]


def test_whoever_has_left_is_told_nothing_not_even_what_came_before(bench: Bench) -> None:
    told: list[NewActivity] = []
    leave = bench.room_activity.subscribe(ROOM, told.append, ignore)
    bench.post(1)
    leave()
    bench.pause()
    assert told == []


def test_whoever_comes_back_is_told_what_comes_from_then_on(bench: Bench) -> None:
    told: list[NewActivity] = []
    leave = bench.room_activity.subscribe(ROOM, ignore, ignore)
    bench.post(1)
    leave()
    leave()
    bench.room_activity.subscribe(ROOM, told.append, ignore)
    bench.post(2)
    bench.pause()
    assert told == [NewActivity(2, {ANN: 2})]


def test_whoever_read_between_two_moments_knows_whether_anything_was_missed(bench: Bench) -> None:
    before = bench.room_activity.sequence
    bench.room_activity.subscribe(ROOM, ignore, ignore)
    assert not bench.room_activity.is_quiet_since(before, ROOM)  # nobody listened yet when the database was read
    before = bench.room_activity.sequence
    assert bench.room_activity.is_quiet_since(before, ROOM)
    bench.post(4, room=uuid4())
    assert bench.room_activity.is_quiet_since(before, ROOM)
    bench.post(4)
    assert not bench.room_activity.is_quiet_since(before, ROOM)
    before = bench.room_activity.sequence
    bench.broker.publish(room_topic(ROOM), RoomClosed(ROOM))
    assert not bench.room_activity.is_quiet_since(before, ROOM)


def test_a_listener_that_was_away_meanwhile_has_missed_something(bench: Bench) -> None:
    stop = bench.room_activity.subscribe(ROOM, ignore, ignore)
    before = bench.room_activity.sequence
    stop()
    assert not bench.room_activity.is_quiet_since(before, ROOM)
    bench.room_activity.subscribe(ROOM, ignore, ignore)
    assert not bench.room_activity.is_quiet_since(before, ROOM)


def test_removed_messages_are_told_by_number(bench: Bench) -> None:
    told: list[NewActivity] = []
    bench.room_activity.subscribe(ROOM, told.append, ignore)
    bench.post(3)
    for number in (2, 3, 2):
        bench.remove(number)
    bench.pause()
    bench.remove(1)
    bench.pause()
    assert [(news.last_number, news.counting) for news in told] == [
        (3, {2: (102, False), 3: (103, False)}),
        (0, {1: (101, False)}),
    ]


def test_a_restored_message_is_told_of_and_the_newest_state_counts_in_whatever_order_it_is_heard(bench: Bench) -> None:
    told: list[NewActivity] = []
    bench.room_activity.subscribe(ROOM, told.append, ignore)
    for number in (1, 2):
        bench.remove(number)
    bench.restore(1)
    bench.pause()
    bench.restore(2)
    bench.remove(2)  # by another process, before: it is heard late
    bench.pause()
    assert [news.counting for news in told] == [{1: (201, True), 2: (102, False)}, {2: (202, True)}]
