"""The card that greets new people in the room where they arrive, until they dismiss it."""

from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.events import AccountChanged, account_topic
from chatapp.identity import Actor, active_account
from chatapp.rooms.invited import first_room
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account


async def begin(work: UnitOfWork, actor: Actor) -> None:
    """Show the card to a person whose account was just made, if they have a room to see it in."""
    await work.session.flush()
    if await first_room(work.session, actor.account_id) is not None:
        await work.session.exec(
            update(Account).where(col(Account.id) == actor.account_id).values(is_getting_started=True)
        )


async def is_shown(session: AsyncSession, *, actor: Actor, room_uuid: UUID) -> bool:
    """Say whether the actor sees the card in this room: the one they came to first, until it is dismissed."""
    own = select(Account.id).where(Account.id == actor.account_id, Account.is_active, Account.is_getting_started)
    if (await session.exec(own)).first() is None:
        return False
    return await first_room(session, actor.account_id) == room_uuid


async def dismiss(work: UnitOfWork, *, actor: Actor) -> None:
    """Stop showing the actor the card, on any page. Announces AccountChanged.

    Raises:
        Unauthenticated: the account is no longer active.
    """
    account = await active_account(work.session, actor)
    if account.is_getting_started:
        account.is_getting_started = False
        work.session.add(account)
        work.announce(account_topic(account.id), AccountChanged(account.id))
