"""Limits on tries, counted in the process or by all processes in Redis: the same promises."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from chatapp.authentication.rate_limit import RateLimits
from chatapp.broker.redis_url import client
from chatapp.errors import RateLimited
from tests.support.running.patience import PATIENCE
from tests.support.servers.redis_server import RedisServer


def on(redis: RedisServer, tries: int) -> RateLimits:
    return RateLimits(tries, client(redis.url, answer=5, connections=4))


@pytest.fixture(params=["in process", "redis"])
async def limits(request: pytest.FixtureRequest, redis: RedisServer) -> AsyncIterator[RateLimits]:
    limits = RateLimits(3) if request.param == "in process" else on(redis, 3)
    yield limits
    await limits.close()


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for a Redis that is slow: it would count nothing."""
    monkeypatch.setattr("chatapp.authentication.rate_limit.ANSWER", PATIENCE)


@pytest.fixture
def name() -> str:
    """What a limit of this test's own is called."""
    return f"tries {uuid4()}"


async def test_so_many_tries_are_allowed_and_then_one_is_told_how_long_to_wait(limits: RateLimits, name: str) -> None:
    limit = limits.per_minute(name)
    for _ in range(3):
        await limit.count("ann")
    with pytest.raises(RateLimited, match="Wait") as refused:
        await limit.count("ann")
    assert 1 <= refused.value.retry_after <= 60


async def test_each_key_and_each_limit_counts_for_itself(limits: RateLimits, name: str) -> None:
    limit, other = limits.per_minute(name), limits.per_minute(f"{name} of others")
    for _ in range(3):
        await limit.count("ann", "127.0.0.1")
    for key in (("ben", "127.0.0.1"), ("ann", "127.0.0.2"), ("ann",)):
        await limit.count(*key)
    await other.count("ann", "127.0.0.1")
    with pytest.raises(RateLimited):
        await limit.count("ann", "127.0.0.1")


async def test_a_wider_limit_and_one_for_an_hour(limits: RateLimits, name: str) -> None:
    wide, slow = limits.per_minute(name, times=2), limits.per_hour(f"{name} an hour", 1)
    for _ in range(6):
        await wide.count("ann")
    with pytest.raises(RateLimited):
        await wide.count("ann")
    await slow.count("ann")
    with pytest.raises(RateLimited) as refused:
        await slow.count("ann")
    assert refused.value.retry_after > 60


async def test_a_key_may_be_anything_people_type(limits: RateLimits, name: str) -> None:
    limit = limits.per_minute(name)
    for key in ("", "a/b", "ä" * 1000, "\ud800", "\x00", "*"):
        await limit.count(key)


async def test_processes_count_together(redis: RedisServer, name: str) -> None:
    here, there = on(redis, 2), on(redis, 2)
    await here.per_minute(name).count("ann")
    await there.per_minute(name).count("ann")
    for limits in (here, there):
        with pytest.raises(RateLimited):
            await limits.per_minute(name).count("ann")
        await limits.close()


async def test_what_redis_holds_tells_nobodys_address(own_redis: RedisServer, name: str) -> None:
    limits = on(own_redis, 2)
    await limits.per_minute(name).count("ann@example.org", "203.0.113.7")
    async with own_redis.client() as looking:
        keys = [key if isinstance(key, str) else key.decode() for key in await looking.keys("*")]
        assert keys
        assert min([await looking.ttl(key) for key in keys]) > 0, "and not for ever"
    assert not any("ann" in key or "203.0.113" in key for key in keys)
    await limits.close()


async def test_without_redis_tries_are_still_counted_and_nobody_is_kept_out(own_redis: RedisServer, name: str) -> None:
    limits = on(own_redis, 2)
    await limits.per_minute(name).count("ann")
    await own_redis.kill()
    with capture_logs() as told:
        await limits.per_minute(name).count("ann")
        await limits.per_minute(name).count("ann")
        with pytest.raises(RateLimited):
            await limits.per_minute(name).count("ann")
    assert len(told) == 1
    await limits.close()


async def test_a_redis_that_answers_nothing_is_waited_for_once(
    own_redis: RedisServer, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = on(own_redis, 2)
    await limits.per_minute(name).count("ann")
    own_redis.freeze()
    monkeypatch.setattr("chatapp.authentication.rate_limit.ANSWER", 0.5)
    with capture_logs() as told:
        for _ in range(2):
            await limits.per_minute(name).count("ann")
    assert len(told) == 1
    await limits.close()
