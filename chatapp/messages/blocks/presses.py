"""Pressing what a message's blocks offer: a button, a choice, a form. Rights are asked at each press, as for a post.

A press is a row, written before anybody answers it: it reaches its program once, also if it is sent twice, if fifty
people press at once, or if the process ends meanwhile.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.errors import Conflict, Forbidden, NotFound
from chatapp.events import ActionPressed, account_topic
from chatapp.identity import Actor
from chatapp.messages import blocks, revision
from chatapp.messages.blocks import Action
from chatapp.rooms import access, require_membership
from chatapp.storage.unit_of_work import UnitOfWork
from models import Account, Interaction, Message
from models.account import shown_name

AT_ONCE: Final = 200  # presses in one answer
DELETED: Final = "This message was deleted."
NOT_THERE: Final = "This isn't offered any more."
USED: Final = "You've already used this press_id for something else."
BY_YOU: Final = "You've already done this."
BY_OTHER: Final = "Another member has already done this."


@dataclass(frozen=True, slots=True)
class Press:
    """A press that is stored. ``is_new`` is false for a repeated one."""

    id: int
    action: str
    values: Mapping[str, str]
    account_uuid: UUID
    username: str
    name: str
    pressed_at: datetime
    is_new: bool = False


async def press(
    work: UnitOfWork,
    *,
    actor: Actor,
    room_uuid: UUID,
    number: int,
    action: str,
    press_id: str,
    values: Mapping[str, str] | None = None,
) -> Press:
    """Press a button of a message, choose from its choice or send its form; a repeated ``press_id`` changes nothing.

    ``values``: what is filled in, by the names of the form's fields; for a choice ``{"value": …}``. The program that
    posted the message answers by editing it or by posting. Announces ActionPressed to the message's author.

    Raises:
        NotFound: there is no such room or message, or the actor may not see it, or the message was deleted, or it
            does not offer this action any more.
        Forbidden: the actor is not a member, or only moderators may do this.
        Invalid: something that has to be filled in is missing or wrong, or ``press_id`` is bad.
        Conflict: the action can be done once, and has been; or the ``press_id`` was used for another one.
    """
    await require_membership(work.session, actor=actor, room_uuid=room_uuid)
    message = await revision.find(work.session, room_uuid, number)
    if message is None:
        raise NotFound
    if message.deleted_at is not None:
        raise NotFound(DELETED)
    key = text.client_key(press_id, "press_id")
    if (earlier := await _earlier(work.session, actor, key)) is not None:
        if (earlier.message_id, earlier.action) != (message.id, action):
            raise Conflict({"press_id": USED})
        return _press(earlier, actor.uuid, actor.username, actor.name)
    offered = blocks.find_action(blocks.read(message.blocks), action)
    if offered is None:
        raise NotFound(NOT_THERE)
    if offered.only is not None:
        await access.require_moderator(work.session, actor, room_uuid)
    given = blocks.check_values(offered, values or {})
    await _refuse_another(work.session, message, offered, actor)
    row = Interaction(
        message_id=message.id, account_id=actor.account_id, key=key, action=action, given=json.dumps(given)
    )
    return await _store(work, actor, room_uuid, message, row)


async def presses(session: AsyncSession, *, actor: Actor, room_uuid: UUID, number: int, after: int = 0) -> list[Press]:
    """Return who has pressed what of the actor's own message, oldest first: at most 200 after a press's id.

    Raises:
        NotFound: there is no such room or message, or the actor may not see it, or the message was deleted.
        Forbidden: the actor did not post the message, or is not a member.
    """
    await require_membership(session, actor=actor, room_uuid=room_uuid)
    message = await revision.find(session, room_uuid, number)
    if message is None:
        raise NotFound
    if message.author_id != actor.account_id:
        raise Forbidden("Only the author can read what was pressed.")
    if message.deleted_at is not None:
        raise NotFound(DELETED)
    rows = await session.exec(
        select(Interaction, Account)
        .join(Account, col(Account.id) == Interaction.account_id)
        .where(Interaction.message_id == message.id, col(Interaction.id) > after, Interaction.action != "")
        .order_by(col(Interaction.id))
        .limit(AT_ONCE)
    )
    return [
        _press(one, who.uuid, who.username, shown_name(who.first_name, who.last_name, who.username))
        for one, who in rows.all()
    ]


def _press(row: Interaction, uuid: UUID, username: str, name: str, *, is_new: bool = False) -> Press:
    return Press(row.id, row.action, json.loads(row.given), uuid, username, name, row.created_at, is_new)


async def _earlier(session: AsyncSession, actor: Actor, key: str) -> Interaction | None:
    query = select(Interaction).where(Interaction.account_id == actor.account_id, Interaction.key == key)
    return (await session.exec(query)).first()


async def _refuse_another(session: AsyncSession, message: Message, offered: Action, actor: Actor) -> None:
    """Refuse an action that can be done once, if it was. Transactions run one at a time, so one of many comes first."""
    if offered.once is None:
        return
    query = select(Interaction.account_id).where(Interaction.message_id == message.id, Interaction.action == offered.id)
    if offered.once == "person":
        query = query.where(Interaction.account_id == actor.account_id)
    found = (await session.exec(query.limit(1))).first()
    if found is not None:
        raise Conflict({"action": BY_YOU if found == actor.account_id else BY_OTHER})


async def _store(work: UnitOfWork, actor: Actor, room_uuid: UUID, message: Message, row: Interaction) -> Press:
    work.session.add(row)
    await work.session.flush()
    pressed = ActionPressed(room_uuid, message.number, message.author_id, row.id)
    work.announce(account_topic(message.author_id), pressed)
    return _press(row, actor.uuid, actor.username, actor.name, is_new=True)
