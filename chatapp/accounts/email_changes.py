"""Another e-mail address for a person: proven by a code mailed there, where this Chatapp can mail."""

from functools import partial

from chatapp import text
from chatapp.accounts import names
from chatapp.accounts.own_account import OwnAccount
from chatapp.authentication import one_time_codes
from chatapp.authentication.one_time_codes import OneTimeCodes, Waiting
from chatapp.authentication.rate_limit import asker_of
from chatapp.errors import Conflict, Invalid
from chatapp.events import AccountChanged, account_topic
from chatapp.identity import Actor, active_account, actor_of
from chatapp.mail import Email, MailQueue, templates
from chatapp.storage.conflicts import EMAIL_TAKEN
from chatapp.storage.unit_of_work import Transactions, UnitOfWork
from chatapp.workspace.workspace import name_of
from models import Account, Purpose


class EmailChanges:
    """Changing the e-mail address, step by step.

    Passwords are verified outside of the transactions, mails leave after their commit.

    ``is_verified``: a code must come back from the new address, and whether somebody else has it is told to its owner
    alone. Otherwise the change is done at once. ``is_internal_allowed``: see `names.email`.
    """

    def __init__(
        self,
        transactions: Transactions,
        own_account: OwnAccount,
        codes: OneTimeCodes,
        mail_queue: MailQueue,
        *,
        address: str,
        is_verified: bool,
        is_internal_allowed: bool = False,
    ) -> None:
        self._transactions = transactions
        self._own_account = own_account
        self._codes = codes
        self._mail_queue = mail_queue
        self._address = address
        self._is_verified = is_verified
        self._is_internal_allowed = is_internal_allowed

    async def request(self, *, actor: Actor, email: str, password: str) -> Actor | Waiting:
        """Mail a code to the new address; without verification, change it at once and return the changed actor.

        Announces AccountChanged when it is changed.

        Raises:
            Invalid: this is no address, or the actor's own; or the password is wrong.
            Conflict: the address is taken (only without verification).
            RateLimited: too many passwords tried, or too many mails asked for.
            Unauthenticated: the account is no longer active.
        """
        email = names.email(email, "email", is_internal_allowed=self._is_internal_allowed)
        await self._own_account.confirm(actor=actor, password=password)
        if not self._is_verified:
            async with self._transactions.begin() as work:
                account = await active_account(work.session, actor)
                _refuse_own(account, email)
                return await self._change(work, account, email)
        await self._codes.count_mail(Purpose.CHANGE_EMAIL, email, asker_of(actor))
        async with self._transactions.begin() as work:
            return await self._issue(work, actor, email)

    async def confirm(self, *, actor: Actor, code: str) -> Actor:
        """Change the address to the one the code was mailed to. Announces AccountChanged.

        Raises:
            Invalid: field ``code``: it is wrong (a try is spent), used or expired, or none was asked for.
            Conflict: the address was taken in the meantime.
            Unauthenticated: the account is no longer active.
        """
        proven = await self._codes.prove(Purpose.CHANGE_EMAIL, actor.account_id, code)
        async with self._transactions.begin() as work:
            account = await active_account(work.session, actor)
            await self._codes.redeem(work, proven)
            return await self._change(work, account, proven.email)

    async def _issue(self, work: UnitOfWork, actor: Actor, email: str) -> Waiting:
        """Mail a code to the new address; if it has an account already, warn its owner instead."""
        account = await active_account(work.session, actor)
        _refuse_own(account, email)
        purpose = Purpose.CHANGE_EMAIL
        if last := await self._codes.last_for(work.session, purpose, email, account.id):
            self._codes.refuse_too_soon(last)
        is_taken = await names.is_email_taken(work.session, email)
        issued = await self._codes.issue(work, purpose, email, account_id=account.id, is_decoy=is_taken)
        if is_taken:
            self._mail(work, templates.address_wanted(email, self._address, await name_of(work.session)))
        else:
            self._mail(
                work, templates.email_change_code(email, issued.secret, self._address, await name_of(work.session))
            )
        return issued.waiting

    async def _change(self, work: UnitOfWork, account: Account, email: str) -> Actor:
        """Change the address and tell the former one by mail."""
        former = await _set(work, account, email)
        self._mail(work, templates.email_changed(former, self._address, await name_of(work.session)))
        return actor_of(account)

    def _mail(self, work: UnitOfWork, email: Email) -> None:
        work.after_commit(partial(self._mail_queue.put, email))


async def _set(work: UnitOfWork, account: Account, email: str) -> str:
    """Set the address and return the former one; links mailed there are void from now on."""
    if await names.is_email_taken(work.session, email):
        raise Conflict(EMAIL_TAKEN)
    former, account.email, account.email_key = account.email, email, text.email_key(email)
    work.session.add(account)
    await one_time_codes.forget(work, account.id)
    work.announce(account_topic(account.id), AccountChanged(account.id))
    return former


def _refuse_own(account: Account, email: str) -> None:
    if account.email_key == text.email_key(email):
        raise Invalid({"email": "This is already your e-mail address."})
