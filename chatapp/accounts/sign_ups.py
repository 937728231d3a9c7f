"""Signing up: at once where anybody may, or by a code mailed to the address where addresses are verified."""

import json
from functools import partial
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.accounts import registration
from chatapp.accounts.registration import Accounts
from chatapp.accounts.sign_up_form import FIELDS, SignUp, account_of, validated, with_username
from chatapp.authentication.one_time_codes import OneTimeCodes, Waiting
from chatapp.authentication.passwords import Passwords, own_words
from chatapp.authentication.rate_limit import RateLimits, network_of
from chatapp.errors import Conflict
from chatapp.identity import Actor
from chatapp.mail import MailQueue, templates
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions, UnitOfWork
from chatapp.workspace.workspace import name_of
from models import Account, Purpose


class SignUps:
    """Signing up, step by step: passwords are hashed outside of the transactions, mails leave after their commit.

    Whether an address has an account already is told to nobody but its owner, by mail; a visitor gets the same answer
    after the same work. Usernames are public, so a visitor is told if one is taken.
    """

    def __init__(
        self,
        database: Database,
        transactions: Transactions,
        passwords: Passwords,
        open_sign_up: Accounts,
        codes: OneTimeCodes,
        mail_queue: MailQueue,
        *,
        address: str,
        is_verified: bool,
        limits: RateLimits,
    ) -> None:
        self._database = database
        self._transactions = transactions
        self._passwords = passwords
        self._open_sign_up = open_sign_up
        self._entrance = open_sign_up.entrance
        self._codes = codes
        self._mail_queue = mail_queue
        self._address = address
        self._is_verified = is_verified
        self._tries = limits.per_minute("sign-ups of an address", times=10)

    async def submit(self, form: SignUp, *, asker: str = "", may_be_first: bool = False) -> Actor | Waiting:
        """Make the account, or mail a code that makes it; the very first account needs no code.

        ``asker``: the IP address the request came from. Raises as `Accounts.sign_up`, but where codes are mailed, that
        the e-mail address is taken is no error.
        """
        if not self._is_verified or not await self._open_sign_up.is_set_up():
            return await self._open_sign_up.sign_up(form, address=asker, may_be_first=may_be_first)
        network = network_of(asker)
        await self._tries.count("sign-up", network)
        async with self._database.reading() as session:
            await self._entrance.require_open(session, email=form.email, invite_hash=form.invite_hash)
            whole = await with_username(session, form)
            account = validated(whole, is_internal_allowed=self._open_sign_up.is_internal_allowed)
            await _has_account(session, account)  # a username that is taken costs no mail
        await self._passwords.judge(form.password, own_words(account.username, form.email), asker=network)
        await self._codes.count_mail(Purpose.SIGN_UP, account.email, network)
        account.password_hash = await self._passwords.hash(form.password, asker=network)
        async with self._transactions.begin() as work:
            return await self._issue(work, account, form)

    async def waiting(self, handle: UUID) -> Waiting:
        """Return what is known of a sign-up under way.

        Raises:
            Invalid: field ``code``: it is unknown, done or expired.
        """
        async with self._database.reading() as session:
            return self._codes.waiting(await self._codes.find(session, Purpose.SIGN_UP, handle))

    async def resend(self, handle: UUID, *, asker: str = "") -> Waiting:
        """Mail another code; the previous one is void from now on.

        Raises:
            Invalid: field ``code``: the sign-up is unknown, done or expired.
            RateLimited: the last code was sent less than a minute ago, or too many were within the hour.
        """
        async with self._database.reading() as session:
            known = await self._codes.find(session, Purpose.SIGN_UP, handle)
        self._codes.refuse_too_soon(known)
        await self._codes.count_mail(Purpose.SIGN_UP, known.email, network_of(asker))
        async with self._transactions.begin() as work:
            return await self._reissue(work, handle)

    async def confirm(self, handle: UUID, code: str, *, asker: str = "") -> Actor:
        """Make the account the code was mailed for.

        Raises:
            Invalid: field ``code``: it is wrong (a try is spent), used, expired, or unknown.
            Conflict: the username or the address was taken in the meantime.
            Forbidden: signing up has been closed since.
            Gone: the invite link no longer works.
            RateLimited: too many tries from this address.
        """
        await self._tries.count("confirm", network_of(asker))
        proven = await self._codes.prove(Purpose.SIGN_UP, handle, code)
        pending = json.loads(proven.pending)
        account, invite_hash = account_of(pending), pending.get("invite_hash", "")
        async with self._transactions.begin() as work:
            await self._entrance.require_open(work.session, email=account.email, invite_hash=invite_hash)
            await self._codes.redeem(work, proven)
            actor = await registration.store(work, account, proposed_for=pending.get("proposed_for"))
            await self._entrance.arrive(work, actor, invite_hash=invite_hash)
            return actor

    async def _issue(self, work: UnitOfWork, account: Account, form: SignUp) -> Waiting:
        """Mail a code that makes the account, or to an address that has one already, that it does."""
        has_account = await _has_account(work.session, account)
        pending = "" if has_account else _packed(account, form)
        issued = await self._codes.issue(work, Purpose.SIGN_UP, account.email, pending=pending, is_decoy=has_account)
        await self._mail(work, account.email, issued.secret, has_account=has_account)
        return issued.waiting

    async def _reissue(self, work: UnitOfWork, handle: UUID) -> Waiting:
        """Mail another code in the place of the former one."""
        code = await self._codes.find(work.session, Purpose.SIGN_UP, handle)
        issued = await self._codes.reissue(work, code, is_decoy=not code.pending)
        await self._mail(work, code.email, issued.secret, has_account=not code.pending)
        return issued.waiting

    async def _mail(self, work: UnitOfWork, to: str, code: str, *, has_account: bool) -> None:
        workspace = await name_of(work.session)
        if has_account:
            email = templates.have_account_already(to, self._address, workspace)
        else:
            email = templates.sign_up_code(to, code, self._address, workspace)
        work.after_commit(partial(self._mail_queue.put, email))


async def _has_account(session: AsyncSession, account: Account) -> bool:
    """Say whether the address of a new account has one already.

    Raises:
        Conflict: the username is taken; the same whatever the address.
    """
    taken = await registration.taken(session, account)
    if "username" in taken:
        raise Conflict({"username": taken["username"]})
    return "email" in taken


def _packed(account: Account, form: SignUp) -> str:
    """Return an account to be made as JSON; of its password there is only the bcrypt hash."""
    values: dict[str, str | None] = {field: getattr(account, field) for field in (*FIELDS, "password_hash")}
    values["invite_hash"] = form.invite_hash
    values["proposed_for"] = (form.name or "") if form.username is None else None
    return json.dumps(values)
