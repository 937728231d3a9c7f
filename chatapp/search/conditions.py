"""What operators say of a message, in SQL."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import col

from chatapp.identity import Actor
from chatapp.message_index.entries import has_file, has_image
from chatapp.rooms.access import select_open_memberships
from chatapp.search.query import Has, Is
from models import Membership, Mention, MentionKind, Message, MessageKind, Reaction, Room, SavedMessage

READING = aliased(Membership)
_THREAD = aliased(Room)
IS_SHOWN = (col(Message.kind) == MessageKind.TEXT, col(Message.deleted_at).is_(None))


def readable(actor: Actor, *columns: Any) -> Any:
    """Select from the messages that a person may read: those of open rooms that they are in. Asked in every query.

    Messages in threads of these rooms are among them. What is added may speak of Message, Room, the person's own
    Membership of the room, or of the thread's, and `READING`, which says how far they have read.
    """
    is_theirs = (col(READING.room_id) == Room.id) & (col(READING.account_id) == actor.account_id)
    return (
        select_open_memberships(*columns)
        .join(Message, col(Message.room_id) == Room.id)
        .join(READING, is_theirs, isouter=True)
        .where(col(Membership.account_id) == actor.account_id, *IS_SHOWN)
    )


def condition_of(actor: Actor, what: Has | Is) -> ColumnElement[bool]:
    """Say in SQL, within `readable`, that a message has something, or is something to the person."""
    match what:
        case Is.MINE:
            return col(Message.author_id) == actor.account_id
        case Is.PINNED:
            return col(Message.pinned_at).is_not(None)
        case Is.UNREAD:
            is_new = col(Message.number) > col(READING.last_read_number)
            counts = col(Room.parent_id).is_(None) | col(READING.follows)
            return and_(col(READING.room_id).is_not(None), is_new, counts, col(Message.author_id) != actor.account_id)
        case Is.SAVED:
            is_kept = (col(SavedMessage.account_id) == actor.account_id, col(SavedMessage.done_at).is_(None))
            return col(Message.id).in_(select_columns(col(SavedMessage.message_id)).where(*is_kept))
        case Is.THREAD if isinstance(what, Is):  # which equals Has.THREAD: both are texts
            return col(Room.parent_id).is_not(None)
        case Has.THREAD:
            is_its_thread = col(_THREAD.parent_id) == Message.room_id, col(_THREAD.root_number) == Message.number
            return select_columns(col(_THREAD.id)).where(*is_its_thread).correlate(Message).exists()
        case Has.REACTION:
            return select_columns(col(Reaction.id)).where(col(Reaction.message_id) == Message.id).exists()
        case Has.FILE:
            return has_file()
        case Has.IMAGE:
            return has_image()
        case _:
            raise AssertionError(f"{what} is asked of the text")


def mentions(account_id: int) -> ColumnElement[bool]:
    """Say in SQL that a message calls a person: by name, among those who were online, or with the whole room."""
    by_name = and_(col(Mention.account_id) == account_id, col(Mention.kind).in_((MentionKind.PERSON, MentionKind.HERE)))
    own = select_columns(col(Membership.room_id)).where(col(Membership.account_id) == account_id).correlate(None)
    with_all = and_(col(Mention.kind) == MentionKind.ROOM, col(Mention.room_id).in_(own))
    return or_(
        col(Message.id).in_(select_columns(col(Mention.message_id)).where(by_name)),
        col(Message.id).in_(select_columns(col(Mention.message_id)).where(with_all)),
    )
