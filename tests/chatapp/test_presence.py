"""Who is here: on a clock that only moves when the test says so."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from chatapp.accounts import Actor
from chatapp.broker import InProcessBroker
from chatapp.events import Event, PeopleHereChanged, room_topic
from chatapp.presence import GRACE, Presence

ROOM, OTHER_ROOM = uuid4(), uuid4()


class Call:
    """A call the clock will make, unless it is cancelled."""

    def __init__(self, at: float, call: Callable[[], None]) -> None:
        self.at, self.call, self.is_cancelled = at, call, False

    def cancel(self) -> None:
        self.is_cancelled = True


class Clock:
    """Time, as the test tells it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.calls: list[Call] = []

    def later(self, seconds: float, call: Callable[[], None]) -> Call:
        self.calls.append(Call(self.now + seconds, call))
        return self.calls[-1]

    def advance(self, seconds: float) -> None:
        self.now += seconds
        due = [call for call in self.calls if call.at <= self.now]
        self.calls = [call for call in self.calls if call.at > self.now]
        for call in due:
            if not call.is_cancelled:
                call.call()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def broker() -> InProcessBroker:
    return InProcessBroker()


@pytest.fixture
def presence(broker: InProcessBroker, clock: Clock) -> Presence:
    return Presence(broker, clock.later)


@pytest.fixture
def heard(broker: InProcessBroker) -> list[Event]:
    heard: list[Event] = []
    broker.subscribe(room_topic(ROOM), heard.append)
    return heard


def an_actor(account_id: int) -> Actor:
    return Actor(account_id, uuid4(), f"p{account_id}", f"P{account_id}", f"p{account_id}@example.org", "", False)


ANN, BEN = an_actor(1), an_actor(2)


def test_everybody_with_an_open_page_is_here_and_nobody_else(presence: Presence) -> None:
    presence.enter(ROOM, ANN, "page-1")
    presence.enter(OTHER_ROOM, BEN, "page-2")
    assert presence.here(ROOM) == {ANN.uuid}
    assert presence.here(OTHER_ROOM) == {BEN.uuid}
    assert presence.here(uuid4()) == set()


def test_somebody_who_comes_is_announced_once_however_many_pages_he_opens(
    presence: Presence, heard: list[Event]
) -> None:
    presence.enter(ROOM, ANN, "page-1")
    presence.enter(ROOM, ANN, "page-2")
    presence.enter(ROOM, ANN, "page-2")
    assert heard == [PeopleHereChanged(ROOM)]


def test_a_reload_does_not_flicker(presence: Presence, clock: Clock, heard: list[Event]) -> None:
    presence.enter(ROOM, ANN, "page-1")
    heard.clear()
    for reload in range(5):
        presence.leave(ROOM, ANN, f"page-{reload + 1}")
        clock.advance(GRACE - 0.1)
        assert presence.here(ROOM) == {ANN.uuid}
        presence.enter(ROOM, ANN, f"page-{reload + 2}")
    clock.advance(GRACE * 10)
    assert heard == []
    assert presence.here(ROOM) == {ANN.uuid}


def test_whoever_stays_away_is_gone_after_the_grace_and_that_is_announced_once(
    presence: Presence, clock: Clock, heard: list[Event]
) -> None:
    presence.enter(ROOM, ANN, "page-1")
    heard.clear()
    presence.leave(ROOM, ANN, "page-1")
    clock.advance(GRACE / 2)
    assert (presence.here(ROOM), heard) == ({ANN.uuid}, [])
    clock.advance(GRACE / 2)
    assert (presence.here(ROOM), heard) == (set(), [PeopleHereChanged(ROOM)])
    clock.advance(GRACE * 10)
    assert heard == [PeopleHereChanged(ROOM)]


def test_closing_one_of_two_pages_does_not_make_somebody_leave(
    presence: Presence, clock: Clock, heard: list[Event]
) -> None:
    presence.enter(ROOM, ANN, "page-1")
    presence.enter(ROOM, ANN, "page-2")
    heard.clear()
    presence.leave(ROOM, ANN, "page-1")
    clock.advance(GRACE * 2)
    assert (presence.here(ROOM), heard) == ({ANN.uuid}, [])


def test_leaving_twice_does_not_end_the_grace_early_or_announce_twice(
    presence: Presence, clock: Clock, heard: list[Event]
) -> None:
    presence.enter(ROOM, ANN, "page-1")
    heard.clear()
    presence.leave(ROOM, ANN, "page-1")
    clock.advance(GRACE / 2)
    presence.leave(ROOM, ANN, "page-1")
    clock.advance(GRACE / 2)
    clock.advance(GRACE)
    assert heard == [PeopleHereChanged(ROOM)]


def test_somebody_who_never_came_cannot_leave(presence: Presence, clock: Clock, heard: list[Event]) -> None:
    presence.leave(ROOM, ANN, "page-1")
    presence.enter(ROOM, BEN, "page-2")
    heard.clear()
    presence.leave(ROOM, ANN, "page-2")
    clock.advance(GRACE * 2)
    assert (presence.here(ROOM), heard) == ({BEN.uuid}, [])


def test_a_second_person_is_not_gone_because_the_first_is(presence: Presence, clock: Clock) -> None:
    presence.enter(ROOM, ANN, "page-1")
    presence.enter(ROOM, BEN, "page-2")
    presence.leave(ROOM, ANN, "page-1")
    clock.advance(GRACE)
    assert presence.here(ROOM) == {BEN.uuid}


def test_leaving_one_room_does_not_make_somebody_leave_another(presence: Presence, clock: Clock) -> None:
    presence.enter(ROOM, ANN, "page-1")
    presence.enter(OTHER_ROOM, ANN, "page-1")
    presence.leave(ROOM, ANN, "page-1")
    clock.advance(GRACE)
    assert presence.here(ROOM) == set()
    assert presence.here(OTHER_ROOM) == {ANN.uuid}


def test_somebody_who_comes_back_after_the_grace_is_announced_again(
    presence: Presence, clock: Clock, heard: list[Event]
) -> None:
    presence.enter(ROOM, ANN, "page-1")
    presence.leave(ROOM, ANN, "page-1")
    clock.advance(GRACE)
    presence.enter(ROOM, ANN, "page-2")
    assert len(heard) == 3
    assert presence.here(ROOM) == {ANN.uuid}
