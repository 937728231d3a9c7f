"""A reply that was said in the room as well: there it is a message of its own, its copy, known by its key."""

import re
from typing import Final, NamedTuple
from uuid import UUID, uuid5

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import text
from chatapp.web import urls
from models import Account, Message, Room

COPIES: Final = UUID("6d1f8a3e-0c5b-4f5e-9b57-52c1f3a40a17")  # what keys of copies are made with
WORDS: Final = "View in thread"
LINKED: Final = f"[{WORDS}]("
TO_REPLY: Final = re.compile(
    urls.ROOMS + r"/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/([0-9]{1,9})\)\Z"
)  # how the link of a copy ends


class Copy(NamedTuple):
    """The copy of a reply, and the room it stands in."""

    message: Message
    room_uuid: UUID


def key_of_copy(author_uuid: UUID, client_message_id: str) -> str:
    """Return the key of a reply's copy by the reply's own."""
    return str(uuid5(COPIES, f"{author_uuid} {client_message_id}"))


def body_of_copy(body: str, address: str) -> str:
    """Return what a reply's copy says. ``address``: the reply's.

    Raises:
        Invalid: field ``body``: it can't be taken, or is too long with the link.
    """
    return text.body("\n".join(filter(None, (text.body(body, may_be_empty=True), f"{LINKED}{address})"))))


async def copy_of(session: AsyncSession, message: Message) -> Copy | None:
    """Return a message's copy, deleted or not; None if it is no reply in a thread, or was said there alone."""
    room = await session.get_one(Room, message.room_id)
    if not room.is_thread:
        return None
    author = await session.get_one(Account, message.author_id)
    found = await session.exec(
        select(Message, Room.uuid)
        .join(Room, col(Room.id) == Message.room_id)
        .where(
            Message.author_id == author.id,
            Message.client_message_id == key_of_copy(author.uuid, message.client_message_id),
            Message.room_id == room.parent_id,
        )
    )
    return Copy(*row) if (row := found.first()) is not None else None


async def thread_of_copy(session: AsyncSession, message: Message) -> Room | None:
    """Return the thread that a message was said in, too; None if it is no copy, or leads there no more.

    Anybody can write such a link. The key of what it leads to tells whether this is its copy.
    """
    _, _, link = message.body.rpartition(LINKED)
    if (found := TO_REPLY.search(link)) is None:
        return None
    query = (
        select(Message.client_message_id, Account.uuid, Room)
        .join(Room, col(Room.id) == Message.room_id)
        .join(Account, col(Account.id) == Message.author_id)
        .where(Message.author_id == message.author_id, Message.number == int(found[2]))
        .where(Room.uuid == UUID(found[1]), Room.parent_id == message.room_id)
    )
    row = (await session.exec(query)).first()
    if row is None or key_of_copy(row[1], row[0]) != message.client_message_id:
        return None
    return row[2]


def edited(copy: Message, *, before: str, after: str) -> str | None:
    """Return what a copy says when its reply is edited; None if it was deleted, or has a text of its own by now.

    Raises:
        Invalid: as `body_of_copy`.
    """
    _, _, link = copy.body.rpartition(LINKED)
    address = link.removesuffix(")")
    is_as_it_was = copy.deleted_at is None and copy.body == body_of_copy(before, address)
    return body_of_copy(after, address) if is_as_it_was else None
