"""Listing and deleting custom emoji, and their pictures."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete as delete_rows
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import audit, text, workspace
from chatapp.errors import Forbidden, NotFound
from chatapp.events import EMOJI_TOPIC, EmojiChanged
from chatapp.identity import Actor, active_account, is_administrator
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account, CustomEmoji
from models.account import shown_name

MEDIA_TYPE: Final = "image/webp"
NOT_YOURS: Final = "Only an administrator, or whoever added this emoji, can delete it."


@dataclass(frozen=True, slots=True)
class EmojiView:
    """A custom emoji, free of any session. ``digest``: names its picture. ``creator``: who added it, as shown."""

    name: str
    digest: str
    is_moving: bool
    creator_uuid: UUID
    creator: str
    created_at: datetime


async def listing(session: AsyncSession, *, actor: Actor) -> list[EmojiView]:
    """Return all custom emoji by name: at most 500.

    Raises:
        Unauthenticated: the actor's account is no longer active.
    """
    await active_account(session, actor)
    is_moving = col(CustomEmoji.still).is_not(None).label("is_moving")
    of_creator = (Account.uuid, Account.first_name, Account.last_name, Account.username)
    query = select(CustomEmoji.name, CustomEmoji.digest, is_moving, CustomEmoji.created_at, *of_creator)  # type: ignore[call-overload]
    query = query.join(Account, col(Account.id) == CustomEmoji.created_by_id).order_by(col(CustomEmoji.name))
    return [
        EmojiView(name, digest, bool(moves), uuid, shown_name(first, last, username), at)
        for name, digest, moves, at, uuid, first, last, username in await session.exec(query)
    ]


async def picture(session: AsyncSession, *, actor: Actor, digest: str, is_still: bool = False) -> bytes:
    """Return a picture as WebP. ``is_still``: one that does not move.

    Raises:
        NotFound: no emoji has this picture.
        Unauthenticated: the actor's account is no longer active.
    """
    await active_account(session, actor)
    query = select(CustomEmoji.content, CustomEmoji.still).where(CustomEmoji.digest == text.storable(digest)).limit(1)
    if (found := (await session.exec(query)).first()) is None:
        raise NotFound
    content, still = found
    return still if is_still and still is not None else content


async def picture_named(session: AsyncSession, *, actor: Actor, name: str) -> bytes:
    """Return the picture of the emoji of this name as WebP. Raises as `picture`."""
    await active_account(session, actor)
    query = select(CustomEmoji.content).where(CustomEmoji.name == text.storable(name))
    if (found := (await session.exec(query)).first()) is None:
        raise NotFound
    return found


async def may_add(session: AsyncSession, *, actor: Actor) -> bool:
    """Say whether the actor may add emoji: administrators may, members if the workspace lets them.

    Raises:
        Unauthenticated: the actor's account is no longer active.
    """
    await active_account(session, actor)
    return (await workspace.read(session)).may_members_add_emoji or await is_administrator(session, actor)


async def delete(work: UnitOfWork, *, actor: Actor, name: str) -> None:
    """Delete an emoji; where it is used its name is shown. Announces EmojiChanged.

    What administrators delete of others' has an entry in the audit trail.

    Raises:
        NotFound: there is no such emoji.
        Forbidden: somebody else has added it, and the actor is no administrator.
        Unauthenticated: the actor's account is no longer active.
    """
    account = await active_account(work.session, actor)
    query = select(CustomEmoji.id, CustomEmoji.created_by_id, Account.username)
    query = query.join(Account, col(Account.id) == CustomEmoji.created_by_id)
    found = (await work.session.exec(query.where(CustomEmoji.name == text.storable(name)))).first()
    if found is None:
        raise NotFound("There's no such emoji any more.")
    identifier, creator_id, creator = found
    if creator_id != account.id:
        if not account.is_administrator:
            raise Forbidden(NOT_YOURS)
        audit.record(work, actor=actor, action="delete emoji", subject=f":{name}:", detail=f"added by @{creator}")
    await work.session.exec(delete_rows(CustomEmoji).where(col(CustomEmoji.id) == identifier))
    work.announce(EMOJI_TOPIC, EmojiChanged())
