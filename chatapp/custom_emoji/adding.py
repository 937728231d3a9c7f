"""Adding custom emoji: whatever is uploaded becomes a small WebP that holds nothing but the picture."""

import hashlib
from typing import Final

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.authentication.rate_limit import RateLimits, asker_of
from chatapp.custom_emoji.names import clean_name
from chatapp.custom_emoji.service import may_add
from chatapp.errors import Conflict, Forbidden, Invalid
from chatapp.events import EMOJI_TOPIC, EmojiChanged
from chatapp.identity import Actor
from chatapp.pictures.limits import EMOJI_TOO_LARGE, LARGEST_EMOJI
from chatapp.pictures.painter import Painter
from chatapp.storage.conflicts import EMOJI_NAME_TAKEN
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions, UnitOfWork
from models import CustomEmoji

AT_MOST: Final = 500  # emoji of a workspace
FULL: Final = f"There are {AT_MOST} custom emoji already. Delete one you don't need."
NOT_ALLOWED: Final = "Only administrators can add emoji here."
TIMES: Final = 3  # what the operator allows of tries in a minute: a team's emoji come in numbers


async def add(work: UnitOfWork, *, actor: Actor, name: str, picture: bytes, still: bytes = b"") -> str:
    """Add an emoji whose picture has been drawn; returns its name as it is stored. Announces EmojiChanged.

    ``still``: the first frame of one that moves.

    Raises:
        Forbidden: the actor is no administrator, and members may not add any.
        Invalid: ``name`` is none, or a standard emoji's, or there are 500.
        Conflict: another one has this name.
        Unauthenticated: the actor's account is no longer active.
    """
    name = await _clean_free_name(work.session, actor, name)
    digest = hashlib.sha256(picture).hexdigest()
    row = CustomEmoji(name=name, digest=digest, content=picture, still=still or None, created_by_id=actor.account_id)
    work.session.add(row)
    work.announce(EMOJI_TOPIC, EmojiChanged())
    return name


async def _clean_free_name(session: AsyncSession, actor: Actor, name: str) -> str:
    """Return the name that an emoji would get. Raises as `add`."""
    if not await may_add(session, actor=actor):
        raise Forbidden(NOT_ALLOWED)
    name = clean_name(name)
    taken = select(CustomEmoji.id).where(CustomEmoji.name == name)
    if (await session.exec(taken)).first() is not None:
        raise Conflict(EMOJI_NAME_TAKEN)
    if (await session.exec(select(func.count(col(CustomEmoji.id))))).one() >= AT_MOST:
        raise Invalid({"name": FULL})
    return name


class CustomEmojis:
    """Taking uploads, step by step. Pictures are drawn outside of the transactions, in processes of their own."""

    def __init__(self, database: Database, transactions: Transactions, painter: Painter, *, limits: RateLimits) -> None:
        self._database = database
        self._transactions = transactions
        self._painter = painter
        self._tries = limits.per_minute("emoji", times=TIMES)

    async def add(self, *, actor: Actor, name: str, content: bytes) -> str:
        """Add an uploaded picture as an emoji; returns its name as it is stored. Announces as `add`.

        Raises:
            Forbidden: the actor is no administrator, and members may not add any.
            Invalid: ``name`` or ``picture``, or both: no name, no picture, too many bytes, pixels or frames;
                or there are 500.
            Conflict: another one has this name.
            RateLimited: too many pictures within a minute.
            Busy: too many pictures wait already.
            Unauthenticated: the actor's account is no longer active.
        """
        refused: Invalid | None = None
        async with self._database.reading() as session:
            try:
                await _clean_free_name(session, actor, name)
            except Invalid as error:  # what is wrong with the picture is told at the same time
                refused = error
        await self._tries.count(str(actor.account_id))
        try:
            picture, still = await self._draw(actor, content)
        except Invalid as error:
            raise Invalid({**(refused.fields if refused else {}), "picture": str(error)}) from error
        if refused is not None:
            raise refused
        async with self._transactions.begin() as work:
            return await add(work, actor=actor, name=name, picture=picture, still=still)

    async def _draw(self, actor: Actor, content: bytes) -> tuple[bytes, bytes]:
        if not content:
            raise Invalid({"picture": "Choose a picture."})
        if len(content) > LARGEST_EMOJI:
            raise Invalid({"picture": EMOJI_TOO_LARGE})
        return await self._painter.draw_emoji(content, asker=asker_of(actor))
