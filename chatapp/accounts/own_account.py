"""What a person does to his own account with his password: confirm that it is he, change it, delete the account."""

from sqlalchemy import delete
from sqlmodel import col

from chatapp.accounts import deletion
from chatapp.authentication import passwords as strength
from chatapp.authentication.passwords import Passwords
from chatapp.authentication.rate_limit import RateLimits
from chatapp.authentication.sessions import end_all
from chatapp.errors import Invalid
from chatapp.identity import Actor, active_account
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions, UnitOfWork
from models import Account, OneTimeCode

WRONG = "That is not your password."


class OwnAccount:
    """The service. Passwords are verified and hashed outside of the transactions, which it opens itself."""

    def __init__(
        self, database: Database, transactions: Transactions, passwords: Passwords, *, limits: RateLimits
    ) -> None:
        self._database = database
        self._transactions = transactions
        self._passwords = passwords
        self._tries = limits.per_minute("own password")

    async def confirm(self, *, actor: Actor, password: str, field: str = "password") -> str:
        """Make sure that the one who asks knows the actor's password; return the hash it fits.

        Raises:
            Invalid: the password is wrong; told at ``field``.
            RateLimited: too many tries within a minute.
            Unauthenticated: the account is not active any more.
        """
        await self._tries.count(str(actor.account_id))
        async with self._database.reading() as session:
            proven = (await active_account(session, actor)).password_hash
        if not await self._passwords.verify(password[: strength.LONGEST + 1], proven):
            raise Invalid({field: WRONG})
        return proven

    async def change_password(self, *, actor: Actor, current: str, new: str, session_id: int | None = None) -> None:
        """Give the actor another password, end his sessions, take his API tokens back and void codes sent to him.

        ``session_id``: the session that goes on. Announces SessionEnded for the others.

        Raises:
            Invalid: ``current_password`` is wrong, or ``new_password`` is too short, too long or easily guessed.
            RateLimited: too many tries within a minute.
            Unauthenticated: the account is not active any more.
        """
        proven = await self.confirm(actor=actor, password=current, field="current_password")
        own_words = [actor.username, actor.email, actor.email.split("@")[0]]
        await strength.judge(new, [word[:64] for word in own_words], "new_password")
        new_hash = await self._passwords.hash(new)
        async with self._transactions.begin() as work:
            account = await _still_proven(work, actor, proven, "current_password")
            account.password_hash = new_hash
            work.session.add(account)
            await work.session.exec(delete(OneTimeCode).where(col(OneTimeCode.account_id) == account.id))
            await end_all(work, account.id, but=session_id)

    async def delete(self, *, actor: Actor, password: str) -> None:
        """Delete the actor's account; see `deletion.delete_account` for what becomes of rooms and messages.

        Raises:
            Invalid: the password is wrong.
            Forbidden: the actor is the last administrator.
            RateLimited: too many tries within a minute.
            Unauthenticated: the account is not active any more.
        """
        proven = await self.confirm(actor=actor, password=password)
        async with self._transactions.begin() as work:
            await deletion.delete_account(work, await _still_proven(work, actor, proven, "password"))


async def _still_proven(work: UnitOfWork, actor: Actor, proven: str, field: str) -> Account:
    """Return the account, if its password is still the one that was proven a moment ago."""
    account = await active_account(work.session, actor)
    if account.password_hash != proven:
        raise Invalid({field: WRONG})
    return account
