"""Administration: the browsers people are signed in with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import audit, text
from chatapp.authentication import sessions as signed_in
from chatapp.authentication.devices import device_name
from chatapp.errors import NotFound
from chatapp.identity import Actor, require_administrator
from chatapp.storage.database import rows_of
from chatapp.storage.paging import PAGE, Page, bounded, page_of
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account, LoginSession
from models.account import shown_name
from models.utc_datetime import now


@dataclass(frozen=True, slots=True)
class SessionView:
    """One signed-in browser. ``device``: such as "Firefox on Linux"; ``address``: where it signed in from."""

    session_id: int
    account_uuid: UUID
    username: str
    name: str
    avatar: str
    device: str
    address: str
    created_at: datetime
    last_seen_at: datetime


async def listing(
    session: AsyncSession, *, actor: Actor, search: str = "", after: int | None = None, limit: int = PAGE
) -> Page[SessionView, int]:
    """Return signed-in browsers, those that signed in last first, at most ``limit`` (200). Two queries.

    Args:
        session: the database as it is read.
        actor: the administrator.
        search: part of the person's username or name, or of the address the browser came from.
        after: the ``next`` of the former page.
        limit: sessions at most.

    Raises:
        NotFound: the actor is no administrator.
    """
    await require_administrator(session, actor)
    limit = bounded(limit)
    query = _select().where(col(LoginSession.expires_at) > now())
    if key := text.search_term(search):
        is_of = col(Account.search_key).contains(key, autoescape=True)
        query = query.where(is_of | col(LoginSession.address).contains(key, autoescape=True))
    if after is not None:
        query = query.where(col(LoginSession.id) < after)
    rows = await rows_of(session, query.order_by(col(LoginSession.id).desc()).limit(limit + 1))
    return page_of([_view(row) for row in rows], limit, lambda view: view.session_id)


async def end(work: UnitOfWork, *, actor: Actor, session_id: int) -> None:
    """Sign one browser out. Announces SessionEnded: its open pages go to the sign-in page at once.

    Raises:
        NotFound: there is no such session, or the actor is no administrator.
    """
    await require_administrator(work.session, actor)
    found = await work.session.exec(
        select(Account)
        .join(LoginSession, col(LoginSession.account_id) == Account.id)
        .where(LoginSession.id == session_id)
    )
    if (account := found.first()) is None:
        raise NotFound
    await signed_in.end_sessions(work, account.id, col(LoginSession.id) == session_id)
    _record(work, actor, "sign out browser", account)


async def end_all(work: UnitOfWork, *, actor: Actor, account_uuid: UUID) -> None:
    """Sign a person out everywhere, programs included; they may sign in again.

    Administrators may do this to themselves. Announces SessionEnded for each session.

    Raises:
        NotFound: there is no such account, or the actor is no administrator.
    """
    await require_administrator(work.session, actor)
    found = await work.session.exec(
        select(Account).where(Account.uuid == account_uuid, col(Account.deleted_at).is_(None))
    )
    if (account := found.first()) is None:
        raise NotFound
    await signed_in.end_all(work, account.id)
    _record(work, actor, "sign out everywhere", account)


def _record(work: UnitOfWork, actor: Actor, action: str, account: Account) -> None:
    audit.record(work, actor=actor, action=action, subject=account.username, subject_uuid=account.uuid)


def _select() -> Any:
    columns: list[Any] = [
        LoginSession.__table__,  # type: ignore[attr-defined]
        col(Account.uuid),
        col(Account.username),
        col(Account.first_name),
        col(Account.last_name),
        col(Account.avatar),
    ]
    return select_columns(*columns).select_from(LoginSession).join(Account, col(Account.id) == LoginSession.account_id)


def _view(row: Row[Any]) -> SessionView:
    return SessionView(
        session_id=row.id,
        account_uuid=row.uuid,
        username=row.username,
        name=shown_name(row.first_name, row.last_name, row.username),
        avatar=row.avatar,
        device=device_name(row.device),
        address=row.address,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
    )
