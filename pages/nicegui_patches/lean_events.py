"""Events of NiceGUI's pages that have a queue only while somebody waits (`chatapp.timers`).

A page has five, of which it waits for one. Fallback: asyncio's, which take 3 kB more memory a page.
"""

import asyncio
from types import SimpleNamespace

import nicegui.client
import nicegui.outbox
from nicegui import Client
from nicegui.outbox import Outbox

from chatapp.timers import LeanEvent
from pages.nicegui_patches.source_parts import Parts, first_missing

_lean = SimpleNamespace(**{**vars(asyncio), "Event": LeanEvent})


def install(*, is_wanted: bool) -> None:
    """Have NiceGUI make such events for pages from now on, or asyncio's."""
    nicegui.client.asyncio = nicegui.outbox.asyncio = _lean if is_wanted else asyncio  # type: ignore[assignment, attr-defined]


def probe() -> str:
    """Return what differs from what we rely on; empty if nothing does."""
    known: Parts = {
        Client.__init__: ("self._waiting_for_connection = asyncio.Event()", "self._connected = asyncio.Event()"),
        Outbox.loop: ("self._enqueue_event = asyncio.Event()",),
    }
    return first_missing(known)
