"""What a group of posts refers to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from chatapp.events import MessageView
from chatapp.messages import insert, mentions, quotes
from chatapp.messages.mentions.resolving import Lookup
from chatapp.messages.new_message import NewMessage
from chatapp.messages.slow_mode import Pauses
from chatapp.uploads import attaching
from chatapp.uploads.attaching import Attachables


@dataclass(frozen=True, slots=True)
class PostingContext:
    """What a group of posts refers to, as it is in their transaction: one statement for each.

    ``room_ids``: the room of each post; None if its author is no member. ``earlier``: what is stored already, by author
    and ``client_message_id``. ``quotable``: by room and number.
    """

    members: insert.Memberships
    room_ids: Sequence[int | None]
    earlier: Mapping[tuple[int, str], MessageView]
    quotable: Mapping[tuple[int, int], quotes.Quotable]
    names: Lookup
    files: Attachables
    pauses: Pauses


def look_up(connection: Connection, group: Sequence[NewMessage]) -> PostingContext:
    """Look up what a group of posts refers to. What none of them refers to is not asked for."""
    rooms, authors = {new.room_uuid for new in group}, {new.actor.account_id for new in group}
    members = insert.select_memberships(connection, rooms, authors)
    room_ids = [members.room_ids.get((new.room_uuid, new.actor.account_id)) for new in group]
    answered = {
        (room_id, new.reply_to)
        for new, room_id in zip(group, room_ids, strict=True)
        if new.reply_to is not None and room_id is not None
    }
    wanted = {uuid for new in group for uuid in new.uploads}
    return PostingContext(
        members=members,
        room_ids=room_ids,
        earlier=insert.select_posted(connection, {new.key for new in group}),
        quotable=quotes.select_quotable(connection, answered),
        names=mentions.look_up(connection, [new.naming for new in group if new.names is not mentions.NONE]),
        files=attaching.look_up(connection, wanted) if wanted else attaching.NO_FILES,
        pauses=Pauses(connection, members.pauses),
    )
