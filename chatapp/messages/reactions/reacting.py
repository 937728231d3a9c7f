"""Reacting to a message with an emoji, and taking the reaction back."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import alerts, text
from chatapp.errors import Conflict, Invalid
from chatapp.events import MessageView, ReactedInCrowd, account_topic
from chatapp.identity import Actor
from chatapp.messages import revision
from chatapp.messages.markup.custom_emoji import CODE
from chatapp.rooms import require_membership
from chatapp.storage.unit_of_work import UnitOfWork
from models import CustomEmoji, Message, Reaction

KINDS_LIMIT = 20  # different emojis under one message
IN_ROWS = 20  # people of one emoji whose pages can tell from the message's row that it is theirs


async def react(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, number: int, emoji: str) -> MessageView:
    """Add a reaction to a message; returns the message as it is then. Repeating it changes nothing.

    Announces MessageChanged; in a crowd, ReactedInCrowd to the actor's own pages, too; and AlertsAdded to the author.

    Raises:
        NotFound: there is no such room or message, or the actor may not see it, or the message was removed.
        Forbidden: the actor is not a member, or the message is a line of Chatapp.
        Invalid: ``emoji`` is not exactly one emoji, nor the name of a custom one between colons.
        Conflict: the message has 20 different emojis already.
    """
    message = await _reachable(work.session, actor, room_uuid, number)
    emoji = await _known(work.session, emoji)
    if await _own(work.session, actor, message, emoji) is not None:
        return await revision.view(work.session, message)
    await _refuse_another_kind(work.session, message, emoji)
    work.session.add(Reaction(message_id=message.id, account_id=actor.account_id, emoji=emoji))
    await alerts.note_reaction(work, message, room_uuid, actor.account_id, emoji)
    return await _change(work, actor, message, room_uuid, emoji, is_on=True)


async def unreact(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, number: int, emoji: str) -> MessageView:
    """Take the actor's reaction back; returns the message as it is then. It is no error if there is none.

    Announces MessageChanged.

    Raises:
        NotFound: there is no such room or message, or the actor may not see it, or the message was removed.
        Forbidden: the actor is not a member, or the message is a line of Chatapp.
    """
    message = await _reachable(work.session, actor, room_uuid, number)
    emoji = code[0] if (code := CODE.fullmatch(emoji.lower())) else text.qualified(emoji)
    reaction = await _own(work.session, actor, message, emoji) if text.is_encodable(emoji) else None
    if reaction is None:
        return await revision.view(work.session, message)
    await work.session.delete(reaction)
    await alerts.take_back_reaction(work, message, actor.account_id, emoji)
    return await _change(work, actor, message, room_uuid, emoji, is_on=False)


async def own_reactions(
    session: AsyncSession, *, actor: Actor, room_uuid: UUID, numbers: Collection[int]
) -> list[tuple[int, str]]:
    """Return with which emojis the actor has reacted to these messages: a number and an emoji for each.

    Rows list the first comers alone, so a page asks this for messages that many have reacted to.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member.
    """
    room_id = await require_membership(session, actor=actor, room_uuid=room_uuid)
    found = await session.exec(
        select(Message.number, Reaction.emoji)
        .join(Reaction, col(Reaction.message_id) == Message.id)
        .where(Message.room_id == room_id, col(Message.number).in_(numbers), Reaction.account_id == actor.account_id)
        .order_by(col(Message.number), col(Reaction.id))
    )
    return list(found)


async def _known(session: AsyncSession, emoji: str) -> str:
    """Return an emoji as it is stored: a custom one as its name between colons."""
    if (code := CODE.fullmatch(emoji.lower())) is None:
        return text.emoji(emoji, "emoji")
    if (await session.exec(select(CustomEmoji.id).where(CustomEmoji.name == code[1]))).first() is None:
        raise Invalid({"emoji": f"There's no emoji {emoji} here."})
    return code[0]


async def _own(session: AsyncSession, actor: Actor, message: Message, emoji: str) -> Reaction | None:
    own = select(Reaction).where(
        Reaction.message_id == message.id, Reaction.account_id == actor.account_id, Reaction.emoji == emoji
    )
    return (await session.exec(own)).first()


async def _refuse_another_kind(session: AsyncSession, message: Message, emoji: str) -> None:
    present = select(Reaction.emoji).where(Reaction.message_id == message.id).distinct().limit(KINDS_LIMIT)
    kinds = set(await session.exec(present))
    if emoji not in kinds and len(kinds) >= KINDS_LIMIT:
        raise Conflict({"emoji": f"This message already has {KINDS_LIMIT} different reactions."})


async def _change(
    work: UnitOfWork, actor: Actor, message: Message, room_uuid: UUID, emoji: str, *, is_on: bool
) -> MessageView:
    """Tell everybody; and the actor's own pages, if the rows do not tell them whose the reactions are."""
    await work.session.flush()
    view = await revision.change(work, message, room_uuid)
    if any(one.emoji == emoji and one.count >= IN_ROWS for one in view.reactions):
        told = ReactedInCrowd(room_uuid, actor.account_id, message.number, emoji, is_on)
        work.announce(account_topic(actor.account_id), told)
    return view


async def _reachable(session: AsyncSession, actor: Actor, room_uuid: UUID, number: int) -> Message:
    await require_membership(session, actor=actor, room_uuid=room_uuid)
    return await revision.find_text(session, room_uuid, number)
