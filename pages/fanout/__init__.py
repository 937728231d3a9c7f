"""A change of a room to every open page of it: described once, encoded once, written to each page's own socket.

This package is the one place that touches NiceGUI's private parts, and uvicorn's. `install` looks whether they are as
we know them; if not, the log says so, and every page gets the same by NiceGUI's public means (`plain_tape.py`).

Messages travel as NiceGUI's own `update` frames with its own message numbers, so a browser knows no difference: it
acknowledges them, and after a cut NiceGUI's rewind sends again what was lost. What was never sent, because a page was
connecting, cut off or too slow, its tape catches up with from the board, once the socket takes it.
"""

from collections.abc import Callable, Mapping

import nicegui.client
import structlog
from nicegui import ui
from nicegui.outbox import Outbox

from pages.board import Board
from pages.fanout import leaves, leftovers, slim, thrift
from pages.fanout.leaves import Leaf, PlainLeaf, fill
from pages.fanout.lines import Lines
from pages.fanout.outbox import SharingOutbox
from pages.fanout.plain_tape import PlainTape
from pages.fanout.probe import probe
from pages.fanout.shared_tape import SharedTape
from pages.fanout.tally import tally
from pages.fanout.window import OnNews

__all__ = [
    "Leaf",
    "Lines",
    "PlainLeaf",
    "PlainTape",
    "SharedTape",
    "SharingOutbox",
    "fill",
    "install",
    "leaf",
    "probe",
    "tally",
    "tape",
]

log = structlog.get_logger(__name__)


def tape(board: Board, on_news: OnNews, on_window: Callable[[], None]) -> SharedTape | PlainTape:
    """Put a room's conversation on the current page, the fast way if the page has it."""
    if isinstance(ui.context.client.outbox, SharingOutbox):
        return SharedTape(board, on_news, on_window)
    return PlainTape(board, on_news, on_window)


def install(*, is_wanted: bool = True) -> bool:
    """Give every page from now on an outbox that shares, if NiceGUI and uvicorn are as we know them; says whether."""
    _be_thrifty(is_wanted=is_wanted)
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


def _be_thrifty(*, is_wanted: bool) -> None:
    """Spare pages what NiceGUI works out again and again, if it does so as we know it."""
    try:
        reason = thrift.probe() or leaves.probe() or slim.probe() or leftovers.probe()
    except Exception as error:  # whatever it is, pages are only dearer
        reason = repr(error)
    if reason:
        log.error("Pages cost more than they need to: NiceGUI's inside is not as we know it", reason=reason)
    thrift.install(is_wanted=is_wanted and not reason)
    slim.install(is_wanted=is_wanted and not reason)


def leaf(tag: str, classes: str, attributes: Mapping[str, str]) -> Leaf | PlainLeaf:
    """Show an element without children or listeners, the cheap way if NiceGUI is as we know it."""
    return (Leaf if thrift.is_installed() else PlainLeaf)(tag, classes, attributes)
