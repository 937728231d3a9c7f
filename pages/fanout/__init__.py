"""A change of a room to every open page of it: described once, encoded once, written to each page's own socket.

This package is the one place that touches NiceGUI's private parts, and uvicorn's. `install` looks whether they are as
we know them; if not, the log says so, and every page gets the same by NiceGUI's public means (`plain_tape.py`).

Messages travel as NiceGUI's own `update` frames with its own message numbers, so a browser knows no difference: it
acknowledges them, and after a cut NiceGUI's rewind sends again what was lost. What was never sent, because a page was
connecting, cut off or too slow, its tape catches up with from the board, once the socket takes it.
"""

from collections.abc import Callable

import nicegui.client
import structlog
from nicegui import ui
from nicegui.outbox import Outbox

from pages.board import Board
from pages.fanout.lines import Lines
from pages.fanout.outbox import SharingOutbox
from pages.fanout.plain_tape import PlainTape
from pages.fanout.probe import probe
from pages.fanout.shared_tape import SharedTape
from pages.fanout.window import OnNews

__all__ = ["Lines", "PlainTape", "SharedTape", "SharingOutbox", "install", "probe", "tape"]

log = structlog.get_logger(__name__)


def tape(board: Board, on_news: OnNews, on_window: Callable[[], None]) -> SharedTape | PlainTape:
    """Put a room's conversation on the current page, the fast way if the page has it."""
    if isinstance(ui.context.client.outbox, SharingOutbox):
        return SharedTape(board, on_news, on_window)
    return PlainTape(board, on_news, on_window)


def install(*, is_wanted: bool = True) -> bool:
    """Give every page from now on an outbox that shares, if NiceGUI and uvicorn are as we know them; says whether."""
    Lines.is_needed = False
    nicegui.client.Outbox = Outbox  # type: ignore[attr-defined]
    if not is_wanted:
        log.warning("Messages take NiceGUI's public way to the pages, which is slower: CHATAPP_FANOUT says so")
    elif reason := probe():
        log.error(
            "Messages take NiceGUI's public way to the pages, which is slower: its inside is not as we know it",
            reason=reason,
        )
    else:
        nicegui.client.Outbox = SharingOutbox  # type: ignore[attr-defined]
        Lines.is_needed = True
    return Lines.is_needed
