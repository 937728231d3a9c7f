"""The Redis broker when Redis is slow, away, or back; and what it takes of Redis when all is well."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from chatapp.broker.channels import Channels
from chatapp.broker.codec import encode
from chatapp.broker.incoming import Incoming
from chatapp.broker.redis import RedisBroker
from chatapp.broker.redis_url import client
from chatapp.broker.timeouts import Timeouts
from chatapp.events import (
    MISSED_TOPIC,
    PRESENCE_TOPIC,
    Event,
    EventsMissed,
    PersonTyped,
    PresenceChanged,
    RoomChanged,
    SessionEnded,
)
from tests.support.running.patience import PATIENCE, until
from tests.support.servers.redis_server import RedisServer

# What has ended is noticed at once; only a Redis that says nothing needs a limit.
PATIENT = Timeouts(answer=PATIENCE, silence=PATIENCE, settle=PATIENCE, away=PATIENCE)
HURRIED = replace(PATIENT, beat=0.05, first_retry=0.02, longest_retry=0.1, calm=0.01)
MakeBroker = Callable[..., RedisBroker]


@pytest.fixture
async def broker_on() -> AsyncIterator[MakeBroker]:
    """Makes brokers, each as in a process of its own, and closes them."""
    made: list[RedisBroker] = []

    def make(redis: RedisServer, timeouts: Timeouts = HURRIED, url: str = "") -> RedisBroker:
        made.append(RedisBroker(url or redis.url, timeouts))
        return made[-1]

    yield make
    for broker in made:
        await broker.close()


def subscribed(broker: RedisBroker, topic: str) -> list[Event]:
    heard: list[Event] = []
    broker.subscribe(topic, heard.append)
    return heard


def event() -> RoomChanged:
    return RoomChanged(uuid4())


async def two(make: MakeBroker, redis: RedisServer, timeouts: Timeouts = HURRIED) -> tuple[RedisBroker, RedisBroker]:
    here, there = make(redis, timeouts), make(redis, timeouts)
    await here.open()
    await there.open()
    await until(lambda: here.is_whole and there.is_whole)
    return here, there


async def test_pages_of_the_same_process_hear_at_once_and_once(redis: RedisServer, broker_on: MakeBroker) -> None:
    here, there = await two(broker_on, redis)
    own, others = subscribed(here, "room"), subscribed(there, "room")
    await there.settle()
    sent = event()
    here.publish("room", sent)
    assert own == [sent], "without waiting for Redis"
    await until(lambda: others == [sent])
    there.publish("room", answer := event())
    await until(lambda: len(own) >= 2)
    assert own == [sent, answer], "its own has not come back"


async def test_what_each_process_concludes_for_itself_does_not_travel(
    redis: RedisServer, broker_on: MakeBroker
) -> None:
    here, there = await two(broker_on, redis)
    others = subscribed(there, PRESENCE_TOPIC)
    await there.settle()
    here.publish(PRESENCE_TOPIC, PresenceChanged(uuid4()))
    marker = event()
    here.publish(PRESENCE_TOPIC, marker)
    await until(lambda: others)
    assert others == [marker]


async def test_a_thousand_topics_take_two_connections(own_redis: RedisServer, broker_on: MakeBroker) -> None:
    broker = broker_on(own_redis)
    await broker.open()
    for number in range(1000):
        subscribed(broker, f"room:{number}")
        broker.publish(f"room:{number}", event())
    await broker.settle()
    async with own_redis.client() as looking:
        own_id = await looking.client_id()
        theirs = [one for one in await looking.client_list() if int(one["id"]) != own_id]
        assert len(await looking.pubsub_channels("chatapp:0:room:*")) == 1000
    assert len(theirs) == 2


async def test_a_topic_that_nobody_here_listens_to_is_not_subscribed_to(
    own_redis: RedisServer, broker_on: MakeBroker
) -> None:
    broker = broker_on(own_redis)
    await broker.open()
    first = broker.subscribe("room", print)
    second = broker.subscribe("room", print)
    await broker.settle()
    async with own_redis.client() as looking:
        first()
        await broker.settle()
        assert await looking.pubsub_channels("chatapp:0:room") == [b"chatapp:0:room"]
        second()
        while await looking.pubsub_channels("chatapp:0:room"):  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def test_topics_that_come_and_go_in_haste_end_as_they_are_wanted(
    own_redis: RedisServer, broker_on: MakeBroker
) -> None:
    broker = broker_on(own_redis)
    await broker.open()
    leave = [broker.subscribe(f"room:{number}", print) for number in range(1200)]
    for unsubscribe in leave[::2]:
        await asyncio.sleep(0)  # others are on their way to Redis
        unsubscribe()
    broker.subscribe("room:0", print)
    wanted = {f"chatapp:0:room:{number}".encode() for number in (0, *range(1, 1200, 2))}
    await broker.settle()
    async with own_redis.client() as looking:
        while set(await looking.pubsub_channels("chatapp:0:room:*")) != wanted:  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def test_two_chatapps_on_one_redis_keep_apart_by_the_database_number(
    redis: RedisServer, broker_on: MakeBroker
) -> None:
    ours = broker_on(redis)
    theirs = broker_on(redis, url=redis.url.removesuffix("0") + "1")
    same = broker_on(redis)
    for broker in (ours, theirs, same):
        await broker.open()
    heard, overheard = subscribed(same, "room"), subscribed(theirs, "room")
    await same.settle()
    await theirs.settle()
    ours.publish("room", event())
    await until(lambda: heard)
    assert overheard == []


async def test_while_redis_is_away_publishing_goes_on_here_and_is_told_once(
    own_redis: RedisServer, broker_on: MakeBroker
) -> None:
    here, there = await two(broker_on, own_redis)
    own, others = subscribed(here, "room"), subscribed(there, "room")
    await there.settle()
    with capture_logs() as told:
        await own_redis.kill()
        await until(lambda: not here.is_whole and not there.is_whole)
        for _ in range(500):
            here.publish("room", event())
            await asyncio.sleep(0.001)
    assert len(own) == 500
    assert others == []
    assert here.outgoing.dropped == 500
    assert len([line for line in told if line["event"] == "redis unavailable"]) == 2, "once for each process"


async def test_back_again_everybody_is_told_that_something_was_missed_and_hears_on(
    own_redis: RedisServer, broker_on: MakeBroker
) -> None:
    here, there = await two(broker_on, own_redis)
    others, missed, missed_here = (
        subscribed(there, "room"),
        subscribed(there, MISSED_TOPIC),
        subscribed(here, MISSED_TOPIC),
    )
    await there.settle()
    await own_redis.kill()
    await until(lambda: not here.is_whole and not there.is_whole)
    here.publish("room", event())
    assert missed == missed_here == []
    await own_redis.start()
    await until(lambda: here.is_whole and there.is_whole and missed and missed_here)
    here.publish("room", sent := event())
    await until(lambda: others[-1:] == [sent])  # what was published meanwhile may have found the way as well


async def test_what_one_process_could_not_send_the_others_are_told_of(
    own_redis: RedisServer, broker_on: MakeBroker
) -> None:
    here, there = await two(broker_on, own_redis, replace(HURRIED, waiting=100))
    others, missed, own_missed = (
        subscribed(there, "room"),
        subscribed(there, MISSED_TOPIC),
        subscribed(here, MISSED_TOPIC),
    )
    await there.settle()
    for _ in range(150):
        here.publish("room", event())
    await until(lambda: missed)
    assert missed == [EventsMissed()]
    assert here.outgoing.dropped == 50
    assert len(others) == 100
    assert own_missed == [], "its own pages have heard all"


async def test_typing_is_dropped_first_and_its_loss_is_reported_to_nobody(
    own_redis: RedisServer, broker_on: MakeBroker
) -> None:
    here, there = await two(broker_on, own_redis, replace(HURRIED, waiting=100))
    typed = PersonTyped(uuid4(), uuid4(), "Ann")
    others, missed = subscribed(there, "room"), subscribed(there, MISSED_TOPIC)
    await there.settle()
    for each in (event(), typed, event(), typed):
        here.publish("room", each)
    await until(lambda: len(others) == 4)
    for _ in range(10):
        here.publish("room", event())
    here.publish("room", typed)  # a tenth of the queue is taken
    assert here.outgoing.waiting == 10
    await until(lambda: len(others) == 14)
    await own_redis.kill()
    await until(lambda: not here.is_whole)
    own = subscribed(here, "room")
    here.publish("room", typed)
    assert own == [typed], "Redis or not, those here are told"
    assert here.outgoing.dropped == 0
    missed.clear()
    await own_redis.start()
    await until(lambda: here.is_whole and there.is_whole and missed)
    here.publish("room", sent := event())
    await until(lambda: len(others) == 15)
    assert others[-1] == sent


async def test_a_redis_that_answers_nothing_keeps_nobody_waiting_and_counts_as_away(
    own_redis: RedisServer, broker_on: MakeBroker
) -> None:
    here, there = await two(broker_on, own_redis, replace(HURRIED, answer=0.3, silence=0.5, settle=0.5))
    own, missed = subscribed(here, "room"), subscribed(there, MISSED_TOPIC)
    own_redis.freeze()
    here.publish("room", event())
    assert len(own) == 1
    await until(lambda: not here.is_whole and not there.is_whole)
    there.subscribe("another room", print)
    await there.settle()  # does not wait for what cannot be had
    own_redis.thaw()
    await until(lambda: here.is_whole and there.is_whole and missed)


async def test_what_was_said_before_redis_took_note_of_a_subscriber_counts_as_missed(
    own_redis: RedisServer, broker_on: MakeBroker
) -> None:
    broker = broker_on(own_redis, replace(HURRIED, settle=0.02))
    await broker.open()
    missed = subscribed(broker, MISSED_TOPIC)
    own_redis.freeze()
    broker.subscribe("room", print)
    await broker.settle()
    await asyncio.sleep(0.05)
    assert missed == []
    own_redis.thaw()
    await until(lambda: missed)
    assert broker.is_whole, "without having lost the connection"


async def test_a_connection_on_which_nothing_comes_back_is_given_up(own_redis: RedisServer) -> None:
    changes: list[str] = []
    incoming = Incoming(
        client(own_redis.url, answer=5),
        Channels(0),
        "a beat that nobody sends",
        replace(HURRIED, silence=0.1),
        on_message=lambda topic, data: None,
        on_change=changes.append,
        on_late=lambda: None,
    )
    await incoming.open()
    await until(lambda: len(changes) >= 3)
    await incoming.close()
    assert changes[:3] == ["", "nothing comes back through Redis", ""]


async def test_while_redis_is_away_what_cannot_be_heard_is_asked_for_again_and_again(
    own_redis: RedisServer, broker_on: MakeBroker
) -> None:
    broker = broker_on(own_redis, replace(HURRIED, away=0.05))
    await broker.open()
    missed = subscribed(broker, MISSED_TOPIC)
    await own_redis.kill()
    await until(lambda: len(missed) >= 3)


async def test_without_redis_at_the_start_it_connects_when_there_is_one(
    own_redis: RedisServer, broker_on: MakeBroker
) -> None:
    await own_redis.kill()
    broker, other = [broker_on(own_redis, replace(HURRIED, answer=0.3)) for _ in range(2)]
    await broker.open()
    await other.open()
    heard = subscribed(other, "account:1")
    assert not broker.is_whole
    await own_redis.start()
    await until(lambda: broker.is_whole and other.is_whole)
    broker.publish("account:1", SessionEnded(1))
    await until(lambda: heard == [SessionEnded(1)])


async def test_what_a_stranger_publishes_on_our_channels_is_counted_and_harmless(
    own_redis: RedisServer, broker_on: MakeBroker
) -> None:
    here, there = await two(broker_on, own_redis)
    heard = subscribed(there, "room")
    await there.settle()
    async with own_redis.client() as looking:
        await looking.publish("chatapp:0:room", b"\x80garbage")
    here.publish("room", sent := event())
    await until(lambda: heard)
    assert heard == [sent]
    assert there.undecodable == 1


async def test_what_happens_together_travels_together_and_in_order(redis: RedisServer, broker_on: MakeBroker) -> None:
    here, there = await two(broker_on, redis)
    rooms, others = subscribed(there, "room"), subscribed(there, "other")
    await there.settle()
    async with redis.client() as client, client.pubsub() as outside:
        await outside.subscribe(Channels(0).of("room"))
        sent = [event() for _ in range(300)]
        for each in sent:
            here.publish("room", each)
        here.publish("other", last := event())
        await until(lambda: others == [last])
        assert rooms == sent
        kinds = list[str]()
        while message := await outside.get_message(timeout=0.5):
            kinds.append(message["type"])
    assert 1 < kinds.count("message") < 20, "none grows without bound, and few are needed"


async def test_a_line_that_cannot_be_read_spoils_no_other(redis: RedisServer, broker_on: MakeBroker) -> None:
    _, there = await two(broker_on, redis)
    heard = subscribed(there, "room")
    await there.settle()
    first, second = event(), event()
    async with redis.client() as client:
        lines = [encode("elsewhere", first), b"garbage", b"", encode("elsewhere", second)]
        await client.publish(Channels(0).of("room"), b"\n".join(lines))
    await until(lambda: heard == [first, second])
    assert there.undecodable == 2


async def test_closing_sends_what_waits(own_redis: RedisServer, broker_on: MakeBroker) -> None:
    there = broker_on(own_redis)
    await there.open()
    heard = subscribed(there, "room")
    await there.settle()
    here = broker_on(own_redis)  # never opened, as on the command line
    for _ in range(1000):
        here.publish("room", event())
    await here.close()
    await until(lambda: len(heard) == 1000)


async def test_the_way_through_redis_is_measured(redis: RedisServer, broker_on: MakeBroker) -> None:
    broker = broker_on(redis)
    await broker.open()
    await until(lambda: broker.incoming.lag > 0)
    assert broker.incoming.lag < 60


async def test_a_broker_that_lost_redis_while_it_closed_tells_of_no_outage_afterwards(
    own_redis: RedisServer, broker_on: MakeBroker
) -> None:
    broker = broker_on(own_redis, replace(HURRIED, away=0.05, closing=0.5))
    await broker.open()
    await until(lambda: broker.is_whole)
    heard = subscribed(broker, MISSED_TOPIC)
    own_redis.freeze()
    broker.publish("room", event())
    closing = asyncio.create_task(broker.close())
    await asyncio.sleep(0)  # it waits for the event to be sent
    await own_redis.kill()
    await closing
    assert not broker.is_whole
    heard.clear()
    await asyncio.sleep(0.2)
    assert heard == []
