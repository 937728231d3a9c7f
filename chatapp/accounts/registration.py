"""Making an account: who may, what its name, e-mail address and password must be, and storing it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import audit, text
from chatapp.accounts import names
from chatapp.accounts.countries import country
from chatapp.authentication.passwords import Passwords, fault, own_words
from chatapp.authentication.rate_limit import RateLimits, network_of
from chatapp.errors import Conflict, Forbidden, Invalid
from chatapp.identity import Actor, actor_of
from chatapp.storage.conflicts import EMAIL_TAKEN, USERNAME_TAKEN
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions, UnitOfWork
from chatapp.web import urls
from models import Account

CLOSED = "Sign-up is closed. Ask an administrator for an account."
FIELDS: Final[Mapping[str, Callable[[str, str], str]]] = {
    "username": names.username,
    "email": names.email,
    "first_name": names.person,
    "last_name": names.person,
    "country": country,
}


@dataclass(frozen=True, slots=True)
class SignUp:
    """What a person enters to sign up."""

    username: str
    email: str
    password: str
    first_name: str = ""
    last_name: str = ""
    country: str = ""  # ISO 3166-1 alpha-2; empty: not told


async def is_set_up(session: AsyncSession) -> bool:
    """Say whether there is any account yet."""
    return (await session.exec(select(Account.id).limit(1))).first() is not None


async def register(work: UnitOfWork, account: Account, *, is_open: bool, may_be_first: bool = False) -> Actor:
    """Store a new account; the very first one becomes the administrator.

    Args:
        work: the transaction.
        account: from `validated`, with its password hashed.
        is_open: whether anybody may sign up once there is an account.
        may_be_first: the caller has shown the right to set this Chatapp up (loopback, or the token from the log).

    Raises:
        Forbidden: there is no account yet and ``may_be_first`` is false, or signing up is closed.
        Conflict: the username or the address is taken.
    """
    account.is_administrator = await require_open(work.session, is_open=is_open, may_be_first=may_be_first)
    return await store(work, account)


async def require_open(session: AsyncSession, *, is_open: bool, may_be_first: bool) -> bool:
    """Say whether the next account is the very first one.

    Raises:
        Forbidden: there is no account yet and ``may_be_first`` is false, or signing up is closed.
    """
    is_first = not await is_set_up(session)
    if is_first and not may_be_first:
        raise Forbidden(f"Chatapp isn't set up yet. Open {urls.SETUP} with the token from the server's log.")
    if not (is_first or is_open):
        raise Forbidden(CLOSED)
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


async def store(work: UnitOfWork, account: Account) -> Actor:
    """Store a new account. Checks no rights.

    Raises:
        Conflict: the username or the address is taken.
    """
    await require_free(work.session, account)
    work.session.add(account)
    await work.session.flush()
    return actor_of(account)


def validated(form: SignUp, *, is_internal_allowed: bool = False) -> Account:
    """Return the account a form asks for, without its password, not stored and not compared with others.

    How easily the password is guessed takes long to find out, so that is asked last: see `Passwords.judge`.
    ``is_internal_allowed``: see `names.email`.

    Raises:
        Invalid: field → sentence, every wrong field at once.
    """
    problems: dict[str, str] = {}
    values: dict[str, str] = {}
    email: Callable[[str, str], str] = partial(names.email, is_internal_allowed=is_internal_allowed)
    for field, clean in {**FIELDS, "email": email}.items():
        try:
            values[field] = clean(getattr(form, field), field)
        except Invalid as error:
            problems |= error.fields
    if problem := fault(form.password):
        problems["password"] = problem
    if problems:
        raise Invalid(problems)
    return account_of(values)


def account_of(values: Mapping[str, str]) -> Account:
    """Return an account made of clean values, with the keys it is found by."""
    return Account(
        username=values["username"],
        username_key=text.username_key(values["username"]),
        email=values["email"],
        email_key=text.email_key(values["email"]),
        first_name=values["first_name"],
        last_name=values["last_name"],
        country=values["country"],
        password_hash=values.get("password_hash", ""),
        search_key=search_key_of(values["username"], values["first_name"], values["last_name"]),
    )


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


def search_key_of(username: str, first_name: str, last_name: str) -> str:
    """Return the text that a search for accounts looks in."""
    return text.fold(f"{username} {first_name} {last_name}")[:1000]


class Accounts:
    """Signing up at once, step by step: tries are counted and the password hashed outside of the transaction."""

    def __init__(
        self,
        database: Database,
        transactions: Transactions,
        passwords: Passwords,
        *,
        limits: RateLimits,
        is_open: bool,
        is_internal_allowed: bool = False,
    ) -> None:
        self._database = database
        self._transactions = transactions
        self._passwords = passwords
        self._tries_of_address = limits.per_minute("accounts of an address", times=10)
        self.is_open = is_open
        self.is_internal_allowed = is_internal_allowed

    async def is_set_up(self) -> bool:
        """Say whether there is any account yet."""
        async with self._database.reading() as session:
            return await is_set_up(session)

    async def sign_up(
        self, form: SignUp, *, address: str = "", may_be_first: bool = False, as_administrator: bool = False
    ) -> Actor:
        """Make an account; the very first one becomes the administrator. See `register`, also for the rights.

        ``address``: where the request came from; tries are limited for each.

        Raises:
            Invalid: field → sentence, every wrong field at once.
            Conflict: the username or the address is taken.
            Forbidden: there is no account yet and ``may_be_first`` is false, or signing up is closed.
            RateLimited: too many tries from this address.
            Busy: too many wait already for their password to be judged or hashed.
        """
        asker = network_of(address)
        await self._tries_of_address.count(asker)
        account = validated(form, is_internal_allowed=self.is_internal_allowed)
        async with self._database.reading() as session:  # before anything that takes long
            if not as_administrator:
                await require_open(session, is_open=self.is_open, may_be_first=may_be_first)
            await require_free(session, account)
        account.password_hash = await self._hash(form, asker)
        async with self._transactions.begin() as work:
            if as_administrator:
                return await register_administrator(work, account)
            return await register(work, account, is_open=self.is_open, may_be_first=may_be_first)

    async def _hash(self, form: SignUp, asker: str) -> str:
        await self._passwords.judge(form.password, own_words(form.username, form.email), asker=asker)
        return await self._passwords.hash(form.password, asker=asker)
