"""Signing in and out, and telling who is asking: by a browser's cookie, or by a program's bearer token."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, delete
from sqlmodel import col, select

from chatapp import text
from chatapp.authentication import passwords as strength
from chatapp.authentication.passwords import Passwords
from chatapp.authentication.rate_limit import RateLimits
from chatapp.errors import Unauthenticated, Unavailable
from chatapp.events import SessionEnded, account_topic
from chatapp.identity import Actor, active_account, actor_of
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions, UnitOfWork
from models import Account, ApiToken, LoginSession
from models.utc_datetime import now

SEEN_EVERY = timedelta(minutes=5)  # how exact "last seen" is; each write costs a durable commit
# asked for every page, and built once: building a query takes longer than running it
VISIT = (
    select(LoginSession, Account)
    .join(Account, col(Account.id) == LoginSession.account_id)
    .where(
        LoginSession.token_hash == bindparam("token_hash"),
        col(LoginSession.expires_at) > bindparam("now"),
        Account.is_active,
    )
)
END_OF_VISIT = (
    select(LoginSession.expires_at)
    .join(Account, col(Account.id) == LoginSession.account_id)
    .where(
        LoginSession.id == bindparam("session_id"),
        col(LoginSession.expires_at) > bindparam("now"),
        Account.is_active,
    )
)
WRONG = "That is not the right password for this name, or there is no such account."


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A proven identity. ``token`` is the secret a cookie or a bearer header carries; it is not kept."""

    actor: Actor
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Visit:
    """A page's claim: whose it is and which signed-in browser it belongs to."""

    actor: Actor
    session_id: int
    token_hash: str
    is_renewed: bool = False  # its lifetime starts anew: the cookie should be sent again


