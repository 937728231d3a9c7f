"""A forgotten password: a link is mailed, and whoever opens it chooses a new password."""

from datetime import timedelta
from functools import partial
from typing import Final

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.accounts import names
from chatapp.accounts.own_account import replace_password
from chatapp.authentication.one_time_codes import LINK_GONE, OneTimeCodes
from chatapp.authentication.passwords import Passwords, own_words
from chatapp.authentication.rate_limit import RateLimits, network_of
from chatapp.errors import Invalid, NotFound
from chatapp.mail import Email, MailQueue, templates
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions, UnitOfWork
from chatapp.web import links
from chatapp.workspace.workspace import name_of
from models import Account, OneTimeCode, Purpose

WELCOME_LIFETIME: Final = timedelta(days=7)  # who was not waiting for a link may read it late


class PasswordResets:
    """Resetting, step by step: passwords are hashed outside of the transactions, mails leave after their commit."""

    def __init__(
        self,
        database: Database,
        transactions: Transactions,
        passwords: Passwords,
        codes: OneTimeCodes,
        mail_queue: MailQueue,
        *,
        address: str,
        limits: RateLimits,
    ) -> None:
        self._database = database
        self._transactions = transactions
        self._passwords = passwords
        self._codes = codes
        self._mail_queue = mail_queue
        self._address = address
        self._tries = limits.per_minute("resets of an address", times=10)

    async def request(self, email: str, *, asker: str = "") -> None:
        """Mail a link if an active account has this address. Callers cannot tell whether one has.

        ``asker``: the IP address the request came from.

        Raises:
            Invalid: field ``email``: this is no address.
            RateLimited: the last mail was sent less than a minute ago, or too many were within the hour.
        """
        email = names.email(email, "email", is_internal_allowed=True)  # whoever has an account may reset its password
        async with self._database.reading() as session:
            await self._refuse_too_soon(session, email)  # impatience costs no mail
        await self._codes.count_mail(Purpose.RESET_PASSWORD, email, network_of(asker))
        async with self._transactions.begin() as work:
            await self._issue(work, email)

    async def send(self, work: UnitOfWork, account_id: int) -> None:
        """Mail a link to an account's owner, because an administrator says so. The mail leaves after the commit.

        Raises:
            NotFound: there is no such active account.
        """
        account = await work.session.get(Account, account_id)
        if account is None or not account.is_active:
            raise NotFound
        issued = await self._codes.issue(work, Purpose.RESET_PASSWORD, account.email, account_id=account.id)
        self._mail(work, templates.reset_link(account.email, issued.secret, self._address, await name_of(work.session)))

    async def welcome(self, work: UnitOfWork, account: Account) -> str:
        """Return the link by which the owner of a new account chooses a password; it is mailed to them, too."""
        issued = await self._codes.issue(
            work, Purpose.RESET_PASSWORD, account.email, account_id=account.id, lifetime=WELCOME_LIFETIME
        )
        self._mail(work, templates.welcome(account.email, issued.secret, self._address, await name_of(work.session)))
        return links.reset_link(self._address, issued.secret)

    async def is_live(self, token: str) -> bool:
        """Say whether a link still works; asking spends nothing."""
        async with self._database.reading() as session:
            try:
                await self._codes.holder(session, token)
            except Invalid:
                return False
            return True

    async def complete(self, token: str, password: str, *, asker: str = "") -> int:
        """Set the new password, end every session and take every API token back; returns the account's id.

        Announces SessionEnded for each session.

        Raises:
            Invalid: field ``token``: the link is unknown, used or expired; field ``password``: too short, too long or
                easily guessed (the link still works then).
            RateLimited: too many tries from this address.
            Busy: too many passwords wait to be judged or hashed.
        """
        network = network_of(asker)
        await self._tries.count(network)
        async with self._database.reading() as session:
            code = await self._codes.holder(session, token)
            owner = await session.get(Account, code.account_id) if code.account_id else None
        if owner is None:
            raise Invalid({"token": LINK_GONE})
        await self._passwords.judge(password, own_words(owner.username, owner.email), asker=network)
        password_hash = await self._passwords.hash(password, asker=network)
        async with self._transactions.begin() as work:
            await self._redeem(work, code, owner.id, password_hash)
        return owner.id

    async def _issue(self, work: UnitOfWork, email: str) -> None:
        """Mail a link to an active account with this address; a decoy for any other makes the same work."""
        await self._refuse_too_soon(work.session, email)
        is_meant = Account.email_key == text.email_key(email)
        found = await work.session.exec(select(Account).where(is_meant, Account.is_active))
        account = found.first()
        issued = await self._codes.issue(
            work,
            Purpose.RESET_PASSWORD,
            email,
            account_id=account.id if account else None,
            is_decoy=account is None,
        )
        if account:
            self._mail(
                work, templates.reset_link(account.email, issued.secret, self._address, await name_of(work.session))
            )

    async def _redeem(self, work: UnitOfWork, code: OneTimeCode, account_id: int, password_hash: str) -> None:
        """Use a link up, set the new password and tell the owner by mail."""
        await self._codes.redeem(work, code)
        account = await work.session.get_one(Account, account_id)
        if not account.is_active:
            raise Invalid({"token": LINK_GONE})
        await replace_password(work, account, password_hash)
        self._mail(work, templates.password_changed(account.email, self._address, await name_of(work.session)))

    def _mail(self, work: UnitOfWork, email: Email) -> None:
        work.after_commit(partial(self._mail_queue.put, email))

    async def _refuse_too_soon(self, session: AsyncSession, email: str) -> None:
        if last := await self._codes.last_for(session, Purpose.RESET_PASSWORD, email):
            self._codes.refuse_too_soon(last)
