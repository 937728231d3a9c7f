"""Signing in and out, step by step: tries are counted and passwords verified outside of the transactions."""

from dataclasses import replace
from datetime import timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.authentication import passwords as strength
from chatapp.authentication import sessions, tokens
from chatapp.authentication.passwords import Passwords
from chatapp.authentication.rate_limit import RateLimits
from chatapp.authentication.sessions import WRONG, SignedIn, Visit
from chatapp.errors import Unauthenticated, Unavailable
from chatapp.identity import Actor, active_account
from chatapp.storage.database import Database
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
        limits: RateLimits,
        session_days: int,
        token_days: int,
    ) -> None:
        self._database = database
        self._transactions = transactions
        self._passwords = passwords
        self._tries = limits.per_minute("sign-ins")
        self._tries_of_address = limits.per_minute("sign-ins of an address", times=10)
        self._session_lifetime = timedelta(days=session_days)
        self._token_lifetime = timedelta(days=token_days)

    async def sign_in(self, login: str, password: str, *, device: str = "", address: str = "") -> SignedIn:
        """Start a session for a browser. Takes as long whether the account exists or not.

        Raises:
            Unauthenticated: wrong name or password; it does not say which.
            RateLimited: too many tries for this name from this address, or from this address.
        """
        proven = await self._proven(login, password, address)
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

        From time to time the session's lifetime starts anew, if that can be saved: readers need not wait for it.
        """
        async with self._database.reading() as session:
            found = await sessions.find(session, token)
        if found is None:
            return None
        visit, is_due = found
        return replace(visit, is_renewed=is_due and await self._renew(visit.session_id))

    async def seconds_left(self, visit: Visit) -> float | None:
        """Return how long the session of an open page still lives; None when it has ended."""
        async with self._database.reading() as session:
            return await sessions.seconds_left(session, visit.session_id)

    async def bearer(self, token: str) -> Actor:
        """Return whose a bearer token is.

        Raises:
            Unauthenticated: unknown or expired, or the account is not active.
        """
        async with self._database.reading() as session:
            return await tokens.bearer(session, token)

    async def _proven(self, login: str, password: str, address: str) -> Account:
        await self._tries_of_address.count(address)
        key = _key(login)
        async with self._database.reading() as session:
            account = await _named(session, key)
        await self._tries.count(f"#{account.id}" if account else key, address)  # by both its names together
        is_right = await self._passwords.verify(
            password[: strength.LONGEST + 1], account.password_hash if account else None
        )
        if not is_right or account is None or not account.is_active:
            raise Unauthenticated(WRONG)
        return account

    async def _renew(self, session_id: int) -> bool:
        """Have a session's lifetime start anew; say whether that could be saved."""
        try:
            async with self._transactions.begin() as work:
                await sessions.renew(work, session_id, lifetime=self._session_lifetime)
        except Unavailable:
            return False
        return True


def _key(login: str) -> str:
    """Return the key of what was typed: of an e-mail address, or of a username."""
    is_address = "@" in text.fold(login)
    return (text.email_key(login) if is_address else text.username_key(login))[:320]


async def _named(session: AsyncSession, key: str) -> Account | None:
    """Return the account with this username or e-mail address, by its key; asks the database in either case alike."""
    by_name = col(Account.email_key) == key if "@" in key else col(Account.username_key) == key
    return (await session.exec(select(Account).where(by_name))).first() if text.is_encodable(key) else None
