"""Reacting to a message with an emoji, and taking it back."""

from uuid import UUID

import emoji as emojis
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import Conflict, Invalid, NotFound
from chatapp.events import MessageView
from chatapp.identity import Actor
from chatapp.messages.editing import find, revise
from chatapp.messages.history import select_messages, view_of
from chatapp.rooms import require_membership
from chatapp.storage.database import rows_of
from chatapp.storage.unit_of_work import UnitOfWork
from models import Message, Reaction

AT_MOST = 20  # different emojis under one message
LONGEST = 64  # characters of one emoji, and more


async def react(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, number: int, emoji: str) -> MessageView:
    """Put an emoji under a message; returns the message as it is then. The same again changes nothing.

    Announces MessageChanged.

    Raises:
        NotFound: there is no such room or message, or the actor may not see it, or the message was removed.
        Forbidden: the actor is no member.
        Invalid: this is not one emoji.
        Conflict: there are 20 different ones already.
    """
    message = await _reached(work.session, actor, room_uuid, number)
    if len(emoji) > LONGEST or not emojis.is_emoji(emoji):
        raise Invalid({"emoji": "Please send one emoji."})
    emoji = _qualified(emoji)
    present = list(await work.session.exec(select(Reaction).where(Reaction.message_id == message.id)))
    if any(one.account_id == actor.account_id and one.emoji == emoji for one in present):
        return await _as_it_is(work.session, message)
    kinds = {one.emoji for one in present}
    if emoji not in kinds and len(kinds) >= AT_MOST:
        raise Conflict({"emoji": f"There are {AT_MOST} different ones already."})
    work.session.add(Reaction(message_id=message.id, account_id=actor.account_id, emoji=emoji))
    await work.session.flush()
    return await revise(work, message, room_uuid)


async def unreact(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, number: int, emoji: str) -> MessageView:
    """Take one's emoji away from a message; returns the message as it is then. What is not there is no error.

    Announces MessageChanged.

    Raises:
        NotFound: there is no such room or message, or the actor may not see it, or the message was removed.
        Forbidden: the actor is no member.
    """
    message = await _reached(work.session, actor, room_uuid, number)
    emoji = _qualified(emoji)
    own = select(Reaction).where(
        Reaction.message_id == message.id, Reaction.account_id == actor.account_id, Reaction.emoji == emoji
    )
    reaction = (await work.session.exec(own)).first()
    if reaction is None:
        return await _as_it_is(work.session, message)
    await work.session.delete(reaction)
    await work.session.flush()
    return await revise(work, message, room_uuid)


def _qualified(emoji: str) -> str:
    """Return the one form of an emoji: ❤ is the same with and without what says that it is to be coloured (U+FE0F)."""
    return emojis.emojize(emojis.demojize(emoji)) if emojis.is_emoji(emoji) else emoji


async def _reached(session: AsyncSession, actor: Actor, room_uuid: UUID, number: int) -> Message:
    await require_membership(session, actor=actor, room_uuid=room_uuid)
    message = await find(session, room_uuid, number)
    if message is None or message.deleted_at is not None:
        raise NotFound
    return message


async def _as_it_is(session: AsyncSession, message: Message) -> MessageView:
    return view_of((await rows_of(session, select_messages().where(col(Message.id) == message.id)))[0])
