"""What links to rooms and messages are shown as, to one person: room, date, first words, as far as they may know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import rooms
from chatapp.identity import Actor
from chatapp.messages.plain_words import first_line
from chatapp.messages.replies.quotes import beginning
from chatapp.rooms.access import select_open_memberships
from chatapp.storage.keyed_query import KeyedQuery
from models import Membership, Message, Room

AT_MOST = 50  # links
LENGTH = 240  # characters of a message

Link = tuple[UUID, int]  # a room, and the number of a message in it; 0 for the room itself


@dataclass(frozen=True, slots=True)
class LinkTitle:
    """A room's name; of a message also when it was posted, and its first line, or what its first file is called.

    ``line`` is empty if the message was deleted.
    """

    room_name: str
    posted_at: datetime | None = None
    line: str = ""


async def link_titles(session: AsyncSession, *, actor: Actor, links: Sequence[Link]) -> dict[Link, LinkTitle]:
    """Return the titles of links to rooms that the actor is in, and to messages there; others are left out.

    The first fifty are looked at.
    """
    wanted = list(dict.fromkeys(links))[:AT_MOST]
    found = await rooms.own(session, actor=actor, room_uuids={room_uuid for room_uuid, _ in wanted})
    names = {room.uuid: room.name for room in found}
    titles = {(uuid, 0): LinkTitle(names[uuid]) for uuid, number in wanted if not number and uuid in names}
    keys = [link for link in wanted if link[1] and link[0] in names]
    if not keys:
        return titles
    body = beginning(Message, LENGTH).label("body")
    columns = (col(Room.uuid), col(Message.number), col(Message.created_at), col(Message.deleted_at), body)
    query = select_open_memberships(*columns).join(Message, col(Message.room_id) == Room.id)
    own = query.where(col(Membership.account_id) == actor.account_id)
    for row in await KeyedQuery(own, col(Room.uuid), col(Message.number)).rows_in(session, keys):
        line = "" if row.deleted_at else first_line(row.body)
        titles[row.uuid, row.number] = LinkTitle(names[row.uuid], row.created_at, line)
    return titles
