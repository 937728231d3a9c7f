"""Pictures of people: whatever is uploaded becomes a small square WebP that holds nothing but the picture."""

import hashlib
from typing import Final
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.accounts.profiles import announce_person
from chatapp.authentication.rate_limit import RateLimits, asker_of
from chatapp.errors import Invalid, NotFound
from chatapp.identity import Actor, active_account
from chatapp.pictures.limits import LARGEST, TOO_LARGE
from chatapp.pictures.painter import Painter
from chatapp.storage.unit_of_work import Transactions, UnitOfWork
from models import Account, Avatar

MEDIA_TYPE: Final = "image/webp"


async def put(work: UnitOfWork, *, actor: Actor, picture: bytes) -> str:
    """Make a drawn picture the actor's avatar; return its digest. Announces AccountChanged and PersonChanged.

    Raises:
        Unauthenticated: the account is no longer active.
    """
    account = await active_account(work.session, actor)
    account.avatar = hashlib.sha256(picture).hexdigest()
    work.session.add(account)
    if (avatar := await work.session.get(Avatar, account.id)) is not None:
        avatar.content = picture
    else:
        avatar = Avatar(account_id=account.id, content=picture)
    work.session.add(avatar)
    await announce_person(work, account)
    return account.avatar


async def remove(work: UnitOfWork, *, actor: Actor) -> None:
    """Take the actor's avatar away; it is no error if there is none. Announces AccountChanged and PersonChanged.

    Raises:
        Unauthenticated: the account is no longer active.
    """
    account = await active_account(work.session, actor)
    await work.session.exec(delete(Avatar).where(col(Avatar.account_id) == account.id))
    account.avatar = ""
    work.session.add(account)
    await announce_person(work, account)


async def read(session: AsyncSession, *, actor: Actor, account_uuid: UUID, digest: str = "") -> bytes:
    """Return a person's picture as WebP; with ``digest``, only while it is that very picture.

    Raises:
        NotFound: there is no such person, or no such picture.
        Unauthenticated: the actor's account is no longer active.
    """
    await active_account(session, actor)
    query = select(Avatar.content).join(Account, col(Account.id) == Avatar.account_id)
    query = query.where(Account.uuid == account_uuid, Account.is_active)
    if digest:
        query = query.where(Account.avatar == text.storable(digest))
    if (content := (await session.exec(query)).first()) is None:
        raise NotFound
    return content


class Avatars:
    """Taking uploads, step by step. Pictures are drawn outside of the transactions, in processes of their own."""

    def __init__(self, transactions: Transactions, painter: Painter, *, limits: RateLimits) -> None:
        self._transactions = transactions
        self._painter = painter
        self._tries = limits.per_minute("avatars")

    async def put(self, *, actor: Actor, content: bytes) -> str:
        """Make an uploaded picture the actor's avatar; return its digest. Announces as `put`.

        Raises:
            Invalid: no picture, too many bytes (5 MiB) or pixels (50 million), or it takes too long to read.
            RateLimited: too many pictures within a minute.
            Busy: too many pictures wait already.
            Unauthenticated: the account is no longer active.
        """
        await self._tries.count(str(actor.account_id))
        if len(content) > LARGEST:
            raise Invalid({"avatar": TOO_LARGE})
        picture = await self._painter.draw(content, asker=asker_of(actor))
        async with self._transactions.begin() as work:
            return await put(work, actor=actor, picture=picture)

    def close(self) -> None:
        """End the processes that draw."""
        self._painter.close()
