"""Signing in and out, step by step: tries are counted and passwords verified outside of the transactions."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.authentication import sessions, tokens
from chatapp.authentication.known_devices import KnownDevices
from chatapp.authentication.known_tokens import KnownTokens
from chatapp.authentication.passwords import LONGEST, Passwords
from chatapp.authentication.rate_limit import RateLimits, network_of
from chatapp.authentication.sessions import WRONG, SignedIn, Visit
from chatapp.errors import Unauthenticated, Unavailable
from chatapp.identity import Actor, active_account
from chatapp.storage.database import Database
from chatapp.storage.group_commit import GroupCommit
from chatapp.storage.unit_of_work import Transactions
from models import Account


class Sessions:
    """Proves who is asking: by a password, by a browser's cookie, or by a program's bearer token."""

    def __init__(
        self,
        database: Database,
        transactions: Transactions,
        passwords: Passwords,
        *,
        known_devices: KnownDevices,
        known_tokens: KnownTokens,
        limits: RateLimits,
        session_days: int,
        token_days: int,
    ) -> None:
        self._database = database
        self._transactions = transactions
        self._passwords = passwords
        self._known_devices = known_devices
        self._known_tokens = known_tokens
        self._tries = limits.per_minute("sign-ins")
        self._tries_of_device = limits.per_minute("sign-ins of a device")
        self._tries_of_name = limits.per_minute("sign-ins of a name", times=10, minutes=60)
        self._tries_of_address = limits.per_minute("sign-ins of an address", times=10)
        self._session_lifetime = timedelta(days=session_days)
        self._token_lifetime = timedelta(days=token_days)
        # after a restart everybody's is due at the same time: a commit for each would take seconds, and posts wait
        self._renewals = GroupCommit[int, bool](transactions, partial(sessions.renew, lifetime=self._session_lifetime))

    async def sign_in(
        self, login: str, password: str, *, device: str = "", address: str = "", mark: str = ""
    ) -> SignedIn:
        """Start a session for a browser. Takes as long whether the account exists or not.

        ``mark``: from `KnownDevices`, if the browser has one.

        Raises:
            Unauthenticated: wrong name or password; it does not say which.
            RateLimited: too many tries for this name from this network, from this network, or for this name; the last
                never concerns a browser that the person has signed in with before.
            Busy: too many passwords wait to be verified.
        """
        proven = await self._proven(login, password, address, mark)
        return await self.start(proven.id, device=device, address=address, proven_hash=proven.password_hash)

    async def start(
        self, account_id: int, *, device: str = "", address: str = "", proven_hash: str | None = None
    ) -> SignedIn:
        """Start a session for a person who has proven whose account it is; see `sessions.start`, also for Raises."""
        async with self._transactions.begin() as work:
            return await sessions.start(
                work,
                account_id,
                lifetime=self._session_lifetime,
                device=device,
                address=address,
                proven_hash=proven_hash,
            )

    async def issue_token(self, login: str, password: str, *, name: str = "", address: str = "") -> SignedIn:
        """Issue a bearer token for a program; ``name`` is what its owner calls it. Raises as `sign_in`.

        Raises:
            Invalid: the name is too long.
        """
        name = tokens.token_name(name)
        proven = await self._proven(login, password, address)
        async with self._transactions.begin() as work:
            account = await sessions.still_proven(work, proven.id, proven.password_hash)
            return await tokens.issue(work, account, name=name, lifetime=self._token_lifetime)

    async def make_token(self, *, actor: Actor, name: str) -> SignedIn:
        """Issue a bearer token to a person who is signed in already.

        Raises:
            Invalid: the name is missing or too long.
            Unauthenticated: the account is not active any more.
        """
        name = tokens.token_name(name, at_least=1)
        async with self._transactions.begin() as work:
            account = await active_account(work.session, actor)
            return await tokens.issue(work, account, name=name, lifetime=self._token_lifetime)

    async def sign_out(self, token: str) -> None:
        """End the session this cookie's token belongs to. Announces SessionEnded; unknown tokens are no error."""
        async with self._transactions.begin() as work:
            await sessions.sign_out(work, token)

    async def visit(self, token: str) -> Visit | None:
        """Return whose a browser's cookie is; None when it is unknown, expired or its account is not active.

        From time to time the session's lifetime starts again, if that can be saved: readers need not wait for it.
        """
        found = await self._database.read(sessions.find, token)
        if found is None:
            return None
        visit, is_due = found
        return replace(visit, is_renewed=is_due and await self._renew(visit.session_id))

    async def known(self, token: str) -> Visit | None:
        """Return whose a browser's cookie is, as `visit`; its lifetime goes on."""
        found = await self._database.read(sessions.find, token)
        return found and found[0]

    async def close(self) -> None:
        """Wait until the lifetimes are saved that are to start again."""
        await self._renewals.close()

    async def seconds_left(self, visit: Visit) -> float | None:
        """Return how long the session of an open page still lives; None when it has ended."""
        return await self._database.read(sessions.seconds_left, visit.session_id)

    async def bearer(self, token: str) -> Actor:
        """Return whose a bearer token is.

        Raises:
            Unauthenticated: unknown or expired, or the account is not active.
        """
        return await self._known_tokens.actor_of(token)

    async def _proven(self, login: str, password: str, address: str, mark: str = "") -> Account:
        network = network_of(address)
        await self._tries_of_address.count(network)
        key = _key(login)
        async with self._database.reading() as session:
            account = await _named(session, key)
        asker = await self._count(key, account, network, mark)
        password_hash = account.password_hash if account else None
        is_right = await self._passwords.verify(password[: LONGEST + 1], password_hash, asker=asker)
        if not is_right or account is None or not account.is_active:
            raise Unauthenticated(WRONG)
        return account

    async def _count(self, key: str, account: Account | None, network: str, mark: str) -> str:
        """Count a try; returns who asks: the browser if it is known, otherwise the network.

        Tries are counted by the name as it was typed: if an account's two names shared a counter, it would tell whose
        e-mail address one is.
        """
        known = self._known_devices.recognise(mark)
        if known and account and known.account_id == account.id:
            await self._tries_of_device.count(known.name)
            return f"device {known.name}"
        await self._tries.count(key, network)
        await self._tries_of_name.count(key)
        return network

    async def _renew(self, session_id: int) -> bool:
        """Have a session's lifetime start again; say whether that could be saved."""
        try:
            return await self._renewals.submit(session_id)
        except Unavailable:
            return False


def _key(login: str) -> str:
    """Return the key of what was typed: of an e-mail address, or of a username."""
    is_address = "@" in text.fold(login)
    return (text.email_key(login) if is_address else text.username_key(login))[:320]


async def _named(session: AsyncSession, key: str) -> Account | None:
    """Return the account with this username or e-mail address, by its key; asks the database in either case alike."""
    by_name = col(Account.email_key) == key if "@" in key else col(Account.username_key) == key
    return (await session.exec(select(Account).where(by_name))).first() if text.is_encodable(key) else None
