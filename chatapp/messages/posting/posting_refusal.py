"""Why somebody who is no member of a room may not post there."""

from uuid import UUID

from chatapp import rooms
from chatapp.errors import ChatError, NotFound
from chatapp.identity import Actor
from chatapp.storage.database import Database


async def refusal(database: Database, actor: Actor, room_uuid: UUID) -> ChatError:
    """Return the reason: `posting.store` has decided it, without one.

    `NotFound`: there is no such room, or the author may not see it. `Forbidden`: the author is not a member.
    """
    try:
        async with database.reading() as session:
            await rooms.require_membership(session, actor=actor, room_uuid=room_uuid)
    except ChatError as error:
        return error
    return NotFound()  # a member without an active account
