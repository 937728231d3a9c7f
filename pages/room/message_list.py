"""A room's messages on one page: shared with the room's other pages where the page's outbox allows it."""

from collections.abc import Callable

from nicegui import ui

from pages.nicegui_patches import SharingOutbox
from pages.room.fallback_message_list import PlainTape
from pages.room.rendered_room import Board
from pages.room.shared_message_list import SharedTape
from pages.room.window import OnNews


def tape(board: Board, on_news: OnNews, on_window: Callable[[], None]) -> SharedTape | PlainTape:
    """Add the room's messages to the current page, sharing rendered frames with other pages where possible."""
    if isinstance(ui.context.client.outbox, SharingOutbox):
        return SharedTape(board, on_news, on_window)
    return PlainTape(board, on_news, on_window)
