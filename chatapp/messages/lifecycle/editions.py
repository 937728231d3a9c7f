"""Editions: what a message said before it was edited, for the room's members, if the workspace keeps that.

A deleted message's text is kept as an edition, too, hidden from everybody, until its author can't restore it any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import workspace
from chatapp.errors import NotFound
from chatapp.identity import Actor
from chatapp.messages import revision
from chatapp.rooms import require_membership
from models import Account, Message, MessageEdition

KEPT: Final = 100  # editions of one message: of more, the newest
DELETED: Final = "This message was deleted."


@dataclass(frozen=True, slots=True)
class Edition:
    """What a message said from ``written_at`` until it was edited. ``number``: 1, 2, 3 … per message."""

    number: int
    body: str
    written_at: datetime
    author_uuid: UUID


async def read(session: AsyncSession, *, actor: Actor, room_uuid: UUID, number: int) -> list[Edition]:
    """Return what a message said before it was edited, newest first; nothing if the workspace does not keep that.

    Raises:
        NotFound: there is no such room or message, or the actor may not see it, or the message was deleted.
        Forbidden: the actor is not a member.
    """
    await require_membership(session, actor=actor, room_uuid=room_uuid)
    message = await revision.find(session, room_uuid, number)
    if message is None:
        raise NotFound
    if message.deleted_at is not None:
        raise NotFound(DELETED)
    if not (await workspace.read(session)).keeps_editions:
        return []
    rows = await session.exec(
        select(MessageEdition, Account.uuid)
        .join(Account, col(Account.id) == MessageEdition.written_by_id)
        .where(MessageEdition.message_id == message.id)
        .order_by(col(MessageEdition.number).desc())
    )
    return [Edition(one.number, one.body, one.written_at, author_uuid) for one, author_uuid in rows.all()]


async def record(session: AsyncSession, message: Message) -> None:
    """Keep what a message says now, before it is edited, if the workspace keeps that."""
    if (await workspace.read(session)).keeps_editions:
        await hold(session, message)


async def hold(session: AsyncSession, message: Message) -> None:
    """Keep what a message says now, whatever the workspace keeps."""
    is_its = col(MessageEdition.message_id) == message.id
    last = (await session.exec(select(func.max(MessageEdition.number)).where(is_its))).one() or 0
    session.add(
        MessageEdition(
            message_id=message.id,
            number=last + 1,
            body=message.body,
            written_at=message.edited_at or message.created_at,
            written_by_id=message.author_id,
        )
    )
    await session.exec(delete(MessageEdition).where(is_its, col(MessageEdition.number) <= last + 1 - KEPT))


async def take_held(session: AsyncSession, message: Message) -> str | None:
    """Return what `hold` has kept of a deleted message, and drop it; None if it is gone."""
    newest = (
        select(MessageEdition)
        .where(MessageEdition.message_id == message.id)
        .order_by(col(MessageEdition.number).desc())
        .limit(1)
    )
    held = (await session.exec(newest)).first()
    if held is None:
        return None
    await session.delete(held)
    return held.body


async def forget(session: AsyncSession, message_ids: Sequence[int]) -> None:
    """Delete all editions of these messages."""
    await session.exec(delete(MessageEdition).where(col(MessageEdition.message_id).in_(message_ids)))
