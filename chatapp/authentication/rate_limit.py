"""Limits on tries: how often one key may do one thing within a minute, or within some."""

import asyncio
import hashlib
import math
import time
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

import structlog
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError
from redis.asyncio import Redis

from chatapp.authentication.local_counts import LocalCounts
from chatapp.errors import RateLimited
from chatapp.identity import Actor

log = structlog.get_logger(__name__)

TOO_MANY: Final = "Too many tries."
ANSWER = 3.0  # seconds Redis may take to count a try
PAUSE = 5.0  # seconds after a failure in which Redis is not asked
PREFIX: Final = 64  # bits of an IPv6 address that are the network's: all the rest is its user's to choose
NAT64: Final = IPv6Network("64:ff9b::/96")  # IPv4 addresses as a gateway writes them (RFC 6052)


def network_of(address: str) -> str:
    """Return what a try from an IP address is counted by: the /64 network of an IPv6 address, any other as it is.

    Whoever has one IPv6 address has 2**64 of them. IPv4 addresses written as IPv6 are IPv4 addresses.
    """
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:  # a socket's path, or unknown
        return address
    if not isinstance(known, IPv6Address):
        return str(known)
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    if known in NAT64:
        return str(ip_address(int(known) & 0xFFFF_FFFF))
    return str(IPv6Network((known, PREFIX), strict=False))


def asker_of(actor: Actor) -> str:
    """Return what is counted for a signed-in person, whatever their network."""
    return f"account {actor.account_id}"


class RateLimits:
    """Every limit of one Chatapp. ``redis``: where all processes count together; without it each counts alone.

    While Redis does not answer, this process counts alone: a limit is never a reason to let nobody in.
    """

    def __init__(self, tries_per_minute: int, redis: "Redis | None" = None) -> None:
        self.tries_per_minute = tries_per_minute
        self._redis = redis
        self._alone: dict[str, LocalCounts] = {}  # by the name of the limit
        self._together = MovingWindowRateLimiter(_shared(redis)) if redis is not None else None
        self._ask_again_at = 0.0
        self._is_alone = redis is None

    def per_minute(self, name: str, *, times: int = 1, minutes: int = 1, said: str = TOO_MANY) -> "RateLimit":
        """Return a limit of ``times`` what the operator allows a minute, within ``minutes``. ``name``: of its own."""
        return RateLimit(self, name, RateLimitItemPerMinute(self.tries_per_minute * times, minutes), said)

    def per_hour(self, name: str, tries: int) -> "RateLimit":
        """Return a limit on so many tries an hour. ``name``: unlike all others."""
        return RateLimit(self, name, RateLimitItemPerMinute(tries, 60))

    def per_day(self, name: str, tries: int, *, said: str = TOO_MANY) -> "RateLimit":
        """Return a limit on so many tries a day. ``name``: unlike all others."""
        return RateLimit(self, name, RateLimitItemPerMinute(tries, 24 * 60), said)

    async def close(self) -> None:
        """Let go of Redis."""
        if self._redis is not None:
            await self._redis.aclose()

    @property
    def is_shared(self) -> bool:
        """Whether there is a Redis in which all processes count together."""
        return self._together is not None

    async def hit(self, item: RateLimitItem, name: str, whose: str) -> float | None:
        """Count one try; returns None if it is allowed, otherwise when the next is, in seconds since the epoch."""
        free_at = await self.hit_together(item, name, whose)
        if not self._is_alone:
            return free_at
        if name not in self._alone:
            self._alone[name] = LocalCounts(item.amount, item.get_expiry())
        return self._alone[name].hit(whose)

    async def hit_together(self, item: RateLimitItem, name: str, whose: str, *, cost: int = 1) -> float | None:
        """Count tries in Redis alone; returns as `hit`, and None while Redis does not answer."""
        if self._together is None:
            return None
        if time.monotonic() < self._ask_again_at:
            self._is_alone = True
            return None
        try:
            async with asyncio.timeout(ANSWER):
                free_at = await _hit(self._together, item, name, whose, cost)
        except (StorageError, TimeoutError) as error:
            self._ask_again_at = time.monotonic() + PAUSE
            if not self._is_alone:
                log.warning("rate limits counted locally: redis unavailable", error=str(error))
            self._is_alone = True
            return None
        self._is_alone = False
        return free_at


class RateLimit:
    """Counts tries a key in a moving window. ``said``: what a refusal begins with."""

    def __init__(self, limits: RateLimits, name: str, item: RateLimitItem, said: str = TOO_MANY) -> None:
        self._limits, self._said = limits, said
        self._name = name
        self._item = item

    async def count(self, *key: str) -> None:
        """Count one try.

        Raises:
            RateLimited: this key has used up its tries; says how long to wait.
        """
        whose = hashlib.sha256("\0".join(key).encode("utf-8", "surrogatepass")).hexdigest()  # addresses are private
        free_at = await self._limits.hit(self._item, self._name, whose)
        if free_at is not None:
            seconds = max(1, math.ceil(free_at - time.time()))
            raise RateLimited(f"{self._said} Wait {_spelled(seconds)}.", retry_after=seconds)


async def _hit(limiter: MovingWindowRateLimiter, item: RateLimitItem, name: str, whose: str, cost: int) -> float | None:
    if await limiter.hit(item, name, whose, cost=cost):
        return None
    return (await limiter.get_window_stats(item, name, whose)).reset_time


def _shared(redis: "Redis") -> RedisStorage:
    return RedisStorage(
        "async+redis://",
        wrap_exceptions=True,
        implementation="redispy",
        key_prefix="chatapp:tries",
        connection_pool=redis.connection_pool,  # type: ignore[arg-type]
    )


def _spelled(seconds: int) -> str:
    if seconds == 1:
        return "1 second"
    if seconds < 120:
        return f"{seconds} seconds"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} minutes" if minutes < 120 else f"{math.ceil(minutes / 60)} hours"
