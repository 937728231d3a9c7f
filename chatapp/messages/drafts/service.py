"""Drafts: what a person has typed in a room and not sent, the same on all their devices.

The device is the owner of what is typed; it writes it here with the revision it was based on. A write on an older one
is refused, and the device is told what is here now, so no text replaces another that its writer has not seen. Sending
is a revision, too: the row stays, without a text, and refuses what was typed before (`ending`).
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.errors import Invalid, NotFound, Outdated
from chatapp.events import DraftChanged, account_topic
from chatapp.identity import Actor, is_active
from chatapp.messages.drafts.ending import SentDraft
from chatapp.messages.replies import quotes
from chatapp.rooms import require_membership
from chatapp.storage.unit_of_work import UnitOfWork
from models import Draft, Message, Room
from models.utc_datetime import now

UNDO = timedelta(minutes=10)  # within which a deleted draft can be restored
LATELY = 200  # of a room's newest messages, one may be what was typed on a device that has not heard of its sending
CHANGED = "This draft has been changed on another device."


@dataclass(frozen=True, slots=True)
class DraftView:
    """A person's draft in a room. ``revision`` 0: there has never been one.

    ``other_body``: what another device had typed, whose writer had not seen ``body``.
    """

    room_uuid: UUID
    body: str = ""
    other_body: str = ""
    reply_to: int | None = None
    revision: int = 0
    written_at: datetime | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is no text."""
        return not (self.body or self.other_body)

    @classmethod
    def of(cls, room_uuid: UUID, draft: Draft) -> Self:
        """Return a stored draft."""
        return cls(room_uuid, draft.body, draft.other_body, draft.reply_to, draft.revision, draft.written_at)


class OutdatedDraft(Outdated):
    """A draft was written that is based on an older one. ``was_sent``: it is a message by now, or began as one."""

    def __init__(self, draft: DraftView, *, was_sent: bool) -> None:
        super().__init__(CHANGED, {"draft": asdict(draft), "was_sent": was_sent})
        self.draft, self.was_sent = draft, was_sent


async def get(session: AsyncSession, *, actor: Actor, room_uuid: UUID) -> DraftView:
    """Return the actor's draft in a room; it stays theirs when they leave the room, or it is closed.

    Raises:
        NotFound: there is no draft, and no such room, or the actor may not see it.
        Forbidden: there is no draft, and the actor is not a member.
    """
    if (draft := await _own(session, actor, room_uuid)) is not None:
        return DraftView.of(room_uuid, draft)
    await require_membership(session, actor=actor, room_uuid=room_uuid)
    return DraftView(room_uuid)


async def put(
    work: UnitOfWork,
    *,
    actor: Actor,
    room_uuid: UUID,
    body: str,
    revision: int,
    other_body: str | None = None,
    reply_to: int | None = None,
) -> DraftView:
    """Write the actor's draft in a room. Repeating what is written already changes nothing. Announces DraftChanged.

    ``revision``: what the text is based on; 0 if its writer knows of none. ``other_body``: what else to keep, None
    for what is kept already.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member.
        Invalid: a text is longer than a message may be, or has control characters; or there can be no such revision,
            or no message ``reply_to``.
        OutdatedDraft: it has been changed since ``revision``, or sent.
    """
    room_id = await require_membership(work.session, actor=actor, room_uuid=room_uuid)
    if not 0 <= revision < quotes.LARGEST:
        raise Invalid({"revision": "There is no such revision."})
    quotes.check_number(reply_to)
    body = text.draft(body)
    other = None if other_body is None else text.draft(other_body, "other_body", at_most=text.OTHER_DRAFT_LIMIT)
    draft = await work.session.get(Draft, (actor.account_id, room_id))
    if draft is None:
        if not (body or other):
            return DraftView(room_uuid)
        draft = Draft(account_id=actor.account_id, room_id=room_id)
    kept = draft.other_body if other is None else other
    if not body:
        reply_to = None
    if (body, kept, reply_to) == (draft.body, draft.other_body, draft.reply_to):
        return DraftView.of(room_uuid, draft)
    if revision < draft.revision:
        is_over = not draft.body and bool(body) and await _was_sent(work.session, actor, room_id, body)
        raise OutdatedDraft(DraftView.of(room_uuid, draft), was_sent=is_over)
    # A device may know of a later revision than a database that was put back to an earlier state.
    draft.body, draft.other_body, draft.reply_to, draft.revision = body, kept, reply_to, revision + 1
    return await _changed(work, room_uuid, draft)


