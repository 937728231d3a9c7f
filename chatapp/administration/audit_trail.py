"""Administration: reading what administrators have done. The trail is written by `chatapp.audit`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.identity import Actor, require_administrator
from chatapp.storage.any_case import holds
from chatapp.storage.database import rows_of
from chatapp.storage.paging import PAGE, Page, bounded, page_of
from models import Account, AuditEntry
from models.account import shown_name

OPERATOR = "Operator"
ACTIONS_AT_MOST = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """One act. Without an actor it was the operator at the command line."""

    entry_id: int
    at: datetime
    actor_uuid: UUID | None
    actor_username: str
    actor_name: str
    action: str
    subject: str
    subject_uuid: UUID | None
    detail: str


async def read(
    session: AsyncSession,
    *,
    actor: Actor,
    person: str = "",
    action: str = "",
    after: int | None = None,
    limit: int = PAGE,
) -> Page[Entry, int]:
    """Return the newest acts first, at most ``limit`` (200). Two queries.

    Args:
        session: the database as it is read.
        actor: the administrator.
        person: part of the name of the administrator, or of the person or thing concerned.
        action: exactly this action, such as ``deactivate account``; empty for all.
        after: the ``next`` of the former page.
        limit: entries at most.

    Raises:
        NotFound: the actor is no administrator.
    """
    await require_administrator(session, actor)
    limit = bounded(limit)
    query = _select()
    if key := text.search_term(person):
        is_by = col(Account.search_key).contains(key, autoescape=True)
        query = query.where(is_by | holds(col(AuditEntry.subject), key))
    if action:
        query = query.where(col(AuditEntry.action) == text.storable(action))
    if after is not None:
        query = query.where(col(AuditEntry.id) < after)
    rows = await rows_of(session, query.limit(limit + 1))
    return page_of([_view(row) for row in rows], limit, lambda entry: entry.entry_id)


async def actions(session: AsyncSession, *, actor: Actor) -> list[str]:
    """Return the kinds of acts that occur in the trail, by name: what to filter by.

    Raises:
        NotFound: the actor is no administrator.
    """
    await require_administrator(session, actor)
    kinds = select(AuditEntry.action).distinct().order_by(col(AuditEntry.action)).limit(ACTIONS_AT_MOST)
    return sorted((await session.exec(kinds)).all())  # a database's own order depends on its locale


def _select() -> Any:
    columns: list[Any] = [
        AuditEntry.__table__,  # type: ignore[attr-defined]
        col(Account.uuid).label("actor_uuid"),
        col(Account.username),
        col(Account.first_name),
        col(Account.last_name),
    ]
    return (
        select_columns(*columns)
        .select_from(AuditEntry)
        .join(Account, col(Account.id) == AuditEntry.actor_id, isouter=True)
        .order_by(col(AuditEntry.id).desc())
    )


def _view(row: Row[Any]) -> Entry:
    is_operator = row.actor_id is None
    return Entry(
        entry_id=row.id,
        at=row.at,
        actor_uuid=row.actor_uuid,
        actor_username=row.username or "",
        actor_name=OPERATOR if is_operator else shown_name(row.first_name, row.last_name, row.username),
        action=row.action,
        subject=row.subject,
        subject_uuid=row.subject_uuid,
        detail=row.detail,
    )
