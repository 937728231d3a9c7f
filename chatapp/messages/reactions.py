"""Reacting to a message with an emoji, and taking the reaction back. Programs do it over REST; pages only show it."""

from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.errors import Conflict, NotFound
from chatapp.events import MessageView
from chatapp.identity import Actor
from chatapp.messages import revision
from chatapp.rooms import require_membership
from chatapp.storage.unit_of_work import UnitOfWork
from models import Message, Reaction

KINDS_LIMIT = 20  # different emojis under one message


async def react(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, number: int, emoji: str) -> MessageView:
    """Add a reaction to a message; returns the message as it is then. Repeating it changes nothing.

    Announces MessageChanged.

    Raises:
        NotFound: there is no such room or message, or the actor may not see it, or the message was removed.
        Forbidden: the actor is not a member, or the message is a line of Chatapp.
        Invalid: ``emoji`` is not exactly one emoji.
        Conflict: the message has 20 different emojis already.
    """
    message = await _reachable(work.session, actor, room_uuid, number)
    emoji = text.emoji(emoji, "emoji")
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
        Forbidden: the actor is not a member, or the message is a line of Chatapp.
    """
    message = await _reachable(work.session, actor, room_uuid, number)
    emoji = text.qualified(emoji)
    own = select(Reaction).where(
        Reaction.message_id == message.id, Reaction.account_id == actor.account_id, Reaction.emoji == emoji
    )
    reaction = (await work.session.exec(own)).first()
    if reaction is None:
        return await revision.view(work.session, message)
    await work.session.delete(reaction)
    await work.session.flush()
    return await revision.change(work, message, room_uuid)


async def _reachable(session: AsyncSession, actor: Actor, room_uuid: UUID, number: int) -> Message:
    await require_membership(session, actor=actor, room_uuid=room_uuid)
    message = await revision.find(session, room_uuid, number)
    if message is None or message.deleted_at is not None:
        raise NotFound
    revision.require_text(message)
    return message
