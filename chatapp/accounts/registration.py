"""Making an account: who may, and storing it."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import audit
from chatapp.accounts import names, usernames
from chatapp.accounts.sign_up_form import SignUp, rename, validated, with_username
from chatapp.authentication.passwords import Passwords, own_words
from chatapp.authentication.rate_limit import RateLimits, network_of
from chatapp.errors import Conflict, Forbidden
from chatapp.identity import Actor, actor_of
from chatapp.storage.conflicts import EMAIL_TAKEN, USERNAME_TAKEN
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions, UnitOfWork
from models import Account


class Entrance(Protocol):
    """Decides who may sign up, and where new people arrive: see `chatapp.onboarding.entrance`."""

    async def require_open(self, session: AsyncSession, *, email: str, invite_hash: str) -> None:
        """Refuse who may not sign up, before anything else is looked at."""

    async def arrive(self, work: UnitOfWork, actor: Actor, *, invite_hash: str) -> None:
        """Let a person whose account was just made into their first rooms."""


OnMade = Callable[[UnitOfWork, Actor], Awaitable[None]]


async def is_set_up(session: AsyncSession) -> bool:
    """Say whether there is any account yet."""
    return (await session.exec(select(Account.id).limit(1))).first() is not None


async def register(
    work: UnitOfWork, account: Account, form: SignUp, entrance: Entrance, *, may_be_first: bool = False
) -> Actor:
    """Store a new account; the very first one becomes the administrator.

    Args:
        work: the transaction.
        account: from `validated`, with its password hashed.
        form: what it was made of.
        entrance: decides who may sign up once there is an account.
        may_be_first: the caller has shown the right to set this Chatapp up (the token from the log).

    Raises:
        Forbidden: there is no account yet and ``may_be_first`` is false, or signing up is closed.
        Conflict: the username or the address is taken.
        ChatError: the entrance refuses, for example a used invite.
    """
    account.is_administrator = await require_open(work.session, form, entrance, may_be_first=may_be_first)
    actor = await store(work, account, proposed_for=form.name if form.username is None else None)
    if not account.is_administrator:
        await entrance.arrive(work, actor, invite_hash=form.invite_hash)
    return actor


async def require_open(session: AsyncSession, form: SignUp, entrance: Entrance, *, may_be_first: bool) -> bool:
    """Say whether the next account is the very first one; raises as `register`."""
    is_first = not await is_set_up(session)
    if is_first and not may_be_first:
        raise Forbidden("Chatapp isn't set up yet. That takes the setup token: it's in the link in the server's log.")
    if not is_first:
        await entrance.require_open(session, email=form.email, invite_hash=form.invite_hash)
    return is_first


async def register_administrator(work: UnitOfWork, account: Account) -> Actor:
    """Store a new administrator for the operator at the command line, with an entry in the audit trail.

    Raises:
        Conflict: the username or the address is taken.
    """
    account.is_administrator = True
    actor = await store(work, account)
    audit.record(work, actor=None, action="create administrator", subject=account.username, subject_uuid=account.uuid)
    return actor


async def store(work: UnitOfWork, account: Account, *, proposed_for: str | None = None) -> Actor:
    """Store a new account. Checks no rights.

    ``proposed_for``: the name that the username was proposed for; another one is proposed if it was taken meanwhile.

    Raises:
        Conflict: the username or the address is taken.
    """
    if proposed_for is not None:
        rename(account, await usernames.propose(work.session, proposed_for, account.email))
    await require_free(work.session, account)
    work.session.add(account)
    await work.session.flush()
    return actor_of(account)


async def taken(session: AsyncSession, account: Account) -> dict[str, str]:
    """Return which values of a new account are taken already: field → sentence."""
    problems: dict[str, str] = {}
    if await names.is_username_taken(session, account.username):
        problems |= USERNAME_TAKEN
    if await names.is_email_taken(session, account.email):
        problems |= EMAIL_TAKEN
    return problems


async def require_free(session: AsyncSession, account: Account) -> None:
    """Let an account pass whose username and address nobody has.

    Raises:
        Conflict: the username or the address is taken.
    """
    if problems := await taken(session, account):
        raise Conflict(problems)


class Accounts:
    """Signing up at once, step by step: tries are counted and the password hashed outside of the transaction."""

    def __init__(
        self,
        database: Database,
        transactions: Transactions,
        passwords: Passwords,
        *,
        limits: RateLimits,
        entrance: Entrance,
        is_internal_allowed: bool = False,
    ) -> None:
        self._database = database
        self._transactions = transactions
        self._passwords = passwords
        self._tries_of_address = limits.per_minute("accounts of an address", times=10)
        self.entrance = entrance
        self.is_internal_allowed = is_internal_allowed

    async def is_set_up(self) -> bool:
        """Say whether there is any account yet."""
        async with self._database.reading() as session:
            return await is_set_up(session)

    async def sign_up(
        self,
        form: SignUp,
        *,
        address: str = "",
        may_be_first: bool = False,
        as_administrator: bool = False,
        on_made: OnMade | None = None,
    ) -> Actor:
        """Make an account; the very first one becomes the administrator. See `register`, also for the rights.

        ``address``: where the request came from; tries are limited for each. ``on_made``: what else the transaction
        does that stores the account.

        Raises:
            Invalid: field → sentence, every wrong field at once.
            Conflict: the username or the address is taken.
            Forbidden: there is no account yet and ``may_be_first`` is false, or signing up is closed.
            RateLimited: too many tries from this address.
            Busy: too many wait already for their password to be judged or hashed.
            ChatError: the entrance refuses, for example a used invite.
        """
        asker = network_of(address)
        await self._tries_of_address.count(asker)
        async with self._database.reading() as session:  # before anything that takes long
            if not as_administrator:
                await require_open(session, form, self.entrance, may_be_first=may_be_first)
            whole = await with_username(session, form)
            account = validated(whole, is_internal_allowed=self.is_internal_allowed)
            await require_free(session, account)
        account.password_hash = await self._hash(whole, asker)
        async with self._transactions.begin() as work:
            if as_administrator:
                actor = await register_administrator(work, account)
            else:
                actor = await register(work, account, form, self.entrance, may_be_first=may_be_first)
            if on_made is not None:
                await on_made(work, actor)
            return actor

    async def _hash(self, form: SignUp, asker: str) -> str:
        await self._passwords.judge(form.password, own_words(form.username or "", form.email), asker=asker)
        return await self._passwords.hash(form.password, asker=asker)
