"""Who is here: on a clock that only moves when the test says so."""

from uuid import uuid4

import pytest

from chatapp.broker import InProcessBroker
from chatapp.events import PRESENCE_TOPIC, Event, PeopleHereChanged, PresenceChanged, room_topic
from chatapp.identity import Actor
from chatapp.presence import GRACE, Presence, PresenceState
from chatapp.presence.attendance import TOGETHER
from tests.support.running.clock import Clock

ROOM, OTHER_ROOM = uuid4(), uuid4()


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
    assert [presence.count_here(ROOM, besides=one.uuid) for one in (ANN, BEN)] == [0, 1]


def test_a_person_who_comes_is_announced_once_however_many_pages_they_open(
    presence: Presence, heard: list[Event]
) -> None:
    presence.enter(ROOM, ANN, "page-1")
    presence.enter(ROOM, ANN, "page-2")
    presence.enter(ROOM, ANN, "page-2")
    assert heard == [PeopleHereChanged(ROOM)]


def test_people_who_come_one_after_the_other_are_told_together_the_first_at_once(
    presence: Presence, clock: Clock, heard: list[Event]
) -> None:
    for number in range(100):
        presence.enter(ROOM, an_actor(number), f"page-{number}")
    assert heard == [PeopleHereChanged(ROOM)]
    clock.advance(TOGETHER)
    assert heard == [PeopleHereChanged(ROOM)] * 2
    presence.enter(ROOM, ANN, "page-ann")
    clock.advance(TOGETHER)
    assert heard == [PeopleHereChanged(ROOM)] * 3
    clock.advance(TOGETHER)
    presence.enter(ROOM, BEN, "page-ben")
    assert heard == [PeopleHereChanged(ROOM)] * 4  # at once again


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


