"""Reading a room's messages, and what has changed since a revision."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Row, Select, bindparam, case, literal_column
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import rooms
from chatapp.events import Mention, MessageView
from chatapp.identity import Actor
from chatapp.messages.mentions.mentions_column import mentions_of, select_mentions
from chatapp.messages.reactions.reaction_counts import counts_of, select_counts
from chatapp.messages.replies.quotes import quote_columns, quote_of_row
from chatapp.messages.replies.thread_summary import thread_columns, thread_of
from chatapp.rooms.access import readable_room
from chatapp.rooms.system_lines import sentence
from chatapp.storage.database import rows_of
from chatapp.storage.fixed_statement import FixedStatement
from chatapp.storage.paging import AT_MOST, PAGE, bounded
from chatapp.storage.snapshot import Snapshot, within
from chatapp.uploads.attachments_column import attachments_of, select_attachments
from models import Account, Message, MessageKind, Room
from models.account import shown_name


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Messages of one room, oldest first, as of the room's ``revision``. ``has_more``: the page was cut at its limit.

    ``last_number``: the room's newest number then; 0 if the function does not read it.
    """

    messages: list[MessageView]
    revision: int
    has_more: bool
    last_number: int = 0


async def read(
    session: AsyncSession,
    *,
    actor: Actor,
    room_uuid: UUID,
    before: int | None = None,
    after: int | None = None,
    limit: int = PAGE,
) -> MessagePage:
    """Return what `read_page` does, within a session."""
    return await within(session, read_page, actor=actor, room_uuid=room_uuid, before=before, after=after, limit=limit)


def read_page(
    snapshot: Snapshot,
    *,
    actor: Actor,
    room_uuid: UUID,
    before: int | None = None,
    after: int | None = None,
    limit: int = PAGE,
) -> MessagePage:
    """Return a page of a room's messages: the newest, those before a number, or those after one; at most 200.

    With both numbers it returns those between them, from the first on; if nothing can be between them, only the right
    to read is checked. It costs the same anywhere in the room: two queries by (room, number).

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member.
    """
    room = readable_room(snapshot, actor=actor, room_uuid=room_uuid)
    # Read before the messages: those may then be newer than the revision says, but never older.
    revision, last_number = room.revision, room.last_number
    if before is not None and after is not None and before - after <= 1:
        return MessagePage([], revision, has_more=False, last_number=last_number)
    limit = bounded(limit)
    is_forward = after is not None
    query = _select_page(has_end=before is not None, is_forward=is_forward)
    asked = {"room_id": room.id, "at_most": limit + 1}
    asked |= {"before": before} if before is not None else {}
    asked |= {"after": after} if after is not None else {}
    rows = query.rows(snapshot.connection, asked)
    views = [view_of(row) for row in rows[:limit]]
    return MessagePage(views if is_forward else views[::-1], revision, len(rows) > limit, last_number)


@cache
def _select_page(*, has_end: bool, is_forward: bool) -> FixedStatement:
    """Select the messages of room ``room_id``, at most ``at_most``: from ``after`` on, or the last before the end."""
    query = select_messages().where(col(Message.room_id) == bindparam("room_id"))
    if has_end:
        query = query.where(col(Message.number) < bindparam("before"))
    if is_forward:
        query = query.where(col(Message.number) > bindparam("after"))
    order = col(Message.number).asc() if is_forward else col(Message.number).desc()
    return FixedStatement(query.order_by(order).limit(bindparam("at_most", type_=Integer)))


async def changes(
    session: AsyncSession, *, actor: Actor, room_uuid: UUID, since: int, limit: int = AT_MOST
) -> MessagePage:
    """Return the messages changed after a revision, in the order of their changes, at most ``limit`` (200).

    If ``has_more``, ``revision`` is that of the last message returned; ask again from there.

    Raises:
        NotFound: there is no such room, or the actor may not see it.
        Forbidden: the actor is not a member.
    """
    room_id = await rooms.require_membership(session, actor=actor, room_uuid=room_uuid)
    return await changes_in(session, room_id, since, limit=limit)


async def changes_in(session: AsyncSession, room_id: int, since: int, *, limit: int = AT_MOST) -> MessagePage:
    """Return changes for the room's feed. Checks no rights: the feed has only members as subscribers."""
    limit = bounded(limit)
    revision = (await session.exec(select(Room.revision).where(Room.id == room_id))).one()  # first, as in `read`
    query = select_messages().where(col(Message.room_id) == room_id, col(Message.revision) > since)
    rows = await rows_of(session, query.order_by(col(Message.revision)).limit(limit + 1))
    views = [view_of(row) for row in rows[:limit]]
    has_more = len(rows) > limit
    return MessagePage(views, views[-1].revision if has_more else revision, has_more)


