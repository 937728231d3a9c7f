"""Administration: the people who have an account, and whether they may come in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import audit, sessions
from chatapp.accounts import Actor, require_administrator
from chatapp.administration.paging import PAGE, Page, bounded, page_of, searched
from chatapp.errors import Forbidden, NotFound
from chatapp.events import AccountChanged, account_topic
from chatapp.history import rows_of
from chatapp.unit_of_work import Work
from models import Account, LoginSession, Membership, Room, Visibility
from models.account import shown_name


class Which(StrEnum):
    """Which people to list."""

    ALL = "all"
    ACTIVE = "active"
    DEACTIVATED = "deactivated"
    ADMINISTRATORS = "administrators"


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as administrators see him. ``room_count`` leaves conversations of two out."""

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
    which: Which = Which.ALL,
    after: str = "",
    limit: int = PAGE,
) -> Page[PersonView, str]:
    """Return people by username, at most ``limit`` (200); deleted accounts are not among them. Two queries.

    Args:
        session: the database as it is read.
        actor: the administrator.
        search: part of a username, a name or an e-mail address, regardless of case.
        which: all of them, or some.
        after: the ``next`` of the former page.
        limit: people at most.

    Raises:
        NotFound: the actor is no administrator.
    """
    await require_administrator(session, actor)
    limit = bounded(limit)
    query = _select_people(which).where(col(Account.username_key) > after)
    if key := searched(search):
        is_found = [
            column.contains(key, autoescape=True) for column in (col(Account.search_key), col(Account.email_key))
        ]
        query = query.where(is_found[0] | is_found[1])
    rows = await rows_of(session, query.order_by(col(Account.username_key)).limit(limit + 1))
    return page_of([_view(row) for row in rows], limit, lambda person: person.username_key)


async def get(session: AsyncSession, *, actor: Actor, account_uuid: UUID) -> PersonView:
    """Return one person.

    Raises:
        NotFound: there is no such account (any more), or the actor is no administrator.
    """
    await require_administrator(session, actor)
    rows = await rows_of(session, _select_people(Which.ALL).where(col(Account.uuid) == account_uuid))
    if not rows:
        raise NotFound
    return _view(rows[0])


async def named(session: AsyncSession, *, actor: Actor, username: str) -> UUID | None:
    """Return the uuid of the account with this username; None when there is none."""
    await require_administrator(session, actor)
    found = await session.exec(select(Account.uuid).where(Account.username_key == searched(username)))
    return found.first()


async def deactivate(work: Work, *, actor: Actor, account_uuid: UUID) -> None:
    """Keep somebody out: every session and API token of his ends, and he cannot sign in.

    Announces SessionEnded for each session, so that his open pages go silent at once. Doing it twice is no error.

    Raises:
        NotFound: there is no such account, or the actor is no administrator.
        Forbidden: it is the actor's own.
    """
    await require_administrator(work.session, actor)
    account = await _account(work.session, account_uuid)
    if account.id == actor.account_id:
        raise Forbidden("You cannot deactivate yourself. Ask another administrator.")
    if account.is_active:
        await keep_an_administrator(work.session, account)
        account.is_active = False
        _record(work, actor, "deactivate account", account)
    await sessions.end_all(work, account.id)


async def reactivate(work: Work, *, actor: Actor, account_uuid: UUID) -> None:
    """Let somebody in again, with his former password. Doing it twice is no error.

    Raises:
        NotFound: there is no such account, or the actor is no administrator.
    """
    await require_administrator(work.session, actor)
    account = await _account(work.session, account_uuid)
    if not account.is_active:
        account.is_active = True
        _record(work, actor, "reactivate account", account)


async def make_administrator(work: Work, *, actor: Actor, account_uuid: UUID) -> None:
    """Give somebody the rights of an administrator. Announces AccountChanged to his pages.

    Raises:
        NotFound: there is no such account, or the actor is no administrator.
        Forbidden: the account is deactivated.
    """
    await require_administrator(work.session, actor)
    grant(work, await _account(work.session, account_uuid), actor)


async def unmake_administrator(work: Work, *, actor: Actor, account_uuid: UUID) -> None:
    """Take somebody's rights as an administrator back, or give up one's own. Announces AccountChanged to his pages.

    Raises:
        NotFound: there is no such account, or the actor is no administrator.
        Forbidden: there would be no administrator left.
    """
    await require_administrator(work.session, actor)
    account = await _account(work.session, account_uuid)
    if account.is_administrator:
        await keep_an_administrator(work.session, account)
        account.is_administrator = False
        _record(work, actor, "unmake administrator", account)
        work.announce(account_topic(account.id), AccountChanged(account.id))


async def keep_an_administrator(session: AsyncSession, account: Account) -> None:
    """Refuse to lose the last active administrator.

    The rows are locked, so that two administrators cannot remove each other at the same moment.

    Raises:
        Forbidden: there is no other.
    """
    if account.is_administrator and account.is_active:
        active = select(Account.id).where(Account.is_active, Account.is_administrator).order_by(col(Account.id))
        if set((await session.exec(active.with_for_update())).all()) <= {account.id}:
            raise Forbidden("This is the last administrator. Make somebody else an administrator first.")


def grant(work: Work, account: Account, actor: Actor | None) -> None:
    """Make an account an administrator's; ``actor`` None is the operator at the command line. Asks for no rights.

    Raises:
        Forbidden: the account is deactivated.
    """
    if not account.is_active:
        raise Forbidden("This account is deactivated. Reactivate it first.")
    if not account.is_administrator:
        account.is_administrator = True
        _record(work, actor, "make administrator", account)
        work.announce(account_topic(account.id), AccountChanged(account.id))


async def _account(session: AsyncSession, account_uuid: UUID) -> Account:
    found = await session.exec(select(Account).where(Account.uuid == account_uuid, col(Account.deleted_at).is_(None)))
    if (account := found.first()) is None:
        raise NotFound
    return account


def _record(work: Work, actor: Actor | None, action: str, account: Account) -> None:
    audit.record(work, actor=actor, action=action, subject=account.username, subject_uuid=account.uuid)


def _select_people(which: Which) -> Select[tuple[object, ...]]:
    last_seen = select(func.max(LoginSession.last_seen_at)).where(LoginSession.account_id == Account.id)
    room_count = (
        select(func.count())
        .select_from(Membership)
        .join(Room, and_(col(Room.id) == Membership.room_id, col(Room.visibility) != Visibility.DIRECT))
        .where(Membership.account_id == Account.id)
    )
    return select_columns(
        Account.__table__,  # type: ignore[attr-defined]
        last_seen.correlate(Account).scalar_subquery().label("last_seen_at"),
        room_count.correlate(Account).scalar_subquery().label("room_count"),
    ).where(col(Account.deleted_at).is_(None), *_conditions(which))


def _conditions(which: Which) -> list[ColumnElement[bool]]:
    conditions: dict[Which, list[ColumnElement[bool]]] = {
        Which.ALL: [],
        Which.ACTIVE: [col(Account.is_active).is_(True)],
        Which.DEACTIVATED: [col(Account.is_active).is_(False)],
        Which.ADMINISTRATORS: [col(Account.is_administrator).is_(True)],
    }
    return conditions[which]


def _view(row: Row[tuple[object, ...]]) -> PersonView:
    return PersonView(
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
