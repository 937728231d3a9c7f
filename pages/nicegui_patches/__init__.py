"""A change of a room to every open page of it: described once, encoded once, written to each page's own socket.

This package is the one place that touches NiceGUI's private parts, and uvicorn's. `install` looks whether they are as
we know them; if not, the log says so, and every page gets the same by NiceGUI's public means (`plain_tape.py`).

Messages travel as NiceGUI's own `update` frames with its own message numbers, so a browser knows no difference: it
acknowledges them, and after a cut NiceGUI's rewind sends again what was lost. What was never sent, because a page was
connecting, cut off or too slow, its tape catches up with from the board, once the socket takes it.
"""

from collections.abc import Mapping

import nicegui.client
import structlog
from nicegui.outbox import Outbox

from pages.nicegui_patches import plain_props, release_request, signature_cache, static_element
from pages.nicegui_patches.delivery_counter import deliveries
from pages.nicegui_patches.direct_outbox import DirectOutbox
from pages.nicegui_patches.page_socket import SocketMiddleware
from pages.nicegui_patches.probe import probe
from pages.nicegui_patches.static_element import FallbackStaticElement, StaticElement, fill

__all__ = [
    "DirectOutbox",
    "FallbackStaticElement",
    "SocketMiddleware",
    "StaticElement",
    "add_static_element",
    "deliveries",
    "fill",
    "install",
    "probe",
]

log = structlog.get_logger(__name__)


def install(*, is_wanted: bool = True) -> bool:
    """Give every page from now on an outbox that shares, if NiceGUI and uvicorn are as we know them; says whether."""
    _be_thrifty(is_wanted=is_wanted)
    SocketMiddleware.is_needed = False
    nicegui.client.Outbox = Outbox  # type: ignore[attr-defined]
    if not is_wanted:
        log.warning("Messages take NiceGUI's public way to the pages, which is slower: CHATAPP_FANOUT says so")
    elif reason := probe():
        log.error(
            "Messages take NiceGUI's public way to the pages, which is slower: its inside is not as we know it",
            reason=reason,
        )
    else:
        nicegui.client.Outbox = DirectOutbox  # type: ignore[attr-defined]
        SocketMiddleware.is_needed = True
    return SocketMiddleware.is_needed


def _be_thrifty(*, is_wanted: bool) -> None:
    """Spare pages what NiceGUI works out again and again, if it does so as we know it."""
    try:
        reason = signature_cache.probe() or static_element.probe() or plain_props.probe() or release_request.probe()
    except Exception as error:  # whatever it is, pages are only dearer
        reason = repr(error)
    if reason:
        log.error("Pages cost more than they need to: NiceGUI's inside is not as we know it", reason=reason)
    signature_cache.install(is_wanted=is_wanted and not reason)
    plain_props.install(is_wanted=is_wanted and not reason)


def add_static_element(tag: str, classes: str, attributes: Mapping[str, str]) -> StaticElement | FallbackStaticElement:
    """Show an element without children or listeners, the cheap way if NiceGUI is as we know it."""
    return (StaticElement if signature_cache.is_installed() else FallbackStaticElement)(tag, classes, attributes)
