"""How many messages a person may post: counted in memory, and beyond what people do by all processes together."""

from dataclasses import replace
from secrets import randbelow

import pytest
from redis.asyncio import Redis

from chatapp.authentication.rate_limit import RateLimits
from chatapp.bootstrap import Chat
from chatapp.errors import RateLimited
from chatapp.identity import Actor
from chatapp.messages import PostingLimit
from tests.support.people.chats import ChatWith, MakePerson
from tests.support.people.rooms import a_room, listen, say
from tests.support.running.clock import Clock
from tests.support.servers.redis_server import RedisServer


def counted(limits: RateLimits, clock: Clock) -> PostingLimit:
    return PostingLimit(limits, now=lambda: clock.now)


async def allowed(limit: PostingLimit, actor: Actor, keys: range) -> int:
    """Return how many of these messages may be posted."""
    found = 0
    for key in keys:
        try:
            await limit.count(actor, str(key))
        except RateLimited:
            continue
        found += 1
    return found


async def test_thirty_messages_in_ten_seconds_and_others_post_on(chat: Chat, person: MakePerson) -> None:
    ann, ben = await person("ann"), await person("ben")
    clock = Clock()
    limit = counted(RateLimits(10), clock)
    assert await allowed(limit, ann, range(20)) == 20
    clock.advance(4)
    assert await allowed(limit, ann, range(20, 40)) == 10
    with pytest.raises(RateLimited, match="Wait 6 seconds") as refused:
        await limit.count(ann, "one more")
    assert refused.value.retry_after == 6
    assert await allowed(limit, ben, range(5)) == 5
    clock.advance(6)
    assert await allowed(limit, ann, range(40, 80)) == 20


async def test_a_repeated_message_counts_once(person: MakePerson) -> None:
    ann = await person("ann")
    limit = counted(RateLimits(10), Clock())
    assert [await allowed(limit, ann, range(30)) for _ in range(3)] == [30, 30, 30]
    assert await allowed(limit, ann, range(31)) == 30


async def test_people_who_post_no_more_are_forgotten(person: MakePerson) -> None:
    people = [await person(f"p{number}") for number in range(4)]
    clock = Clock()
    limit = counted(RateLimits(10), clock)
    for actor in people:
        await limit.count(actor, "x")
        clock.advance(11)
    assert len(limit._posts) <= 2


async def test_a_refused_message_is_neither_stored_nor_heard(
    chat: Chat, chat_with: ChatWith, person: MakePerson
) -> None:
    ann = await person("ann")
    strict = chat_with(tries_per_minute=10)
    room, other = await a_room(chat, ann), await a_room(chat, ann)
    for number in range(30):
        await say(strict, ann, room if number % 2 else other, f"{number}")
    heard = listen(strict, f"room:{room}")
    with pytest.raises(RateLimited, match="too fast"):
        await say(strict, ann, room, "one more")
    assert heard == []
    assert strict.post_queue.stored == 30


async def test_all_processes_count_together(redis: RedisServer, person: MakePerson) -> None:
    one = await person("ann")
    ann, ben = (replace(one, account_id=randbelow(1 << 30)) for _ in range(2))  # the Redis is shared
    shared = [RateLimits(10, Redis.from_url(redis.url)) for _ in range(2)]
    processes = [PostingLimit(limits) for limits in shared]
    found = [await allowed(processes[key % 2], ann, range(key, key + 1)) for key in range(40)]
    assert sum(found) == 30
    assert await allowed(processes[0], ben, range(9)) == 9
    for limits in shared:
        await limits.close()