def test_closing_one_of_two_pages_does_not_announce_leaving(
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


def test_a_person_who_never_came_cannot_leave(presence: Presence, clock: Clock, heard: list[Event]) -> None:
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


def test_leaving_one_room_does_not_leave_another(presence: Presence, clock: Clock) -> None:
    presence.enter(ROOM, ANN, "page-1")
    presence.enter(OTHER_ROOM, ANN, "page-1")
    presence.leave(ROOM, ANN, "page-1")
    clock.advance(GRACE)
    assert presence.here(ROOM) == set()
    assert presence.here(OTHER_ROOM) == {ANN.uuid}


def test_a_person_who_comes_back_after_the_grace_is_announced_again(
    presence: Presence, clock: Clock, heard: list[Event]
) -> None:
    presence.enter(ROOM, ANN, "page-1")
    presence.leave(ROOM, ANN, "page-1")
    clock.advance(GRACE)
    presence.enter(ROOM, ANN, "page-2")
    clock.advance(TOGETHER)
    assert len(heard) == 3
    assert presence.here(ROOM) == {ANN.uuid}


@pytest.fixture
def shown(broker: InProcessBroker, presence: Presence) -> list[PresenceState]:
    """What others see of Ann, each time it is announced."""
    shown: list[PresenceState] = []

    def note(event: Event) -> None:
        assert isinstance(event, PresenceChanged)
        if event.account_uuid == ANN.uuid:
            shown.append(presence.state_of(ANN.uuid))

    broker.subscribe(PRESENCE_TOPIC, note)
    return shown


def test_whoever_connects_is_online_and_all_others_are_offline(presence: Presence, shown: list[PresenceState]) -> None:
    presence.connect(ANN, "page-1")
    assert shown == [PresenceState.ONLINE]
    assert presence.state_of(ANN.uuid) is PresenceState.ONLINE
    assert presence.state_of(BEN.uuid) is PresenceState.OFFLINE


def test_a_reload_changes_nothing_and_announces_nothing(
    presence: Presence, clock: Clock, shown: list[PresenceState]
) -> None:
    presence.connect(ANN, "page-1")
    shown.clear()
    for reload in range(5):
        presence.disconnect(ANN, f"page-{reload + 1}")
        clock.advance(GRACE - 0.1)
        presence.connect(ANN, f"page-{reload + 2}")
    clock.advance(GRACE * 10)
    assert shown == []
    assert presence.state_of(ANN.uuid) == PresenceState.ONLINE


def test_a_reload_of_a_hidden_page_changes_nothing_either(
    presence: Presence, clock: Clock, shown: list[PresenceState]
) -> None:
    presence.connect(ANN, "page-1", is_active=False)
    presence.disconnect(ANN, "page-1")
    clock.advance(GRACE - 0.1)
    presence.connect(ANN, "page-2", is_active=False)
    clock.advance(GRACE * 10)
    assert shown == [PresenceState.AWAY]


def test_a_second_tab_that_closes_changes_nothing(presence: Presence, clock: Clock, shown: list[PresenceState]) -> None:
    presence.connect(ANN, "page-1")
    presence.connect(ANN, "page-2")
    presence.disconnect(ANN, "page-2")
    clock.advance(GRACE * 10)
    assert shown == [PresenceState.ONLINE]


def test_whoever_closes_the_last_page_is_offline_after_the_grace(
    presence: Presence, clock: Clock, shown: list[PresenceState]
) -> None:
    presence.connect(ANN, "page-1")
    presence.connect(ANN, "page-2")
    presence.disconnect(ANN, "page-1")
    clock.advance(GRACE / 2)
    presence.disconnect(ANN, "page-2")
    clock.advance(GRACE - 0.1)
    assert shown == [PresenceState.ONLINE]
    clock.advance(0.1)
    assert shown == [PresenceState.ONLINE, PresenceState.OFFLINE]
    assert clock.waiting == []


def test_whoever_hides_every_page_is_away_and_back_online_at_once(
    presence: Presence, clock: Clock, shown: list[PresenceState]
) -> None:
    presence.connect(ANN, "page-1")
    presence.connect(ANN, "page-2")
    presence.connect(ANN, "page-1", is_active=False)
    clock.advance(GRACE * 10)
    assert shown == [PresenceState.ONLINE]  # the other page is still looked at
    presence.connect(ANN, "page-2", is_active=False)
    clock.advance(GRACE)
    assert shown == [PresenceState.ONLINE, PresenceState.AWAY]
    presence.connect(ANN, "page-1")
    assert shown == [PresenceState.ONLINE, PresenceState.AWAY, PresenceState.ONLINE]


def test_changing_from_one_tab_to_another_does_not_flicker(
    presence: Presence, clock: Clock, shown: list[PresenceState]
) -> None:
    presence.connect(ANN, "page-1")
    presence.connect(ANN, "page-2", is_active=False)
    presence.connect(ANN, "page-1", is_active=False)
    clock.advance(0.1)
    presence.connect(ANN, "page-2")
    clock.advance(GRACE * 10)
    assert shown == [PresenceState.ONLINE]


def test_an_active_page_that_goes_leaves_the_hidden_one_away(
    presence: Presence, clock: Clock, shown: list[PresenceState]
) -> None:
    presence.connect(ANN, "page-1")
    presence.connect(ANN, "page-2", is_active=False)
    presence.disconnect(ANN, "page-1")
    clock.advance(GRACE)
    assert shown == [PresenceState.ONLINE, PresenceState.AWAY]


def test_the_grace_of_going_starts_when_the_page_goes_not_when_it_was_hidden(
    presence: Presence, clock: Clock, shown: list[PresenceState]
) -> None:
    presence.connect(ANN, "page-1")
    presence.connect(ANN, "page-1", is_active=False)
    clock.advance(GRACE - 0.1)
    presence.disconnect(ANN, "page-1")
    clock.advance(GRACE - 0.1)
    presence.connect(ANN, "page-2")
    clock.advance(GRACE * 10)
    assert shown == [PresenceState.ONLINE]


def test_signing_out_makes_offline_at_once_unless_another_session_has_a_page(
    presence: Presence, clock: Clock, shown: list[PresenceState]
) -> None:
    presence.connect(ANN, "page-1")
    presence.connect(ANN, "page-of-another-session")
    presence.end(ANN, "page-1")
    assert shown == [PresenceState.ONLINE]
    presence.end(ANN, "page-of-another-session")
    assert shown == [PresenceState.ONLINE, PresenceState.OFFLINE]
    presence.disconnect(ANN, "page-of-another-session")
    clock.advance(GRACE * 10)
    assert shown == [PresenceState.ONLINE, PresenceState.OFFLINE]


def test_nothing_is_remembered_about_people_who_are_offline(presence: Presence, clock: Clock) -> None:
    at_first = [dict(value) for value in vars(presence).values() if isinstance(value, dict)]
    for number in range(100):
        presence.connect(ANN, f"page-{number}")
        presence.enter(ROOM, ANN, f"page-{number}")
        presence.connect(ANN, f"page-{number}", is_active=False)
        presence.leave(ROOM, ANN, f"page-{number}")
        presence.disconnect(ANN, f"page-{number}")
    clock.advance(GRACE)
    clock.advance(TOGETHER)
    assert [dict(value) for value in vars(presence).values() if isinstance(value, dict)] == at_first
    assert clock.waiting == []
