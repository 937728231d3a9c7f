"""Bots as accounts: each has one, without a password, made when it is first loaded. It arrives where all people do."""

from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import audit
from chatapp.accounts.registration import is_set_up, store
from chatapp.accounts.sign_up_form import account_of
from chatapp.bots.bot import Bot
from chatapp.bots.refusals import BotError, NotSetUpError
from chatapp.errors import Conflict, Forbidden, NotFound
from chatapp.identity import Actor, actor_of
from chatapp.onboarding.entrance import arrive
from chatapp.rooms import access
from chatapp.storage.unit_of_work import Transactions, UnitOfWork
from chatapp.text import username_key
from models import Account

DOMAIN: Final = "@bots.invalid"  # of the addresses of bots; no mail goes there


async def require_set_up(session: AsyncSession) -> None:
    """Refuse to go on before somebody has an account: the first becomes the administrator, so it can't be a bot's.

    Raises:
        NotSetUpError: there is no account yet.
    """
    if not await is_set_up(session):
        raise NotSetUpError


async def find(session: AsyncSession, bot: Bot) -> Actor | None:
    """Return a bot's account, if it has one.

    Raises:
        BotError: its name is a person's username, or its account was deactivated.
    """
    found = await session.exec(select(Account).where(Account.username_key == username_key(bot.name)))
    account = found.first()
    if account is None:
        return None
    if not account.email.endswith(DOMAIN):
        raise BotError(f"The username {bot.name} is taken. Give the bot another name.")
    if not account.is_active:
        raise BotError(f"The account of {bot.name} was deactivated. An administrator can reactivate it.")
    return actor_of(account)


async def find_or_make(transactions: Transactions, bot: Bot) -> Actor:
    """Return a bot's account; make it the first time. Announces MemberJoined; raises as `find`."""
    async with transactions.begin() as work:
        if (known := await find(work.session, bot)) is not None:
            return known
    try:
        async with transactions.begin() as work:
            return await _make(work, bot)
    except Conflict:  # another process was faster
        async with transactions.begin() as work:
            known = await find(work.session, bot)
    if known is None:
        raise BotError(f"The bot {bot.name} can't have an account.")
    return known


async def person(session: AsyncSession, username: str) -> Account | None:
    """Return the active account of a username."""
    query = select(Account).where(Account.username_key == username_key(username), col(Account.is_active))
    return (await session.exec(query)).first()


async def moderates(session: AsyncSession, account_id: int, room_uuid: UUID) -> bool:
    """Say whether somebody may do what moderators of a room may."""
    account = await session.get(Account, account_id)
    if account is None or not account.is_active:
        return False
    try:
        await access.require_moderator(session, actor_of(account), room_uuid)
    except (Forbidden, NotFound):
        return False
    return True


async def owner_of(session: AsyncSession, bot: Bot) -> Account | None:
    """Return who is told of a bot's errors: its owner, or the first administrator."""
    active = select(Account).where(col(Account.is_active), ~col(Account.is_bot))
    if bot.owner:
        named = active.where(Account.username_key == username_key(bot.owner.removeprefix("@")))
        if (found := (await session.exec(named)).first()) is not None:
            return found
    administrators = active.where(col(Account.is_administrator)).order_by(col(Account.id)).limit(1)
    return (await session.exec(administrators)).first()


async def _make(work: UnitOfWork, bot: Bot) -> Actor:
    first, _, last = f"{bot.icon} {bot.name}".strip().partition(" ")
    values = {"username": bot.name, "email": f"{bot.name}{DOMAIN}", "first_name": first, "last_name": last}
    account = account_of({**values, "country": ""})
    account.bio, account.is_bot = bot.about[:500], True
    made = await store(work, account)
    await arrive(work, made)
    audit.record(work, actor=None, action="create bot", subject=bot.name, subject_uuid=account.uuid)
    return made
