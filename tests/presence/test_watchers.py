"""Whoever watches a person hears of that person, and of nobody else; on whichever process they are."""

from uuid import UUID, uuid4

import pytest

from chatapp.broker import InProcessBroker
from chatapp.events import PRESENCE_TOPIC, Event, PresenceChanged
from chatapp.identity import Actor
from chatapp.presence import Presence, PresenceState
from tests.support.running.clock import Clock


def an_actor(account_id: int) -> Actor:
    return Actor(account_id, uuid4(), f"p{account_id}", f"P{account_id}", f"p{account_id}@example.org", "", False)


ANN, BEN = an_actor(1), an_actor(2)


@pytest.fixture
def broker() -> InProcessBroker:
    return InProcessBroker()


def a_process(broker: InProcessBroker) -> Presence:
    presence = Presence(broker, Clock().later)
    presence.open()
    return presence


def test_a_watcher_hears_of_its_person_alone_while_lists_hear_of_everybody(broker: InProcessBroker) -> None:
    presence, heard, listed = a_process(broker), list[UUID](), list[Event]()
    broker.subscribe(PRESENCE_TOPIC, listed.append)
    end = presence.watch(ANN.uuid, heard.append)
    for one in (BEN, ANN):
        presence.connect(one, "page")
    assert heard == [ANN.uuid]
    presence.connect(ANN, "another page")  # nothing that others see
    presence.end(ANN, "page")
    presence.end(ANN, "another page")
    assert heard == [ANN.uuid] * 2
    end()
    end()
    presence.connect(ANN, "page")
    assert heard == [ANN.uuid] * 2
    assert listed == [PresenceChanged(one.uuid) for one in (BEN, ANN, ANN, ANN)]


def test_a_watcher_hears_of_a_person_on_another_process(broker: InProcessBroker) -> None:
    here, there = a_process(broker), a_process(broker)
    states = list[PresenceState]()
    here.watch(ANN.uuid, lambda uuid: states.append(here.state_of(uuid)))
    there.connect(ANN, "page", is_active=False)
    there.connect(BEN, "page")
    there.connect(ANN, "page")
    there.close()
    assert states == [PresenceState.AWAY, PresenceState.ONLINE, PresenceState.OFFLINE]


def test_one_that_fails_or_ends_another_stops_no_third(broker: InProcessBroker) -> None:
    presence, heard = a_process(broker), list[str]()

    def fail(_: UUID) -> None:
        heard.append("first")
        end_second()
        raise RuntimeError

    presence.watch(ANN.uuid, fail)
    end_second = presence.watch(ANN.uuid, lambda _: heard.append("second"))
    presence.watch(ANN.uuid, lambda _: heard.append("third"))
    presence.connect(ANN, "page")
    assert heard == ["first", "third"]
