"""Opening a room for tests as a page does: subscribe first, read second."""

from typing import NamedTuple
from uuid import UUID

from chatapp.identity import Actor
from chatapp.messages.history import MessagePage
from chatapp.realtime.feeds import Feeds
from chatapp.realtime.subscription import Listener, Subscription
from chatapp.storage.paging import PAGE


class Opened(NamedTuple):
    """A subscription, and the newest messages when it began."""

    subscription: Subscription
    message_page: MessagePage


async def open_room(feeds: Feeds, *, actor: Actor, room_uuid: UUID, listener: Listener) -> Opened:
    """Subscribe to a room and read its newest messages; events may come before this returns."""
    subscription, _ = await feeds.listen(actor=actor, room_uuid=room_uuid, listener=listener)
    try:
        message_page = await feeds.read(subscription, actor=actor, room_uuid=room_uuid, limit=PAGE)
    except BaseException:
        subscription.close()
        raise
    return Opened(subscription, message_page)
