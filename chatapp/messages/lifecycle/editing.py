"""Editing your own message."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import message_index, text
from chatapp.errors import Forbidden, Invalid, NotFound, Outdated
from chatapp.events import MessageView, RoomChanged, room_topic
from chatapp.identity import Actor
from chatapp.messages import blocks as message_blocks
from chatapp.messages import markup, mentions, revision
from chatapp.messages.blocks import Block
from chatapp.messages.lifecycle import editions
from chatapp.messages.posting.rendering_limit import RenderingLimit
from chatapp.messages.replies.thread_copies import Copy, copy_of, edited
from chatapp.presence import Presence
from chatapp.rooms import require_membership
from chatapp.storage.unit_of_work import UnitOfWork
from models import Attachment, Message, MessageKind, Upload
from models.utc_datetime import now

DELETED = "This message was deleted."
EDITED_ELSEWHERE = "This message was edited elsewhere in the meantime."


async def edit(
    work: UnitOfWork,
    *,
    actor: Actor,
    room_uuid: UUID,
    number: int,
    body: str,
    base_revision: int | None = None,
    presence: Presence | None = None,
    blocks: Sequence[Block] | None = None,
    calls_people: bool = True,
) -> MessageView:
    """Give the actor's own message another text; returns it as it is then. The same text changes nothing.

    ``blocks``: in place of those it has; with another text and without blocks it has none then.

    ``base_revision``: of the message as the actor saw it when they began; reactions since then are no conflict.
    ``presence``: says who is online, for an `@here` that is new.
    ``calls_people``: whether who is named in the new text is mentioned.

    What was said in a thread and in its room as well changes in both, unless the room's was given a text of its own.

    Announces MessageChanged, and RoomChanged if it is pinned: the list of pins shows it.

    Raises:
        NotFound: there is no such room or message, or the actor may not see it, or the message was deleted.
        Forbidden: the actor did not write the message, or is not a member.
        Outdated: the text was edited after ``base_revision``; ``current``: its body and revision.
        Invalid: the text is blank though the message has no files, over 10,000 characters, contains control characters,
            or mentions more people than it may; or blocks are too many or too large.
    """
    message = await _own(work.session, actor, room_uuid, number)
    clean = message_blocks.body_of(body, blocks or ())
    stored = await _blocks_of(work.session, message, clean, blocks)
    if not clean and not await _has_files(work.session, message):
        raise Invalid({"body": text.NOTHING})
    if (clean, stored) == (message.body, message.blocks):
        return await revision.view(work.session, message)
    if base_revision is not None and (message.body_revision or 0) > base_revision:
        raise Outdated(EDITED_ELSEWHERE, {"body": message.body, "revision": message.revision})
    await mentions.renew(
        work,
        editor_id=actor.account_id,
        room_uuid=room_uuid,
        message=message,
        body=message_blocks.spoken(clean, message_blocks.read(stored)) if calls_people else "",
        presence=presence,
    )
    if not (stored and message.blocks):  # what a program redraws, such as progress, is no version to keep
        await editions.record(work.session, message)
    await message_index.change(work.session, message, before=message.body, after=clean)
    if message.pinned_at is not None:
        work.announce(room_topic(room_uuid), RoomChanged(room_uuid))
    copy, former = await copy_of(work.session, message), message.body
    view = await revision.change(work, message, room_uuid, is_edited=True, body=clean, blocks=stored, edited_at=now())
    if copy is not None:
        await _edit_copy(work, actor, copy, before=former, after=clean)
    return view


async def _edit_copy(work: UnitOfWork, actor: Actor, copy: Copy, *, before: str, after: str) -> None:
    """Give what was said in the room as well the thread's new text, unless it was given one of its own."""
    if (told := edited(copy.message, before=before, after=after)) is not None:
        number = copy.message.number
        await edit(work, actor=actor, room_uuid=copy.room_uuid, number=number, body=told, calls_people=False)


async def _blocks_of(session: AsyncSession, message: Message, body: str, blocks: Sequence[Block] | None) -> str:
    """Return the blocks that a message has after an edit, as they are stored."""
    if blocks is None:
        return message.blocks if body == message.body else ""
    carried = await session.exec(
        select(Upload.uuid)
        .join(Attachment, col(Attachment.upload_id) == Upload.id)
        .where(col(Attachment.message_id) == message.id)
    )
    return message_blocks.store(blocks, list(carried.all()))


async def prepare_edit(limit: RenderingLimit, actor: Actor, body: str, blocks: Sequence[Block] | None = None) -> None:
    """Check a new text's form and render it, before the transaction of `edit`: a long one delays its author alone.

    Raises:
        Invalid: as `edit`.
        RateLimited: the actor has sent many long texts with marks within a minute.
        Busy: too many long texts wait to be rendered.
    """
    clean = message_blocks.body_of(body, blocks or ())  # whether it may be empty, the message says
    for shown in message_blocks.texts_of(blocks) if blocks else [clean]:
        if markup.is_laborious(shown):
            await limit.count(actor)
        await markup.render_new(shown)


async def source(session: AsyncSession, *, actor: Actor, room_uuid: UUID, number: int) -> MessageView:
    """Return the actor's own message, to be edited. Raises as `edit`."""
    return await revision.view(session, await _own(session, actor, room_uuid, number))


async def _own(session: AsyncSession, actor: Actor, room_uuid: UUID, number: int) -> Message:
    await require_membership(session, actor=actor, room_uuid=room_uuid)
    message = await revision.find(session, room_uuid, number)
    if message is None:
        raise NotFound
    if message.author_id != actor.account_id or message.kind != MessageKind.TEXT:
        raise Forbidden("Only the author can edit a message.")
    if message.deleted_at is not None:
        raise NotFound(DELETED)
    return message


async def _has_files(session: AsyncSession, message: Message) -> bool:
    found = await session.exec(select(Attachment.id).where(col(Attachment.message_id) == message.id).limit(1))
    return found.first() is not None
