"""Who is asking: the actor of a call, and what must be true of their account."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, bindparam
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import NotFound, Unauthenticated
from models import Account, Clock, Density, Status, Theme
from models.account import current_status, shown_name

SIGNED_OUT: Final = "You've been signed out."

_asking = aliased(Account)  # made once: making an alias takes longer than its query


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking: a plain copy, free of any database session. ``theme`` and below say how their pages look."""

    account_id: int
    uuid: UUID
    username: str
    name: str
    email: str
    avatar: str
    is_administrator: bool
    is_bot: bool = False
    theme: Theme = Theme.SYSTEM
    density: Density = Density.COMFORTABLE
    clock: Clock = Clock.AUTO
    time_zone: str = ""
    status: Status | None = None
    is_getting_started: bool = False  # may see the "Get started" card
    shares_reading: bool = True
    shares_typing: bool = True


ACTOR_COLUMNS: Final = tuple(  # what `actor_of` needs of an account
    col(getattr(Account, name))
    for name in (
        "id",
        "uuid",
        "username",
        "first_name",
        "last_name",
        "email",
        "avatar",
        "is_administrator",
        "is_bot",
        "theme",
        "density",
        "clock",
        "time_zone",
        "status_emoji",
        "status_text",
        "status_until",
        "is_getting_started",
        "shares_reading",
        "shares_typing",
    )
)


def actor_of(account: Account | Row[Any]) -> Actor:
    """Return an account, or a row that has `ACTOR_COLUMNS` of one, as the actor of a call."""
    return Actor(
        account_id=account.id,
        uuid=account.uuid,
        username=account.username,
        name=shown_name(account.first_name, account.last_name, account.username),
        email=account.email,
        avatar=account.avatar,
        is_administrator=account.is_administrator,
        is_bot=account.is_bot,
        theme=Theme(account.theme),
        density=Density(account.density),
        clock=Clock(account.clock),
        time_zone=account.time_zone,
        status=current_status(account.status_emoji, account.status_text, account.status_until),
        is_getting_started=account.is_getting_started,
        shares_reading=account.shares_reading,
        shares_typing=account.shares_typing,
    )


def is_active(actor: Actor | None = None) -> ColumnElement[bool]:
    """Say in SQL that the actor's account is active: an open page may outlive it by a moment.

    Without an actor, for a query that is built once: its parameter ``actor_id`` is the account.
    """
    who = _asking.id == (bindparam("actor_id") if actor is None else actor.account_id)
    return select(_asking.id).where(who, _asking.is_active).exists()


async def active_account(session: AsyncSession, actor: Actor) -> Account:
    """Return the actor's account as it is in the database now.

    Raises:
        Unauthenticated: it has been deactivated or deleted since the page was opened.
    """
    found = await session.exec(select(Account).where(Account.id == actor.account_id, Account.is_active))
    if (account := found.first()) is None:
        raise Unauthenticated(SIGNED_OUT)
    return account


async def is_administrator(session: AsyncSession, actor: Actor) -> bool:
    """Say whether the actor is an active administrator now, whatever was true when the page was opened."""
    found = await session.exec(
        select(Account.id).where(Account.id == actor.account_id, Account.is_active, Account.is_administrator)
    )
    return found.first() is not None


async def require_administrator(session: AsyncSession, actor: Actor) -> None:
    """Let only administrators pass.

    Raises:
        NotFound: the actor is not an active administrator; others need not know what there is.
    """
    if not await is_administrator(session, actor):
        raise NotFound
