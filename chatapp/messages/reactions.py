"""Reacting to a message with an emoji, and taking the reaction back. Programs do it over REST; pages only show it."""

import re
from typing import Final
from uuid import UUID

import emoji as emojis
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import Conflict, Invalid, NotFound
from chatapp.events import MessageView
from chatapp.identity import Actor
from chatapp.messages import revision
from chatapp.rooms import require_membership
from chatapp.storage.unit_of_work import UnitOfWork
from models import Message, Reaction

KINDS_LIMIT = 20  # different emojis under one message
LENGTH_LIMIT = 64  # characters; no emoji is longer
VARIATION_SELECTORS: Final = re.compile("[\ufe00-\ufe0f]")


async def react(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, number: int, emoji: str) -> MessageView:
    """Add a reaction to a message; returns the message as it is then. Repeating it changes nothing.

    Announces MessageChanged.

    Raises:
        NotFound: there is no such room or message, or the actor may not see it, or the message was removed.
        Forbidden: the actor is not a member.
        Invalid: ``emoji`` is not exactly one emoji.
        Conflict: the message has 20 different emojis already.
    """
    message = await _reachable(work.session, actor, room_uuid, number)
    if len(emoji) > LENGTH_LIMIT or not emojis.is_emoji(emoji := qualified(emoji)):
        raise Invalid({"emoji": "Send one emoji."})
    present = list(await work.session.exec(select(Reaction).where(Reaction.message_id == message.id)))
    if any(one.account_id == actor.account_id and one.emoji == emoji for one in present):
        return await revision.view(work.session, message)
    kinds = {one.emoji for one in present}
    if emoji not in kinds and len(kinds) >= KINDS_LIMIT:
        raise Conflict({"emoji": f"This message already has {KINDS_LIMIT} different reactions."})
    work.session.add(Reaction(message_id=message.id, account_id=actor.account_id, emoji=emoji))
    await work.session.flush()
    return await revision.change(work, message, room_uuid)


async def unreact(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, number: int, emoji: str) -> MessageView:
    """Take the actor's reaction back; returns the message as it is then. It is no error if there is none.

    Announces MessageChanged.

    Raises:
        NotFound: there is no such room or message, or the actor may not see it, or the message was removed.
        Forbidden: the actor is not a member.
    """
    message = await _reachable(work.session, actor, room_uuid, number)
    emoji = qualified(emoji)
    own = select(Reaction).where(
        Reaction.message_id == message.id, Reaction.account_id == actor.account_id, Reaction.emoji == emoji
    )
    reaction = (await work.session.exec(own)).first()
    if reaction is None:
        return await revision.view(work.session, message)
    await work.session.delete(reaction)
    await work.session.flush()
    return await revision.change(work, message, room_uuid)


def qualified(emoji: str) -> str:
    """Return the fully qualified form of an emoji, whichever variation selectors a keyboard has put into it.

    ❤ has one, U+FE0F, in this form; 👍 has none.
    """
    bare = VARIATION_SELECTORS.sub("", emoji)
    return emojis.emojize(emojis.demojize(bare)) if emojis.is_emoji(bare) else emoji


async def _reachable(session: AsyncSession, actor: Actor, room_uuid: UUID, number: int) -> Message:
    await require_membership(session, actor=actor, room_uuid=room_uuid)
    message = await revision.find(session, room_uuid, number)
    if message is None or message.deleted_at is not None:
        raise NotFound
    return message
