"""What people do to their own account with their password: confirm that it is theirs, change it, delete the account."""

from chatapp.accounts import deletion
from chatapp.authentication import one_time_codes
from chatapp.authentication.passwords import LONGEST, Passwords, own_words
from chatapp.authentication.rate_limit import RateLimits, asker_of
from chatapp.authentication.sessions import end_all
from chatapp.errors import Invalid
from chatapp.identity import Actor, active_account
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions, UnitOfWork
from models import Account

WRONG = "That isn't your password."


async def set_password(
    work: UnitOfWork, *, actor: Actor, proven_hash: str, new_hash: str, session_id: int | None = None
) -> None:
    """Give the actor another password, end their sessions, revoke their API tokens and void codes sent to them.

    ``proven_hash``: the stored hash that their current password matches; ``session_id``: the session that goes on.
    Announces SessionEnded for the others.

    Raises:
        Invalid: ``current_password``: it was changed in the meantime.
        Unauthenticated: the account is no longer active.
    """
    account = await _still_proven(work, actor, proven_hash, "current_password")
    await replace_password(work, account, new_hash, but=session_id)


async def replace_password(work: UnitOfWork, account: Account, new_hash: str, *, but: int | None = None) -> None:
    """Store an account's new password, end its sessions except ``but``, revoke its tokens and void its codes.

    Checks no rights. Announces SessionEnded for each session.
    """
    account.password_hash = new_hash
    work.session.add(account)
    await one_time_codes.forget(work, account.id)
    await end_all(work, account.id, but=but)


async def delete(work: UnitOfWork, *, actor: Actor, proven_hash: str) -> None:
    """Delete the actor's account; see `deletion.delete_account` for what becomes of rooms and messages.

    Raises:
        Invalid: ``password``: it was changed in the meantime.
        Forbidden: the actor is the last administrator.
        Unauthenticated: the account is no longer active.
    """
    await deletion.delete_account(work, await _still_proven(work, actor, proven_hash, "password"))


async def _still_proven(work: UnitOfWork, actor: Actor, proven_hash: str, field: str) -> Account:
    """Return the account, if its password is still the one that was proven a moment ago."""
    account = await active_account(work.session, actor)
    if account.password_hash != proven_hash:
        raise Invalid({field: WRONG})
    return account


class OwnAccount:
    """Acts that need the actor's password, step by step: it is verified and hashed outside of the transactions."""

    def __init__(
        self, database: Database, transactions: Transactions, passwords: Passwords, *, limits: RateLimits
    ) -> None:
        self._database = database
        self._transactions = transactions
        self._passwords = passwords
        self._tries = limits.per_minute("own password")

    async def confirm(self, *, actor: Actor, password: str, field: str = "password") -> str:
        """Check that ``password`` is the actor's; return the stored hash that it matches.

        Raises:
            Invalid: the password is wrong; told at ``field``.
            RateLimited: too many tries within a minute.
            Unauthenticated: the account is no longer active.
        """
        await self._tries.count(str(actor.account_id))
        async with self._database.reading() as session:
            proven_hash = (await active_account(session, actor)).password_hash
        if not await self._passwords.verify(password[: LONGEST + 1], proven_hash, asker=asker_of(actor)):
            raise Invalid({field: WRONG})
        return proven_hash

    async def change_password(self, *, actor: Actor, current: str, new: str, session_id: int | None = None) -> None:
        """Give the actor another password; see `set_password` for what ends with the old one.

        Raises:
            Invalid: ``current_password`` is wrong, or ``new_password`` is too short, too long or easily guessed.
            RateLimited: too many tries within a minute.
            Unauthenticated: the account is no longer active.
        """
        proven_hash = await self.confirm(actor=actor, password=current, field="current_password")
        asker = asker_of(actor)
        await self._passwords.judge(new, own_words(actor.username, actor.email), field="new_password", asker=asker)
        new_hash = await self._passwords.hash(new, asker=asker)
        async with self._transactions.begin() as work:
            await set_password(work, actor=actor, proven_hash=proven_hash, new_hash=new_hash, session_id=session_id)

    async def delete(self, *, actor: Actor, password: str) -> None:
        """Delete the actor's account for good; see `deletion.delete_account`.

        Raises:
            Invalid: the password is wrong.
            Forbidden: the actor is the last administrator.
            RateLimited: too many tries within a minute.
            Unauthenticated: the account is no longer active.
        """
        proven_hash = await self.confirm(actor=actor, password=password)
        async with self._transactions.begin() as work:
            await delete(work, actor=actor, proven_hash=proven_hash)
