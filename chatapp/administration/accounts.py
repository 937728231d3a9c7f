"""Administration: who may sign in, and with which rights."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import audit, text
from chatapp.accounts.administrators import refuse_last
from chatapp.accounts.deletion import delete_account
from chatapp.accounts.password_resets import PasswordResets
from chatapp.accounts.profiles import announce_person
from chatapp.authentication import sessions
from chatapp.errors import Forbidden, Invalid, NotFound
from chatapp.events import AccountChanged, account_topic
from chatapp.identity import Actor, require_administrator
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account

LAST_ADMINISTRATOR = "This is the only administrator. Make someone else an administrator first."
DEACTIVATED = "This account is deactivated. Reactivate it first."


async def deactivate(work: UnitOfWork, *, actor: Actor, account_uuid: UUID) -> None:
    """Keep a person out: every session and API token of theirs ends, and they cannot sign in.

    Announces SessionEnded for each session, so that their open pages go silent at once, and as `announce_person`: other
    pages no longer offer them. Doing it twice is no error.

    Raises:
        NotFound: there is no such account, or the actor is no administrator.
        Forbidden: it is the actor's own.
    """
    await require_administrator(work.session, actor)
    account = await _account(work.session, account_uuid)
    if account.id == actor.account_id:
        raise Forbidden("You can't deactivate yourself. Ask another administrator.")
    if account.is_active:
        await refuse_last(work.session, account, LAST_ADMINISTRATOR)
        account.is_active = False
        _record(work, actor, "deactivate account", account)
    await sessions.end_all(work, account.id)
    await announce_person(work, account)


async def reactivate(work: UnitOfWork, *, actor: Actor, account_uuid: UUID) -> None:
    """Let a person in again, with their former password. Announces as `announce_person`. Doing it twice is no error.

    Raises:
        NotFound: there is no such account, or the actor is no administrator.
    """
    await require_administrator(work.session, actor)
    account = await _account(work.session, account_uuid)
    if not account.is_active:
        account.is_active = True
        _record(work, actor, "reactivate account", account)
        await announce_person(work, account)


async def make_administrator(work: UnitOfWork, *, actor: Actor, account_uuid: UUID) -> None:
    """Give a person the rights of an administrator. Announces AccountChanged to their pages.

    Raises:
        NotFound: there is no such account, or the actor is no administrator.
        Forbidden: the account is deactivated.
    """
    await require_administrator(work.session, actor)
    grant(work, await _account(work.session, account_uuid), actor)


async def unmake_administrator(work: UnitOfWork, *, actor: Actor, account_uuid: UUID) -> None:
    """Take a person's rights as an administrator back; announces AccountChanged to their pages.

    Raises:
        NotFound: there is no such account, or the actor is no administrator.
        Forbidden: there would be no administrator left.
    """
    await require_administrator(work.session, actor)
    account = await _account(work.session, account_uuid)
    if account.is_administrator:
        await refuse_last(work.session, account, LAST_ADMINISTRATOR)
        account.is_administrator = False
        _record(work, actor, "unmake administrator", account)
        work.announce(account_topic(account.id), AccountChanged(account.id))


async def reset_password(work: UnitOfWork, *, actor: Actor, account_uuid: UUID, resets: PasswordResets) -> None:
    """Mail a link to choose a new password. The old one still works; the mail leaves after the commit.

    Raises:
        NotFound: there is no such account, or the actor is no administrator.
        Forbidden: the account is deactivated.
    """
    await require_administrator(work.session, actor)
    account = await _account(work.session, account_uuid)
    if not account.is_active:
        raise Forbidden(DEACTIVATED)
    _record(work, actor, "send password reset", account)
    await resets.send(work, account.id)


async def delete(work: UnitOfWork, *, actor: Actor, account_uuid: UUID, confirmation: str) -> None:
    """Delete an account permanently; what it wrote stays under "Deleted user". See `chatapp.accounts.deletion`.

    Raises:
        NotFound: there is no such account, or the actor is no administrator.
        Invalid: ``confirmation`` is not its username.
        Forbidden: there would be no administrator left.
    """
    await require_administrator(work.session, actor)
    account = await _account(work.session, account_uuid)
    if text.username_key(confirmation) != text.username_key(account.username):
        raise Invalid({"confirmation": "That doesn't match the username above."})
    _record(work, actor, "delete account", account)
    await delete_account(work, account)


def grant(work: UnitOfWork, account: Account, actor: Actor | None) -> None:
    """Make an account an administrator's; ``actor`` None is the operator at the command line. Checks no rights.

    Announces AccountChanged, unless it is one already.

    Raises:
        Forbidden: the account is deactivated.
    """
    if not account.is_active:
        raise Forbidden(DEACTIVATED)
    if not account.is_administrator:
        account.is_administrator = True
        _record(work, actor, "make administrator", account)
        work.announce(account_topic(account.id), AccountChanged(account.id))


async def _account(session: AsyncSession, account_uuid: UUID) -> Account:
    found = await session.exec(select(Account).where(Account.uuid == account_uuid, col(Account.deleted_at).is_(None)))
    if (account := found.first()) is None:
        raise NotFound
    return account


def _record(work: UnitOfWork, actor: Actor | None, action: str, account: Account) -> None:
    audit.record(work, actor=actor, action=action, subject=account.username, subject_uuid=account.uuid)
