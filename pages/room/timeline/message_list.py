"""A room's messages on one page: shared with the room's other pages where the page's outbox allows it."""

from collections.abc import Callable

from nicegui import ui

from pages.nicegui_patches import DirectOutbox
from pages.room.timeline.fallback_message_list import FallbackMessageList
from pages.room.timeline.rendered_room import RenderedRoom
from pages.room.timeline.shared_message_list import SharedMessageList
from pages.room.timeline.window import OnPosted


def message_list(
    rendered_room: RenderedRoom, on_posted: OnPosted, on_window: Callable[[], None]
) -> SharedMessageList | FallbackMessageList:
    """Add the room's messages to the current page, sharing rendered frames with other pages where possible."""
    if isinstance(ui.context.client.outbox, DirectOutbox):
        return SharedMessageList(rendered_room, on_posted, on_window)
    return FallbackMessageList(rendered_room, on_posted, on_window)
