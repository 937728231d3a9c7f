"""Authentication: passwords, one-time codes, sessions and rate limits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from redis.asyncio import Redis

from chatapp.authentication.change_limit import ChangeLimit
from chatapp.authentication.known_accounts import KnownAccounts
from chatapp.authentication.known_devices import KnownDevices
from chatapp.authentication.known_tokens import KnownTokens
from chatapp.authentication.one_time_codes import OneTimeCodes
from chatapp.authentication.open_sessions import OpenSessions
from chatapp.authentication.passwords import Passwords
from chatapp.authentication.rate_limit import ANSWER, RateLimits
from chatapp.authentication.secret import derived_token
from chatapp.authentication.sign_in import Sessions
from chatapp.bootstrap.storage import Storage
from chatapp.broker.redis_url import COMMAND_CONNECTIONS, client
from chatapp.settings import Settings
from chatapp.throttling import ConcurrencyLimit, Throttle

PIECES, FORMS, DOWNLOADS, WAITS = 8, 4, 32, 50  # of one account at the same time


@dataclass(frozen=True, slots=True)
class Throttles:
    """How fast a client may go, beside what it may try: who is faster is served, or refused, late.

    ``refusals``: answers 4xx, by network; ``requests`` and ``turns``: REST, by account; ``strangers``: what people take
    who are not signed in, by network; ``frames``: what pages send, by account. How many files of one account come and
    go at the same time: ``pieces`` of them, ``forms`` with whole ones, and ``downloads``. A client that reads or writes
    slowly keeps memory, or a place on the disk, for as long. ``waits``: its programs that wait for a change.
    """

    refusals: Throttle
    requests: Throttle
    strangers: Throttle
    turns: ConcurrencyLimit
    frames: Throttle
    pieces: ConcurrencyLimit
    forms: ConcurrencyLimit
    downloads: ConcurrencyLimit
    waits: ConcurrencyLimit


@dataclass(frozen=True, kw_only=True)
class Authentication:
    """Sessions, passwords and tokens, and the limits on trying them."""

    passwords: Passwords
    limits: RateLimits
    change_limit: ChangeLimit
    throttles: Throttles
    codes: OneTimeCodes
    known_devices: KnownDevices
    known_accounts: KnownAccounts
    sessions: Sessions
    open_sessions: OpenSessions
    setup_token: str


def assemble_authentication(settings: Settings, storage: Storage, now: Callable[[], datetime]) -> Authentication:
    """Assemble authentication; creates the signing secret in the data directory on first use."""
    passwords = Passwords(settings.bcrypt_rounds)
    limits = RateLimits(settings.tries_per_minute, _redis(settings))
    code_key = derived_token(settings.secret(), "one-time codes").encode()
    known_devices = KnownDevices(derived_token(settings.secret(), "known devices").encode())
    known_accounts = KnownAccounts(storage.broker)
    return Authentication(
        passwords=passwords,
        limits=limits,
        change_limit=ChangeLimit(limits),
        throttles=_throttles(settings.tries_per_minute),
        codes=OneTimeCodes(storage.transactions, code_key, now, limits=limits),
        known_devices=known_devices,
        known_accounts=known_accounts,
        sessions=_sessions(settings, storage, passwords, known_devices, known_accounts, limits),
        open_sessions=OpenSessions(storage.broker, storage.database),
        setup_token=derived_token(settings.secret(), "setup"),
    )


def _sessions(
    settings: Settings,
    storage: Storage,
    passwords: Passwords,
    known_devices: KnownDevices,
    known_accounts: KnownAccounts,
    limits: RateLimits,
) -> Sessions:
    return Sessions(
        storage.database,
        storage.transactions,
        passwords,
        known_devices=known_devices,
        known_tokens=KnownTokens(known_accounts, storage.database),
        limits=limits,
        session_days=settings.session_days,
        token_days=settings.token_days,
    )


def _redis(settings: Settings) -> "Redis | None":
    """Return the client with which all processes share their rate limits; None without a Redis."""
    return client(settings.broker_url, answer=ANSWER, connections=COMMAND_CONNECTIONS) if settings.broker_url else None


def _throttles(tries: int) -> Throttles:
    """Return how fast clients may go, by what the operator allows of tries a minute; its default is 10."""
    return Throttles(
        refusals=Throttle(per_second=2 * tries, at_once=10 * tries),
        requests=Throttle(per_second=5 * tries, at_once=10 * tries),
        strangers=Throttle(per_second=5 * tries, at_once=10 * tries),
        turns=ConcurrencyLimit(max(2, tries // 5)),
        frames=Throttle(per_second=2.5 * tries, at_once=10 * tries),
        pieces=ConcurrencyLimit(PIECES),
        forms=ConcurrencyLimit(FORMS),
        downloads=ConcurrencyLimit(DOWNLOADS),
        waits=ConcurrencyLimit(WAITS),
    )
