"""The workspace's logo: whatever is uploaded becomes a small square WebP, as pictures of people do."""

import hashlib
from typing import Final

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import audit, text
from chatapp.authentication.rate_limit import RateLimits, asker_of
from chatapp.errors import Invalid, NotFound
from chatapp.identity import Actor, require_administrator
from chatapp.pictures.limits import LARGEST, TOO_LARGE
from chatapp.pictures.painter import Painter
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions, UnitOfWork
from chatapp.workspace.workspace import ONLY_ROW, announce, row_of
from models import Workspace, WorkspaceLogo

MEDIA_TYPE: Final = "image/webp"


async def put(work: UnitOfWork, *, actor: Actor, picture: bytes) -> str:
    """Make a drawn picture the logo; return its digest. Announces WorkspaceChanged.

    Raises:
        NotFound: the actor is no administrator.
    """
    await require_administrator(work.session, actor)
    row = await row_of(work)
    row.logo = hashlib.sha256(picture).hexdigest()
    work.session.add(row)
    stored = await work.session.get(WorkspaceLogo, ONLY_ROW) or WorkspaceLogo(id=ONLY_ROW, content=picture)
    stored.content = picture
    work.session.add(stored)
    audit.record(work, actor=actor, action="change workspace logo", subject=row.name)
    announce(work)
    return row.logo


async def remove(work: UnitOfWork, *, actor: Actor) -> None:
    """Take the logo away; it is no error if there is none. Announces WorkspaceChanged.

    Raises:
        NotFound: the actor is no administrator.
    """
    await require_administrator(work.session, actor)
    row = await row_of(work)
    if not row.logo:
        return
    row.logo = ""
    work.session.add(row)
    await work.session.exec(delete(WorkspaceLogo).where(col(WorkspaceLogo.id) == ONLY_ROW))
    audit.record(work, actor=actor, action="remove workspace logo", subject=row.name)
    announce(work)


async def read(session: AsyncSession, *, digest: str) -> bytes:
    """Return the logo as WebP, as long as it is that very picture. Anybody may see it: the sign-in page shows it.

    Raises:
        NotFound: there is no such logo.
    """
    query = select(WorkspaceLogo.content).join(Workspace, col(Workspace.id) == WorkspaceLogo.id)
    if (content := (await session.exec(query.where(Workspace.logo == text.storable(digest)))).first()) is None:
        raise NotFound
    return content


class Logos:
    """Taking uploads, step by step. Pictures are drawn outside of the transactions, in processes of their own."""

    def __init__(self, database: Database, transactions: Transactions, painter: Painter, *, limits: RateLimits) -> None:
        self._database = database
        self._transactions = transactions
        self._painter = painter
        self._tries = limits.per_minute("logos")

    async def put(self, *, actor: Actor, content: bytes) -> str:
        """Make an uploaded picture the logo; return its digest. Announces as `put`.

        Raises:
            NotFound: the actor is no administrator.
            Invalid: field ``logo``: no picture, too many bytes or pixels, or it takes too long to read.
            RateLimited: too many pictures within a minute.
            Busy: too many pictures wait already.
        """
        async with self._database.reading() as session:
            await require_administrator(session, actor)
        await self._tries.count(str(actor.account_id))
        if len(content) > LARGEST:
            raise Invalid({"logo": TOO_LARGE})
        try:
            picture = await self._painter.draw(content, asker=asker_of(actor))
        except Invalid as error:
            raise Invalid({"logo": str(error)}) from error
        async with self._transactions.begin() as work:
            return await put(work, actor=actor, picture=picture)