def token_hash(token: str) -> str:
    """Return what is kept of a token: its SHA-256. Tokens are 256 random bits, so no salt is needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


class Sessions:
    """The service. Passwords are verified outside the transactions, which it opens itself."""

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
        """Start a session for somebody who has just proven, by a password or a code, whose account it is.

        ``proven_hash``: the password hash that was proven; if it has changed meanwhile, nothing is proven any more.

        Raises:
            Unauthenticated: the account is not active any more, or its password is another one.
        """
        token, expires_at = secrets.token_urlsafe(32), now() + self._session_lifetime
        async with self._transactions.begin() as work:
            account = await _still(work, account_id, proven_hash)
            expired = (col(LoginSession.account_id) == account_id) & (col(LoginSession.expires_at) <= now())
            await work.session.exec(delete(LoginSession).where(expired))
            work.session.add(
                LoginSession(
                    account_id=account_id,
                    token_hash=token_hash(token),
                    device=_printable(device)[:200],
                    address=address[:64],
                    expires_at=expires_at,
                )
            )
            return SignedIn(actor_of(account), token, expires_at)

    async def issue_token(self, login: str, password: str, *, name: str = "", address: str = "") -> SignedIn:
        """Issue a bearer token for a program; ``name`` is what its owner calls it. Raises as `sign_in`.

        Raises:
            Invalid: the name is too long.
        """
        name = token_name(name)
        proven = await self._proven(login, password, address)
        async with self._transactions.begin() as work:
            return await self._issue(work, await _still(work, proven.id, proven.password_hash), name)

    async def make_token(self, *, actor: Actor, name: str) -> SignedIn:
        """Issue a bearer token to somebody who is signed in already.

        Raises:
            Invalid: the name is missing or too long.
            Unauthenticated: the account is not active any more.
        """
        name = token_name(name, at_least=1)
        async with self._transactions.begin() as work:
            return await self._issue(work, await active_account(work.session, actor), name)

    async def sign_out(self, token: str) -> None:
        """End the session this cookie's token belongs to. Announces SessionEnded; unknown tokens are no error."""
        async with self._transactions.begin() as work:
            found = await work.session.exec(
                select(LoginSession.account_id).where(LoginSession.token_hash == token_hash(token))
            )
            if (account_id := found.first()) is not None:
                await end_sessions(work, account_id, col(LoginSession.token_hash) == token_hash(token))

    async def visit(self, token: str) -> Visit | None:
        """Tell who a browser's cookie belongs to; None when it is unknown, expired or its account is not active."""
        hashed = token_hash(token)
        async with self._database.reading() as session:
            found = await session.exec(VISIT, params={"token_hash": hashed, "now": now()})
            if (row := found.first()) is None:
                return None
            login_session, account = row
        is_renewed = now() - login_session.last_seen_at > SEEN_EVERY and await self._note_seen(login_session)
        return Visit(actor_of(account), login_session.id, hashed, is_renewed)

    async def seconds_left(self, visit: Visit) -> float | None:
        """Return how long the session of an open page still lives; None when it has ended."""
        async with self._database.reading() as session:
            found = await session.exec(END_OF_VISIT, params={"session_id": visit.session_id, "now": now()})
            expires_at = found.first()
            return None if expires_at is None else (expires_at - now()).total_seconds()

    async def bearer(self, token: str) -> Actor:
        """Tell who a bearer token belongs to.

        Raises:
            Unauthenticated: unknown or expired, or the account is not active.
        """
        async with self._database.reading() as session:
            found = await session.exec(
                select(Account)
                .join(ApiToken, col(ApiToken.account_id) == Account.id)
                .where(ApiToken.token_hash == token_hash(token), ApiToken.expires_at > now(), Account.is_active)
            )
            if (account := found.first()) is None:
                raise Unauthenticated("This token is unknown or has expired. Ask for a new one at /api/v1/tokens.")
            return actor_of(account)

    async def _proven(self, login: str, password: str, address: str) -> Account:
        await self._tries_of_address.count(address)
        key = text.fold(login)[:320]
        async with self._database.reading() as session:
            by_name = col(Account.email_key) == key if "@" in key else col(Account.username_key) == key
            account = (await session.exec(select(Account).where(by_name))).first() if text.is_encodable(key) else None
        await self._tries.count(f"#{account.id}" if account else key, address)  # by both its names together
        is_right = await self._passwords.verify(
            password[: strength.LONGEST + 1], account.password_hash if account else None
        )
        if not is_right or account is None or not account.is_active:
            raise Unauthenticated(WRONG)
        return account

    async def _issue(self, work: UnitOfWork, account: Account, name: str) -> SignedIn:
        token, expires_at = secrets.token_urlsafe(32), now() + self._token_lifetime
        expired = (col(ApiToken.account_id) == account.id) & (col(ApiToken.expires_at) <= now())
        await work.session.exec(delete(ApiToken).where(expired))
        work.session.add(
            ApiToken(account_id=account.id, token_hash=token_hash(token), name=name, expires_at=expires_at)
        )
        return SignedIn(actor_of(account), token, expires_at)

    async def _note_seen(self, login_session: LoginSession) -> bool:
        """Have a session's lifetime start anew; says whether that could be saved. Whoever only reads need not wait."""
        try:
            async with self._transactions.begin() as work:
                if stored := await work.session.get(LoginSession, login_session.id):
                    stored.last_seen_at = now()
                    stored.expires_at = now() + self._session_lifetime
        except Unavailable:
            return False
        return True


async def _still(work: UnitOfWork, account_id: int, proven_hash: str | None) -> Account:
    """Return the account if what was proven outside of this transaction still holds."""
    account = await work.session.get(Account, account_id)
    if account is None or not account.is_active or proven_hash not in (None, account.password_hash):
        raise Unauthenticated(WRONG)
    return account


async def end_all(work: UnitOfWork, account_id: int, *, but: int | None = None) -> None:
    """End every session of an account, except the one with the id ``but``, and take its API tokens back.

    Announces SessionEnded for each session: pages that are open go to the sign-in page.
    """
    await end_sessions(work, account_id, col(LoginSession.id) != (but or 0))
    await work.session.exec(delete(ApiToken).where(col(ApiToken.account_id) == account_id))


async def end_sessions(work: UnitOfWork, account_id: int, which: ColumnElement[bool]) -> int:
    """End those of an account's sessions, and say how many. Announces SessionEnded for each."""
    ended = await work.session.exec(
        delete(LoginSession)
        .where(col(LoginSession.account_id) == account_id, which)
        .returning(col(LoginSession.id))
        .execution_options(synchronize_session=False)
    )
    ids = [session_id for (session_id,) in ended.all()]
    for session_id in ids:
        work.announce(account_topic(account_id), SessionEnded(session_id))
    return len(ids)


def token_name(value: str, *, at_least: int = 0) -> str:
    """Return what a token is called, fit to store.

    Raises:
        Invalid: over 60 characters, or fewer than ``at_least``.
    """
    return text.single_line(value, "name", "The name", at_least=at_least, at_most=60)


def _printable(value: str) -> str:
    return "".join(c for c in value if c.isprintable() and text.is_encodable(c))
