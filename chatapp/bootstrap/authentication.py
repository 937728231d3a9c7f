"""Authentication: passwords, one-time codes, sessions and rate limits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from redis.asyncio import Redis

from chatapp.authentication.known_devices import KnownDevices
from chatapp.authentication.one_time_codes import OneTimeCodes
from chatapp.authentication.open_sessions import OpenSessions
from chatapp.authentication.passwords import Passwords
from chatapp.authentication.rate_limit import ANSWER, RateLimits
from chatapp.authentication.secret import derived_token
from chatapp.authentication.sign_in import Sessions
from chatapp.bootstrap.storage import Storage
from chatapp.broker.redis_url import COMMAND_CONNECTIONS, client
from chatapp.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Authentication:
    """Sessions, passwords and tokens, and the limits on trying them."""

    passwords: Passwords
    limits: RateLimits
    codes: OneTimeCodes
    known_devices: KnownDevices
    sessions: Sessions
    open_sessions: OpenSessions
    setup_token: str


def assemble_authentication(settings: Settings, storage: Storage, now: Callable[[], datetime]) -> Authentication:
    """Assemble authentication; creates the signing secret in the data directory on first use."""
    passwords = Passwords(settings.bcrypt_rounds)
    limits = RateLimits(settings.tries_per_minute, _redis(settings))
    code_key = derived_token(settings.secret(), "one-time codes").encode()
    known_devices = KnownDevices(derived_token(settings.secret(), "known devices").encode())
    return Authentication(
        passwords=passwords,
        limits=limits,
        codes=OneTimeCodes(storage.transactions, code_key, now, limits=limits),
        known_devices=known_devices,
        sessions=_sessions(settings, storage, passwords, known_devices, limits),
        open_sessions=OpenSessions(storage.broker, storage.database),
        setup_token=derived_token(settings.secret(), "setup"),
    )


def _sessions(
    settings: Settings, storage: Storage, passwords: Passwords, known_devices: KnownDevices, limits: RateLimits
) -> Sessions:
    return Sessions(
        storage.database,
        storage.transactions,
        passwords,
        known_devices=known_devices,
        limits=limits,
        session_days=settings.session_days,
        token_days=settings.token_days,
    )


def _redis(settings: Settings) -> "Redis | None":
    """Return the client with which all processes share their rate limits; None without a Redis."""
    return client(settings.broker_url, answer=ANSWER, connections=COMMAND_CONNECTIONS) if settings.broker_url else None
