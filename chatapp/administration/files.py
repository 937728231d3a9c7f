"""Administration: how much room files take, and whose they are. What is in them, administrators don't see here."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.identity import Actor, require_administrator
from chatapp.storage.database import rows_of
from chatapp.storage.paging import PAGE, Page, bounded, page_of
from chatapp.uploads import usage
from chatapp.uploads.usage import Usage
from models import Account, Upload
from models.account import shown_name

_bytes: Any = func.coalesce(func.sum(Upload.size), 0)


@dataclass(frozen=True, slots=True)
class FilesOf:
    """What one person has sent: how many files, and how many bytes they count for, also if others sent the same."""

    account_id: int
    account_uuid: UUID
    username: str
    name: str
    avatar: str
    files: int
    size: int

    @property
    def cursor(self) -> str:
        """Where the list goes on after it."""
        return f"{self.size}-{self.account_id}"


async def used(session: AsyncSession, *, actor: Actor) -> Usage:
    """Return how many files there are, each once, and how much room they take. Two queries.

    Raises:
        NotFound: the actor is no administrator.
    """
    await require_administrator(session, actor)
    return await usage.read(session)


async def listing(
    session: AsyncSession, *, actor: Actor, search: str = "", after: str | None = None, limit: int = PAGE
) -> Page[FilesOf, str]:
    """Return people who have sent files, those with the most bytes first, at most ``limit`` (200). Two queries.

    Args:
        session: the database as it is read.
        actor: the administrator.
        search: part of the person's username or name.
        after: the ``next`` of the former page.
        limit: people at most.

    Raises:
        NotFound: the actor is no administrator.
    """
    await require_administrator(session, actor)
    limit = bounded(limit)
    query = _select()
    if key := text.search_term(search):
        query = query.where(col(Account.search_key).contains(key, autoescape=True))
    if place := _place(after or ""):
        size, account_id = place
        query = query.having(or_(_bytes < size, and_(_bytes == size, col(Account.id) > account_id)))
    rows = await rows_of(session, query.order_by(_bytes.desc(), col(Account.id)).limit(limit + 1))
    return page_of([_view(row) for row in rows], limit, lambda view: view.cursor)


def _place(cursor: str) -> tuple[int, int] | None:
    size, _, account_id = cursor.partition("-")
    is_one = all(part.isdecimal() and len(part) < 19 for part in (size, account_id))
    return (int(size), int(account_id)) if is_one else None


def _select() -> Any:
    person: list[Any] = [
        col(Account.id),
        col(Account.uuid),
        col(Account.username),
        col(Account.first_name),
        col(Account.last_name),
        col(Account.avatar),
    ]
    counts = (func.count(col(Upload.id)).label("files"), _bytes.label("bytes"))
    return (
        select_columns(*person, *counts)
        .select_from(Account)
        .join(Upload, col(Upload.account_id) == Account.id)
        .group_by(*person)
    )


def _view(row: Row[Any]) -> FilesOf:
    return FilesOf(
        account_id=row.id,
        account_uuid=row.uuid,
        username=row.username,
        name=shown_name(row.first_name, row.last_name, row.username),
        avatar=row.avatar,
        files=row.files,
        size=int(row.bytes),
    )
