"""Administration: finding the people who have an account. What is done to accounts: `administration.accounts`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.errors import NotFound
from chatapp.identity import Actor, require_administrator
from chatapp.storage.database import rows_of
from chatapp.storage.paging import PAGE, Page, bounded, page_of
from models import Account, LoginSession, Membership, Room
from models.account import shown_name
from models.room import ROOMS


class PersonFilter(StrEnum):
    """Which people to list."""

    ALL = "all"
    ACTIVE = "active"
    DEACTIVATED = "deactivated"
    ADMINISTRATORS = "administrators"


@dataclass(frozen=True, slots=True)
class AdminPersonView:
    """A person as administrators see them. ``room_count`` leaves direct messages out."""

    uuid: UUID
    username: str
    username_key: str
    name: str
    email: str
    avatar: str
    is_administrator: bool
    is_active: bool
    created_at: datetime
    last_seen_at: datetime | None  # None: signed in nowhere
    room_count: int


async def listing(
    session: AsyncSession,
    *,
    actor: Actor,
    search: str = "",
    which: PersonFilter = PersonFilter.ALL,
    after: str = "",
    limit: int = PAGE,
) -> Page[AdminPersonView, str]:
    """Return people by username, at most ``limit`` (200); deleted accounts are not among them. Two queries.

    Args:
        session: the database as it is read.
        actor: the administrator.
        search: part of a username, a name or an e-mail address, regardless of case.
        which: all of them, or some.
        after: the ``next`` of the previous page.
        limit: people at most.

    Raises:
        NotFound: the actor is no administrator.
    """
    await require_administrator(session, actor)
    limit = bounded(limit)
    query = _select_people(which).where(col(Account.username_key) > text.cursor(after))
    if key := text.search_term(search):
        by_name = col(Account.search_key).contains(key, autoescape=True)
        by_address = col(Account.email_key).contains(text.email_key(key), autoescape=True)
        query = query.where(by_name | by_address)
    rows = await rows_of(session, query.order_by(col(Account.username_key)).limit(limit + 1))
    return page_of([_view(row) for row in rows], limit, lambda person: person.username_key)


async def get(session: AsyncSession, *, actor: Actor, account_uuid: UUID) -> AdminPersonView:
    """Return one person.

    Raises:
        NotFound: there is no such account, or the actor is no administrator.
    """
    await require_administrator(session, actor)
    rows = await rows_of(session, _select_people(PersonFilter.ALL).where(col(Account.uuid) == account_uuid))
    if not rows:
        raise NotFound
    return _view(rows[0])


async def named(session: AsyncSession, *, actor: Actor, username: str) -> UUID | None:
    """Return the uuid of the account with this username; None when there is none."""
    await require_administrator(session, actor)
    found = await session.exec(
        select(Account.uuid).where(Account.username_key == text.username_key(text.storable(username)))
    )
    return found.first()


def _select_people(which: PersonFilter) -> Select[tuple[object, ...]]:
    last_seen = select(func.max(LoginSession.last_seen_at)).where(LoginSession.account_id == Account.id)
    room_count = (
        select(func.count())
        .select_from(Membership)
        .join(Room, and_(col(Room.id) == Membership.room_id, col(Room.visibility).in_(ROOMS)))
        .where(Membership.account_id == Account.id)
    )
    return select_columns(
        Account.__table__,  # type: ignore[attr-defined]
        last_seen.correlate(Account).scalar_subquery().label("last_seen_at"),
        room_count.correlate(Account).scalar_subquery().label("room_count"),
    ).where(col(Account.deleted_at).is_(None), *_conditions(which))


def _conditions(which: PersonFilter) -> list[ColumnElement[bool]]:
    conditions: dict[PersonFilter, list[ColumnElement[bool]]] = {
        PersonFilter.ALL: [],
        PersonFilter.ACTIVE: [col(Account.is_active).is_(True)],
        PersonFilter.DEACTIVATED: [col(Account.is_active).is_(False)],
        PersonFilter.ADMINISTRATORS: [col(Account.is_administrator).is_(True)],
    }
    return conditions[which]


def _view(row: Row[tuple[object, ...]]) -> AdminPersonView:
    return AdminPersonView(
        uuid=row.uuid,
        username=row.username,
        username_key=row.username_key,
        name=shown_name(row.first_name, row.last_name, row.username),
        email=row.email,
        avatar=row.avatar,
        is_administrator=row.is_administrator,
        is_active=row.is_active,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        room_count=row.room_count,
    )
