"""Where people arrive who name no page: in the room they were in just before, or else at Home.

Browsers say which room that was, by a cookie that a page renews while a room is shown (`last_room.js`).
It ends an hour later: after a pause nobody walks from room to room, and Home has what is new.
"""

from uuid import UUID

from starlette.requests import Request
from starlette.types import Scope

from chatapp.bootstrap import Chat
from chatapp.identity import Actor
from chatapp.rooms.access import has_open_membership
from chatapp.web import urls

COOKIE = "chatapp_room"  # the account, a dot, and the room


async def first_page(chat: Chat, scope: Scope, actor: Actor) -> str:
    """Return the address of the page that a person arrives at."""
    account, _, room = Request(scope).cookies.get(COOKIE, "").partition(".")
    if account != str(actor.uuid):
        return urls.HOME
    try:
        room_uuid = UUID(room)
    except ValueError:
        return urls.HOME
    async with chat.reading() as session:
        is_member = await has_open_membership(session, actor=actor, room_uuid=room_uuid)
    return urls.room(room_uuid) if is_member else urls.HOME
