"""One-time codes and links, sent by mail alone: whoever returns one reads the mail of that address."""

import hashlib
import hmac
import math
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.authentication.rate_limit import RateLimits
from chatapp.errors import Invalid, RateLimited
from chatapp.storage.unit_of_work import Transactions, UnitOfWork
from models import OneTimeCode, Purpose

DIGITS: Final = 6
TRIES: Final = 5
TYPED: Final = frozenset({Purpose.SIGN_UP, Purpose.CHANGE_EMAIL})  # six digits, typed by hand; the rest are links
COOL_DOWN: Final = timedelta(seconds=60)
LIFETIMES: Final = {
    Purpose.SIGN_UP: timedelta(minutes=10),
    Purpose.CHANGE_EMAIL: timedelta(minutes=10),
    Purpose.RESET_PASSWORD: timedelta(minutes=30),
}
MAILS_AN_HOUR: Final = 6  # to one address, for one purpose: so five tries a mail are too few to guess by
GONE: Final = "This code no longer works. Ask for a new one."
LINK_GONE: Final = "This link no longer works: it was already used, or it has expired. Ask for a new one."


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the asker is told about a code under way, the same whether or not a mail was sent.

    ``may_resend_at``: from when on another may be asked for.
    """

    handle: UUID
    email: str
    expires_at: datetime
    may_resend_at: datetime


@dataclass(frozen=True, slots=True)
class Issued:
    """A new code: its secret, which goes to the address alone, and what the asker is told."""

    secret: str = field(repr=False)
    waiting: Waiting


class OneTimeCodes:
    """Issues and redeems codes. The database keeps a keyed hash, from which nobody finds the code."""

    def __init__(
        self, transactions: Transactions, key: bytes, now: Callable[[], datetime], *, limits: RateLimits
    ) -> None:
        self._transactions = transactions
        self._key = key
        self._now = now
        self._mails = limits.per_hour("mails to an address", MAILS_AN_HOUR)
        self._mails_of_asker = limits.per_minute("mails of an asker")

    async def count_mail(self, purpose: Purpose, email: str, asker: str) -> None:
        """Count a mail to an address, whether or not one is sent: no limit tells which.

        ``asker``: the network it was asked for from, or the account, where it is one that asks.

        Raises:
            RateLimited: enough mails of this kind went to this address within the hour, or by this asker.
        """
        await self._mails_of_asker.count(asker)
        await self._mails.count(purpose, text.email_key(email))

    async def issue(
        self,
        work: UnitOfWork,
        purpose: Purpose,
        email: str,
        *,
        account_id: int | None = None,
        pending: str = "",
        is_decoy: bool = False,
        lifetime: timedelta | None = None,
    ) -> Issued:
        """Store a new code, in place of the older ones for the same address (to change it: of the same account).

        What has expired is removed as well. A decoy looks the same to whoever asked, and no code is ever right for it.
        ``lifetime``: other than the usual of this purpose.
        """
        older = col(OneTimeCode.email_key) == text.email_key(email)
        if purpose is Purpose.CHANGE_EMAIL:  # others who want the address cannot void this account's code
            older = col(OneTimeCode.account_id) == account_id
        is_older = (col(OneTimeCode.purpose) == purpose) & older
        await work.session.exec(delete(OneTimeCode).where(is_older | (col(OneTimeCode.expires_at) <= self._now())))
        code = OneTimeCode(
            uuid=uuid4(),
            purpose=purpose,
            account_id=account_id,
            email=email,
            email_key=text.email_key(email),
            secret_hash="",
            tries_left=TRIES,
            pending=pending,
            expires_at=self._now(),
        )
        return await self._renew(work, code, is_decoy=is_decoy, lifetime=lifetime)

    async def reissue(self, work: UnitOfWork, code: OneTimeCode, *, is_decoy: bool = False) -> Issued:
        """Put a new secret in the place of one that was sent: the handle stays, the former secret is worth nothing.

        Raises:
            RateLimited: the last one was sent less than a minute ago.
        """
        self.refuse_too_soon(code)
        return await self._renew(work, code, is_decoy=is_decoy)

    def waiting(self, code: OneTimeCode) -> Waiting:
        """Return what the asker is told of a code."""
        return Waiting(code.uuid, code.email, code.expires_at, code.sent_at + COOL_DOWN)

    def refuse_too_soon(self, code: OneTimeCode) -> None:
        """Refuse to send another mail within a minute.

        Raises:
            RateLimited: this code was sent less than a minute ago.
        """
        seconds = math.ceil((code.sent_at + COOL_DOWN - self._now()).total_seconds())
        if seconds > 0:
            raise RateLimited(
                f"We've just sent you an e-mail. Wait {seconds} seconds before asking for another.", retry_after=seconds
            )

    async def find(self, session: AsyncSession, purpose: Purpose, whose: UUID | int) -> OneTimeCode:
        """Return a live code by its handle, or by the account that asked for it.

        Raises:
            Invalid: field ``code``: there is none, or it has expired.
        """
        is_whose = col(OneTimeCode.uuid) == whose if isinstance(whose, UUID) else col(OneTimeCode.account_id) == whose
        found = await session.exec(
            select(OneTimeCode).where(OneTimeCode.purpose == purpose, is_whose, OneTimeCode.expires_at > self._now())
        )
        if (code := found.first()) is None:
            raise Invalid({"code": GONE})
        return code

    async def last_for(
        self, session: AsyncSession, purpose: Purpose, email: str, account_id: int | None = None
    ) -> OneTimeCode | None:
        """Return what was issued last for an address, by an account if one is given."""
        query = select(OneTimeCode).where(
            OneTimeCode.purpose == purpose, OneTimeCode.email_key == text.email_key(email)
        )
        if account_id is not None:
            query = query.where(OneTimeCode.account_id == account_id)
        return (await session.exec(query)).first()

    async def prove(self, purpose: Purpose, whose: UUID | int, secret: str) -> OneTimeCode:
        """Return the code if the secret is right; then `redeem` it in the transaction of what it allows.

        A try is spent, durably, before anything is compared, in a transaction of its own: no later failure gives it
        back, and tries that arrive together cannot share one. What is not six digits costs none. Spaces do not count.

        Raises:
            Invalid: field ``code``: it is wrong, and how many tries are left, or it no longer works.
        """
        digits = "".join(secret.split())
        if not (len(digits) == DIGITS and digits.isascii() and digits.isdecimal()):
            raise Invalid({"code": "Enter the six digits from the e-mail."})
        async with self._transactions.begin() as work:
            code = await self.find(work.session, purpose, whose)
            spending = (
                update(OneTimeCode)
                .where(col(OneTimeCode.id) == code.id, col(OneTimeCode.tries_left) > 0)
                .values(tries_left=col(OneTimeCode.tries_left) - 1)
                .execution_options(synchronize_session=False)
            )
            if (await work.session.exec(spending)).rowcount == 0:
                raise Invalid({"code": GONE})
        if not hmac.compare_digest(code.secret_hash, self._hash(purpose, digits, code.uuid)):
            raise Invalid({"code": _wrong(code.tries_left - 1)})
        return code

    async def holder(self, session: AsyncSession, token: str) -> OneTimeCode:
        """Return the code a link's token belongs to. Reading it spends nothing.

        Raises:
            Invalid: field ``token``: it is unknown, used or expired.
        """
        hashed = self._hash(Purpose.RESET_PASSWORD, token)
        found = await session.exec(
            select(OneTimeCode).where(OneTimeCode.secret_hash == hashed, OneTimeCode.expires_at > self._now())
        )
        if (code := found.first()) is None:
            raise Invalid({"token": LINK_GONE})
        return code

    async def redeem(self, work: UnitOfWork, code: OneTimeCode) -> None:
        """Use a proven code up, in the same transaction as what it allows: of two who bring it, one wins.

        Raises:
            Invalid: field ``code`` or ``token``: it was used, or a new one was issued, in the meantime.
        """
        is_unchanged = (col(OneTimeCode.id) == code.id) & (col(OneTimeCode.secret_hash) == code.secret_hash)
        if (await work.session.exec(delete(OneTimeCode).where(is_unchanged))).rowcount == 0:
            raise Invalid({"token": LINK_GONE} if code.purpose == Purpose.RESET_PASSWORD else {"code": GONE})

    async def _renew(
        self, work: UnitOfWork, code: OneTimeCode, *, is_decoy: bool, lifetime: timedelta | None = None
    ) -> Issued:
        purpose = Purpose(code.purpose)
        has_digits = purpose in TYPED and not is_decoy
        secret = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}" if has_digits else secrets.token_urlsafe(32)
        code.secret_hash = self._hash(purpose, secret, code.uuid)
        code.tries_left = TRIES
        code.sent_at = self._now()
        code.expires_at = code.sent_at + (lifetime or LIFETIMES[purpose])
        work.session.add(code)
        await work.session.flush()
        return Issued(secret, self.waiting(code))

    def _hash(self, purpose: Purpose, secret: str, handle: UUID | None = None) -> str:
        """Return what is kept of a secret. Links are found by it; six digits are tied to their handle as well."""
        said = f"{purpose}:{handle.hex if handle and purpose in TYPED else ''}:{secret}"
        return hmac.new(self._key, said.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


async def forget(work: UnitOfWork, account_id: int) -> None:
    """Make every code and link of an account worthless: its address or its password is not what it was."""
    await work.session.exec(delete(OneTimeCode).where(col(OneTimeCode.account_id) == account_id))


def _wrong(tries_left: int) -> str:
    if tries_left <= 0:
        return "Wrong code, and no tries left. Ask for a new one."
    return f"Wrong code. You have {tries_left} {'try' if tries_left == 1 else 'tries'} left."
