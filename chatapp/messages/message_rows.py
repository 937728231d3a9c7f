"""A message's row: all that is read of one, and the view that is made of it."""

from functools import cache
from typing import Any

from sqlalchemy import Row, Select, case, literal_column
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import col

from chatapp.events import Mention, MessageView
from chatapp.messages.mentions.mentions_column import mentions_of, select_mentions
from chatapp.messages.reactions.reaction_counts import counts_of, select_counts
from chatapp.messages.replies.quotes import quote_columns, quote_of_row
from chatapp.messages.replies.thread_summary import thread_columns, thread_of
from chatapp.rooms.system_lines import sentence
from chatapp.uploads.attachments_column import attachments_of, select_attachments
from models import Account, Message, MessageKind, Room
from models.account import shown_name


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