async def between_in(session: AsyncSession, room_id: int, after: int, before: int) -> MessagePage:
    """Return the messages between two numbers, at most 200, for the room's feed. Checks no rights.

    The page's ``revision`` is 0: it does not say how far the room is.
    """
    query = select_messages().where(
        col(Message.room_id) == room_id, col(Message.number) > after, col(Message.number) < before
    )
    rows = await rows_of(session, query.order_by(col(Message.number)).limit(AT_MOST))
    return MessagePage([view_of(row) for row in rows], 0, has_more=False)


@cache
def select_messages() -> Select[Any]:
    """Select messages with room, author, all that is on them, the message they answer, and who wrote the one before.

    Cached, because building it takes longer than running it.
    """
    previous, previous_author = aliased(Message), aliased(Account)
    quoted, quoted_author = aliased(Message), aliased(Account)
    thread: Any = aliased(Room)
    columns = *_columns(previous, previous_author), *quote_columns(quoted, quoted_author), *thread_columns(thread)
    is_its_thread = (thread.parent_id == Message.room_id) & (thread.root_number == Message.number)
    return (
        select_columns(*columns)
        .select_from(Message)
        .join(Room, col(Room.id) == Message.room_id)
        .join(Account, col(Account.id) == Message.author_id)
        .join(previous, _is_in_same_room(previous, col(Message.number) - 1), isouter=True)
        .join(previous_author, col(previous_author.id) == previous.author_id, isouter=True)
        .join(quoted, _is_in_same_room(quoted, col(Message.reply_to)), isouter=True)
        .join(quoted_author, col(quoted_author.id) == quoted.author_id, isouter=True)
        .join(thread, is_its_thread, isouter=True)
    )


def _is_in_same_room(other: Any, number: Any) -> Any:
    return (other.room_id == Message.room_id) & (other.number == number)


def _columns(previous: Any, previous_author: Any) -> list[Any]:
    is_text = previous.kind == literal_column(f"'{MessageKind.TEXT}'")
    return [
        col(Room.uuid).label("room_uuid"),
        col(Message.number),
        col(Message.revision),
        col(Message.author_id),
        col(Account.uuid).label("author_uuid"),
        col(Account.username).label("author_username"),
        col(Account.first_name),
        col(Account.last_name),
        col(Account.avatar).label("author_avatar"),
        col(Account.is_bot).label("is_by_bot"),
        col(Message.client_message_id),
        col(Message.body),
        col(Message.blocks),
        col(Message.created_at),
        col(Message.edited_at),
        col(Message.deleted_at),
        case((is_text, previous_author.uuid)).label("previous_author_uuid"),
        previous.created_at.label("previous_at"),
        select_counts().label("reactions"),
        select_mentions().label("mentions"),
        select_attachments().label("attachments"),
        col(Message.kind),
        col(Message.reply_to),
        col(Message.pinned_at),
        (col(Message.deleted_by_id) != Message.author_id).label("is_removed_by_other"),
    ]


def view_of(row: Row[Any]) -> MessageView:
    """Return the message of a row of `select_messages`, as every member may see it."""
    mentions, links = mentions_of(None if row.deleted_at else row.mentions)
    return MessageView(
        room_uuid=row.room_uuid,
        number=row.number,
        revision=row.revision,
        author_uuid=row.author_uuid,
        author_username=row.author_username,
        author_name=shown_name(row.first_name, row.last_name, row.author_username),
        author_avatar=row.author_avatar,
        client_message_id=row.client_message_id,
        body=_body_of(row, mentions),
        created_at=row.created_at,
        edited_at=row.edited_at,
        deleted_at=row.deleted_at,
        previous_author_uuid=row.previous_author_uuid,
        previous_at=row.previous_at,
        reactions=() if row.deleted_at else counts_of(row.reactions),
        kind=row.kind,
        reply_to=row.reply_to,
        quote=quote_of_row(row, row.reply_to) if row.quoted_uuid is not None else None,
        mentions=mentions,
        links=links,
        is_pinned=row.pinned_at is not None,
        is_removed_by_moderator=bool(row.deleted_at and row.is_removed_by_other),
        attachments=() if row.deleted_at else attachments_of(row.attachments),
        blocks="" if row.deleted_at else row.blocks,
        is_by_bot=row.is_by_bot,
        thread=thread_of(row),
    )


def _body_of(row: Row[Any], mentions: tuple[Mention, ...]) -> str:
    """Return the text; of a line of Chatapp the whole sentence, with names as they are now."""
    if row.deleted_at:
        return ""
    if row.kind == MessageKind.TEXT:
        return str(row.body)
    return sentence(shown_name(row.first_name, row.last_name, row.author_username), row.body, mentions)
