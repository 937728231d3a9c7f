"""What every broker must do, in one process and through Redis. A new one joins by being added to the fixture."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from chatapp.broker import Broker, Callback, InProcessBroker, Unsubscribe
from chatapp.broker.redis import RedisBroker
from chatapp.events import Event, PersonChanged, RoomChanged, RoomClosed
from tests.broker.test_redis_broker import PATIENT
from tests.support.running.patience import until
from tests.support.servers.redis_server import RedisServer


@dataclass
class Wire:
    """The two ends of a broker: one process publishes, and the same or another one listens."""

    publisher: Broker
    listener: Broker

    def publish(self, topic: str, event: Event) -> None:
        self.publisher.publish(topic, event)

    async def subscribe(self, topic: str, callback: Callback, *kinds: type[Event]) -> Unsubscribe:
        unsubscribe = self.listener.subscribe(topic, callback, *kinds)
        await self.listener.settle()
        return unsubscribe


@pytest.fixture(params=["in process", "redis, same process", "redis, other process", "redis, by a file"])
async def wire(request: pytest.FixtureRequest, redis: RedisServer) -> AsyncIterator[Wire]:
    if request.param == "in process":
        broker = InProcessBroker()
        yield Wire(broker, broker)
        return
    url = redis.unix_url if "file" in request.param else redis.url
    here, there = RedisBroker(url, PATIENT), RedisBroker(url, PATIENT)
    await here.open()
    await there.open()
    yield Wire(here, here if "same" in request.param else there)
    await here.close()
    await there.close()


def event() -> RoomChanged:
    return RoomChanged(uuid4())


async def settle(wire: Wire) -> None:
    """Wait until everything published so far has been delivered: each broker keeps the order of publishing."""
    seen: list[Event] = []
    unsubscribe = await wire.subscribe("settle", seen.append)
    wire.publish("settle", event())
    await until(lambda: seen)
    unsubscribe()


async def test_every_subscriber_of_a_topic_hears_every_event_once_and_in_order(wire: Wire) -> None:
    first: list[Event] = []
    second: list[Event] = []
    await wire.subscribe("room", first.append)
    await wire.subscribe("room", second.append)
    events = [event() for _ in range(1000)]
    for one in events:
        wire.publish("room", one)
    await settle(wire)
    assert first == events
    assert second == events


async def test_who_wants_to_hear_of_some_kinds_of_events_hears_of_no_others(wire: Wire) -> None:
    heard: list[Event] = []
    everything: list[Event] = []
    await wire.subscribe("room", heard.append, RoomClosed, PersonChanged)
    await wire.subscribe("room", everything.append)
    told: list[Event] = [event(), RoomClosed(uuid4()), event(), PersonChanged(uuid4())]
    for one in told:
        wire.publish("room", one)
    await settle(wire)
    assert (heard, everything) == ([told[1], told[3]], told)


async def test_a_subscriber_of_another_topic_hears_nothing(wire: Wire) -> None:
    heard: list[Event] = []
    for topic in ("room:1", "room:", "room:22", "ROOM:2", "room:*", "*", ""):
        await wire.subscribe(topic, heard.append)
    wire.publish("room:2", event())
    await settle(wire)
    assert heard == []


async def test_an_event_arrives_as_it_was_sent(wire: Wire) -> None:
    heard: list[Event] = []
    await wire.subscribe("room", heard.append)
    sent = RoomChanged(UUID(int=7))
    wire.publish("room", sent)
    await settle(wire)
    assert heard == [sent]


async def test_publishing_to_nobody_is_no_error(wire: Wire) -> None:
    wire.publish("nobody", event())
    await settle(wire)


async def test_whoever_comes_late_does_not_hear_what_was_before(wire: Wire) -> None:
    wire.publish("room", event())
    await settle(wire)
    heard: list[Event] = []
    await wire.subscribe("room", heard.append)
    await settle(wire)
    assert heard == []


async def test_each_of_many_topics_is_heard_by_its_own_subscribers(wire: Wire) -> None:
    heard: dict[int, list[Event]] = {number: [] for number in range(1000)}
    for number, events_of_topic in heard.items():
        wire.listener.subscribe(f"room:{number}", events_of_topic.append)
    await wire.listener.settle()
    events = {number: event() for number in heard}
    for number, one in events.items():
        wire.publish(f"room:{number}", one)
    await settle(wire)
    assert heard == {number: [one] for number, one in events.items()}


async def test_after_unsubscribing_nothing_is_heard_and_others_hear_on(wire: Wire) -> None:
    gone: list[Event] = []
    stays: list[Event] = []
    unsubscribe = await wire.subscribe("room", gone.append)
    await wire.subscribe("room", stays.append)
    unsubscribe()
    wire.publish("room", event())
    await settle(wire)
    assert (len(gone), len(stays)) == (0, 1)


async def test_a_topic_that_everybody_left_is_heard_again_by_whoever_comes_back(wire: Wire) -> None:
    heard: list[Event] = []
    for _ in range(20):
        unsubscribe = await wire.subscribe("room", heard.append)
        unsubscribe()
    await wire.subscribe("room", heard.append)
    wire.publish("room", event())
    await settle(wire)
    assert len(heard) == 1


async def test_unsubscribing_twice_does_not_silence_anybody_else(wire: Wire) -> None:
    unsubscribe = await wire.subscribe("room", lambda _: None)
    unsubscribe()
    heard: list[Event] = []
    await wire.subscribe("room", heard.append)
    unsubscribe()
    wire.publish("room", event())
    await settle(wire)
    assert len(heard) == 1


async def test_the_same_callback_subscribed_twice_is_called_twice_and_leaves_once(wire: Wire) -> None:
    heard: list[Event] = []
    callback = heard.append
    await wire.subscribe("room", callback)
    unsubscribe = await wire.subscribe("room", callback)
    wire.publish("room", event())
    await settle(wire)
    assert len(heard) == 2
    unsubscribe()
    wire.publish("room", event())
    await settle(wire)
    assert len(heard) == 3


async def test_a_failing_subscriber_stops_neither_the_publisher_nor_the_others(wire: Wire) -> None:
    def fail(_: Event) -> None:
        raise RuntimeError("this page is broken")

    heard: list[Event] = []
    await wire.subscribe("room", fail)
    await wire.subscribe("room", heard.append)
    wire.publish("room", event())
    wire.publish("room", event())
    await settle(wire)
    assert len(heard) == 2


async def test_a_subscriber_may_unsubscribe_while_it_is_being_called(wire: Wire) -> None:
    heard: list[Event] = []

    def once(one: Event) -> None:
        heard.append(one)
        unsubscribe()

    unsubscribe = await wire.subscribe("room", once)
    wire.publish("room", event())
    wire.publish("room", event())
    await settle(wire)
    assert len(heard) == 1


async def test_whoever_is_unsubscribed_by_another_during_an_event_does_not_hear_that_event(wire: Wire) -> None:
    heard: list[Event] = []
    await wire.subscribe("room", lambda _: unsubscribe())
    unsubscribe = await wire.subscribe("room", heard.append)
    wire.publish("room", event())
    await settle(wire)
    assert heard == []