async def discard(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, revision: int | None = None) -> DraftView:
    """Delete the actor's draft in a room, and return what it was. Announces DraftChanged, unless there was none.

    ``revision``: of the draft to delete, None for any.

    Raises:
        NotFound: there is no draft, and no such room, or the actor may not see it.
        Forbidden: there is no draft, and the actor is not a member.
        OutdatedDraft: it has been changed since ``revision``.
    """
    draft = await _own(work.session, actor, room_uuid)
    if draft is None:
        await require_membership(work.session, actor=actor, room_uuid=room_uuid)
        return DraftView(room_uuid)
    was = DraftView.of(room_uuid, draft)
    if was.is_empty:
        return was
    if revision is not None and revision < draft.revision:
        raise OutdatedDraft(was, was_sent=False)
    draft.body, draft.other_body, draft.reply_to, draft.revision = "", "", None, draft.revision + 1
    await _changed(work, room_uuid, draft)
    return was


async def end(work: UnitOfWork, *, actor: Actor, room_uuid: UUID, text: str, sent: SentDraft | None = None) -> None:
    """End the actor's draft in a room if a text that was no message came from it. Announces DraftChanged.

    ``sent``: which draft that was, if the device has said so; it may have been changed a moment ago. Otherwise it is
    one that is, or begins, the text.
    """
    draft = await _own(work.session, actor, room_uuid)
    if draft is None or not draft.body:
        return
    is_known = sent is not None and (draft.revision <= sent.revision or draft.body == sent.body)
    if is_known or text.startswith(draft.body.rstrip()):
        revision = max(draft.revision, sent.revision if sent and sent.is_possible else 0) + 1
        draft.body, draft.reply_to, draft.revision = "", None, revision
        await _changed(work, room_uuid, draft)


async def restore(work: UnitOfWork, *, actor: Actor, draft: DraftView) -> DraftView:
    """Undo `discard`, within ten minutes, unless something has been typed since. Announces DraftChanged.

    ``draft``: what `discard` returned.

    Raises:
        NotFound: it was not deleted, or too long ago.
        OutdatedDraft: something has been typed since.
    """
    found = await _own(work.session, actor, draft.room_uuid)
    if found is None or found.revision <= draft.revision or found.written_at < now() - UNDO:
        raise NotFound("This draft can't be restored any more.")
    if found.revision > draft.revision + 1 or found.body or found.other_body:
        raise OutdatedDraft(DraftView.of(draft.room_uuid, found), was_sent=False)
    found.body, found.other_body, found.reply_to = draft.body, draft.other_body, draft.reply_to
    found.revision += 1
    return await _changed(work, draft.room_uuid, found)


async def _changed(work: UnitOfWork, room_uuid: UUID, draft: Draft) -> DraftView:
    draft.written_at = now()
    work.session.add(draft)
    await work.session.flush()
    view = DraftView.of(room_uuid, draft)
    event = DraftChanged(room_uuid, draft.account_id, draft.revision, view.is_empty)
    work.announce(account_topic(draft.account_id), event)
    return view


async def _own(session: AsyncSession, actor: Actor, room_uuid: UUID) -> Draft | None:
    found = await session.exec(
        select(Draft)
        .join(Room, col(Room.id) == Draft.room_id)
        .where(Room.uuid == room_uuid, Draft.account_id == actor.account_id, is_active(actor))
    )
    return found.first()


async def _was_sent(session: AsyncSession, actor: Actor, room_id: int, body: str) -> bool:
    """Say whether one of the actor's latest messages in a room is this text, or began as it.

    A device that is cut off does not hear that another has taken over what it typed, and sent it.
    """
    last_number = select(Room.last_number).where(Room.id == room_id).scalar_subquery()
    sent = await session.exec(
        select(Message.body).where(
            Message.room_id == room_id,
            Message.number > last_number - LATELY,
            Message.author_id == actor.account_id,
            col(Message.deleted_at).is_(None),
        )
    )
    beginning = body.strip()
    return any(message.startswith(beginning) for message in sent)
