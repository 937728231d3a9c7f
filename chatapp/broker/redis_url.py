"""The setting that says where Redis is, checked before anything starts, and clients for it. No message has a secret."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

from redis.asyncio import BlockingConnectionPool, ConnectionPool, Redis
from redis.asyncio.connection import parse_url
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import (
    AuthenticationError,
    NoPermissionError,
    RedisError,
    ResponseError,
)
from redis.exceptions import ConnectionError as LostError
from redis.exceptions import TimeoutError as SilentError

from chatapp.web import urls

SHAPE = "must be empty, redis://HOST:PORT/NUMBER, rediss://… (encrypted) or unix:///PATH?db=NUMBER"
OPTIONS = frozenset({"db", "ssl_ca_certs", "ssl_cert_reqs"})
COMMAND_CONNECTIONS = 4  # connections for what is not publish and subscribe: rate limits


class RedisUnusableError(Exception):
    """Redis cannot be used as it is set up. ``str(error)`` completes a sentence that begins with the setting."""


def parse(url: str) -> dict[str, Any]:
    """Return what a URL says, as redis-py's keyword arguments.

    Raises:
        ValueError: the URL is not valid here; the message does not repeat it, because it may contain a password.
    """
    try:
        parts = urlsplit(url)
        port, scheme = parts.port, parts.scheme
        given: dict[str, Any] = dict(parse_url(url))
    except ValueError:
        raise ValueError(SHAPE) from None
    is_there = parts.path not in ("", "/") if scheme == "unix" else bool(parts.hostname)
    number = parts.path.strip("/")
    if not is_there or port == 0 or parts.fragment or (scheme != "unix" and number and not number.isdecimal()):
        raise ValueError(SHAPE)
    unknown = given.keys() - OPTIONS - {"host", "port", "path", "username", "password", "connection_class"}
    if unknown:
        raise ValueError(f"{SHAPE}; after the ? it knows {', '.join(sorted(OPTIONS))}")
    return given


def database_of(url: str) -> int:
    """Return the number of the database a URL names."""
    return int(parse(url).get("db", 0))


def client(url: str, *, answer: float, connections: int = 1) -> "Redis":
    """Return a client that connects on first use, never retries, and opens at most ``connections`` connections.

    ``answer``: seconds for connecting, and for waiting for a free connection. Callers limit commands with
    `asyncio.timeout`: redis-py's own limit swallows cancellation (Python 3.11).
    """
    options: dict[str, Any] = {
        "socket_timeout": None,
        "socket_connect_timeout": answer,
        "retry": Retry(NoBackoff(), 0),
        "protocol": 2,
    }
    pool: ConnectionPool = BlockingConnectionPool.from_url(url, max_connections=connections, timeout=answer, **options)
    return Redis.from_pool(pool)


async def check(url: str, *, answer: float = 5.0) -> None:
    """Make sure that Redis answers and lets us publish.

    Raises:
        RedisUnusableError: it does not; the sentence says why.
    """
    redis = client(url, answer=answer)
    try:
        async with asyncio.timeout(answer):
            await redis.publish(f"chatapp:{database_of(url)}:hello", b"")
    except AuthenticationError:
        wants = "rejects this user or password" if "password" in parse(url) else "needs a password"
        raise RedisUnusableError(f"Redis {wants}") from None
    except NoPermissionError:
        raise RedisUnusableError("Redis doesn't let this user publish") from None
    except (LostError, SilentError, OSError, TimeoutError) as error:
        raise RedisUnusableError(f"no Redis answers at {_address(url)} ({_reason(error)})") from None
    except ResponseError as error:
        raise RedisUnusableError(_refusal(url, str(error))) from None
    except RedisError:
        raise RedisUnusableError(f"what answers at {_address(url)} isn't Redis") from None
    finally:
        await redis.aclose()


def _refusal(url: str, said: str) -> str:
    if "index" in said:
        return f"Redis has no database {database_of(url)}"
    return f"Redis at {_address(url)} refuses to publish"


def _address(url: str) -> str:
    given = parse(url)
    return (
        str(given["path"])
        if "path" in given
        else f"{urls.host_in_url(str(given.get('host')))}:{given.get('port', 6379)}"
    )


def _reason(error: Exception) -> str:
    """Return why a connection failed, without what redis-py writes around it."""
    cause = error.__cause__ or error.__context__ or error
    return getattr(cause, "strerror", None) or ("it takes too long" if _is_slow(error) else "it doesn't speak Redis")


def _is_slow(error: Exception) -> bool:
    return isinstance(error, SilentError | TimeoutError) or "imeout" in str(error)
