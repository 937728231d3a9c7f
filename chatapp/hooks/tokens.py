"""Which hook a token stands for, and that it has been used."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.authentication.sessions import token_hash
from chatapp.errors import Forbidden, Gone, NotFound
from chatapp.identity import Actor, actor_of
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account, Hook, Room
from models.utc_datetime import now

UNKNOWN: Final = "There's no such webhook. Check that you copied all of its address."
ARCHIVED: Final = "This webhook's room is archived."
OFF: Final = "This webhook is switched off. The room's owner can switch it on."
NOTED_EVERY: Final = timedelta(minutes=1)  # a use is written down this often at most


@dataclass(frozen=True, slots=True)
class FoundHook:
    """The hook of a token: whom its messages are by, and where."""

    id: int
    actor: Actor
    room_uuid: UUID
    used_at: datetime | None
    error: str

    def is_noted(self, error: str) -> bool:
        """Say whether what is to be written down stands there already, or something as new."""
        return error == self.error and self.used_at is not None and now() - self.used_at < NOTED_EVERY


async def find(session: AsyncSession, token: str) -> FoundHook:
    """Return the hook of a token.

    Raises:
        NotFound: there is none; nothing else is told.
        Gone: the room is archived.
        Forbidden: the hook is switched off.
    """
    query = (
        select(Hook, Room, Account)
        .join(Room, col(Room.id) == Hook.room_id)
        .join(Account, col(Account.id) == Hook.account_id)
        .where(Hook.token_hash == token_hash(token))
    )
    if (row := (await session.exec(query)).first()) is None:
        raise NotFound(UNKNOWN)
    hook, room, account = row
    if room.closed_at is not None:
        raise Gone(ARCHIVED)
    if not hook.is_on or not account.is_active:
        raise Forbidden(OFF)
    return FoundHook(hook.id, actor_of(account), room.uuid, hook.used_at, hook.error)


async def note(work: UnitOfWork, hook: FoundHook, error: str) -> None:
    """Write down that a hook was used, or why it could not be."""
    values = {"error": error[:300], "failed_at": now()} if error else {"used_at": now(), "error": ""}
    await work.session.exec(update(Hook).where(col(Hook.id) == hook.id).values(**values))
