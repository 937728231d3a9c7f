"""What every broker must do. A new one joins by being added to the fixture."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from chatapp.broker import Broker, InProcessBroker
from chatapp.events import Event, RoomChanged
from tests.chatapp.ears import until

BROKERS: list[Callable[[], Broker]] = [InProcessBroker]


@pytest.fixture(params=BROKERS, ids=lambda make: make.__name__)
def broker(request: pytest.FixtureRequest) -> Broker:
    return request.param()


def event() -> RoomChanged:
    return RoomChanged(uuid4())


async def settle(broker: Broker) -> None:
    """Wait until everything published so far has been delivered: each broker keeps the order of a topic."""
    seen: list[Event] = []
    unsubscribe = broker.subscribe("settle", seen.append)
    broker.publish("settle", event())
    await until(lambda: seen)
    unsubscribe()


async def test_every_subscriber_of_a_topic_hears_every_event_in_order(broker: Broker) -> None:
    first: list[Event] = []
    second: list[Event] = []
    broker.subscribe("room", first.append)
    broker.subscribe("room", second.append)
    events = [event() for _ in range(20)]
    for one in events:
        broker.publish("room", one)
    await settle(broker)
    assert first == events
    assert second == events


async def test_a_subscriber_of_another_topic_hears_nothing(broker: Broker) -> None:
    heard: list[Event] = []
    for topic in ("room:1", "room:", "room:22", "ROOM:2", "room:*", "*", ""):
        broker.subscribe(topic, heard.append)
    broker.publish("room:2", event())
    await settle(broker)
    assert heard == []


async def test_an_event_arrives_as_it_was_sent(broker: Broker) -> None:
    heard: list[Event] = []
    broker.subscribe("room", heard.append)
    sent = RoomChanged(UUID(int=7))
    broker.publish("room", sent)
    await settle(broker)
    assert heard == [sent]


async def test_publishing_to_nobody_is_no_error(broker: Broker) -> None:
    broker.publish("nobody", event())
    await settle(broker)


async def test_whoever_comes_late_does_not_hear_what_was_before(broker: Broker) -> None:
    broker.publish("room", event())
    heard: list[Event] = []
    broker.subscribe("room", heard.append)
    await settle(broker)
    assert heard == []


async def test_after_unsubscribing_nothing_is_heard_and_others_hear_on(broker: Broker) -> None:
    gone: list[Event] = []
    stays: list[Event] = []
    unsubscribe = broker.subscribe("room", gone.append)
    broker.subscribe("room", stays.append)
    unsubscribe()
    broker.publish("room", event())
    await settle(broker)
    assert (len(gone), len(stays)) == (0, 1)


async def test_unsubscribing_twice_does_not_silence_anybody_else(broker: Broker) -> None:
    unsubscribe = broker.subscribe("room", lambda _: None)
    unsubscribe()
    heard: list[Event] = []
    broker.subscribe("room", heard.append)
    unsubscribe()
    broker.publish("room", event())
    await settle(broker)
    assert len(heard) == 1


async def test_the_same_callback_subscribed_twice_is_called_twice_and_leaves_once(broker: Broker) -> None:
    heard: list[Event] = []
    callback = heard.append
    broker.subscribe("room", callback)
    unsubscribe = broker.subscribe("room", callback)
    broker.publish("room", event())
    await settle(broker)
    assert len(heard) == 2
    unsubscribe()
    broker.publish("room", event())
    await settle(broker)
    assert len(heard) == 3


async def test_a_failing_subscriber_stops_neither_the_publisher_nor_the_others(broker: Broker) -> None:
    def fail(_: Event) -> None:
        raise RuntimeError("this page is broken")

    heard: list[Event] = []
    broker.subscribe("room", fail)
    broker.subscribe("room", heard.append)
    broker.publish("room", event())
    broker.publish("room", event())
    await settle(broker)
    assert len(heard) == 2


async def test_a_subscriber_may_unsubscribe_while_it_is_being_called(broker: Broker) -> None:
    heard: list[Event] = []

    def once(one: Event) -> None:
        heard.append(one)
        unsubscribe()

    unsubscribe = broker.subscribe("room", once)
    broker.publish("room", event())
    broker.publish("room", event())
    await settle(broker)
    assert len(heard) == 1


async def test_whoever_is_unsubscribed_by_another_during_an_event_does_not_hear_that_event(broker: Broker) -> None:
    heard: list[Event] = []
    broker.subscribe("room", lambda _: unsubscribe())
    unsubscribe = broker.subscribe("room", heard.append)
    broker.publish("room", event())
    await settle(broker)
    assert heard == []
