"""The one place that relies on private parts of NiceGUI, Socket.IO and uvicorn.

Every patch has a `probe` that compares the installed versions with what the patch relies on. If one does not fit, the
log says so once and pages use NiceGUI's public API: the same for people, at the cost that each docstring names.

| module | what it does |
|---|---|
| direct_outbox | writes a page's updates straight to its websocket, shared frames included; per page |
| page_socket | finds each page's websocket, its write buffer and its state; only our own middleware |
| frames | one encoding of an update for all pages |
| ephemeral | calls of our scripts that are made now or never; per page |
| acknowledgements | takes pages' acknowledgements from their websockets; for the whole process |
| direct_events | takes pages' events from their websockets; for the whole process |
| event_costs | tells what events cost to whoever pays for them; for the whole process |
| scripts | scripts whose results nobody asks for, without a task for each; per page |
| outbox_limits | how many bytes are kept for a page that reads or acknowledges nothing; per page |
| outbox_probe | whether the outbox, the frames and the websocket are as direct_outbox relies on |
| source_parts | what the other probes look for |
| shared_container | an element whose children are shared with other pages; only where we use it |
| packed_frames | a conversation's rows, compressed for the one page they are for |
| joined_rows | an element that becomes one string of its children's HTML; only where we use it |
| static_element | elements without children and handlers, at a fraction of the cost; only where we use them |
| plain_props | props, classes and style without change tracking; for every element of the process |
| signature_cache | says which functions take arguments; escapes a page's JSON faster; for the whole process |
| lookups | what is found out again and again while a page is built; for the whole process |
| lean_events | events that have a queue only while somebody waits; for every page of the process |
| lean_page | a page without the parts of Quasar that it does not show; only our own pages |
| strict_router | takes only paths from a page's browser; for the whole process |
| release_request | releases the HTTP request once the page is connected; per page |
| page_release | lets go of what a page holds when it goes; for every page of the process |
| engine_io | requests and websockets that leave nothing behind; for the whole process |
| engine_session | sessions without tasks and queues of their own; for the whole process |
| multicast | pages that are told the same by writing to their transports alone; per page |
| shared_content | what a page shares with others, as its outbox knows it |
| delivery_counter | counts pages and updates for `/metrics` |

A page's own updates keep NiceGUI's message numbers, so its acknowledgements and its rewind after a reconnect work
unchanged. What pages share has none: each knows by version what it has for certain, and is sent what differs from that.
"""

from collections.abc import Callable, Mapping

import structlog
from nicegui import Client

from pages.nicegui_patches import (
    acknowledgements,
    direct_events,
    engine_io,
    engine_session,
    ephemeral,
    event_costs,
    lean_events,
    lean_page,
    lookups,
    page_release,
    plain_props,
    release_request,
    scripts,
    signature_cache,
    static_element,
    strict_router,
)
from pages.nicegui_patches.delivery_counter import deliveries
from pages.nicegui_patches.direct_outbox import DirectOutbox
from pages.nicegui_patches.ephemeral import EphemeralCall
from pages.nicegui_patches.lean_page import mark as make_lean
from pages.nicegui_patches.lean_page import styles as lean_styles
from pages.nicegui_patches.outbox_probe import probe
from pages.nicegui_patches.page_socket import SocketMiddleware
from pages.nicegui_patches.static_element import FallbackStaticElement, StaticElement, fill

__all__ = [
    "DirectOutbox",
    "EphemeralCall",
    "FallbackStaticElement",
    "SocketMiddleware",
    "StaticElement",
    "add_static_element",
    "adopt",
    "deliveries",
    "fill",
    "hold",
    "install",
    "lean_styles",
    "make_lean",
    "part",
    "probe",
    "release",
]

log = structlog.get_logger(__name__)


def install(*, is_wanted: bool = True) -> bool:
    """Enable the patches that fit the installed versions; return whether pages get a direct outbox.

    ``is_wanted``: false restores NiceGUI's own updates and elements (`CHATAPP_FANOUT=public`). What a page leaves
    behind is let go either way.
    """
    _install_cheaper_elements(is_wanted=is_wanted)
    event_costs.install(is_wanted=_fits("event_costs", event_costs.probe))
    strict_router.install(is_wanted=_fits("strict_router", strict_router.probe))
    lookups.install(is_wanted=is_wanted and _fits("lookups", lookups.probe))
    lean_events.install(is_wanted=is_wanted and _fits("lean_events", lean_events.probe))
    lean_page.install(is_wanted=is_wanted and _fits("lean_page", lean_page.probe))
    ephemeral.install(is_wanted=is_wanted and _fits("ephemeral", ephemeral.probe))
    acknowledgements.install(is_wanted=is_wanted and _fits("acknowledgements", acknowledgements.probe))
    direct_events.install(is_wanted=is_wanted and _fits("direct_events", direct_events.probe))
    engine_session.install(is_wanted=is_wanted and _fits("engine_session", engine_session.probe))
    scripts.install(is_wanted=is_wanted and _fits("scripts", scripts.probe))
    _install_releases()
    SocketMiddleware.is_enabled = False
    if not is_wanted:
        log.warning("using NiceGUI's public API for page updates", reason="CHATAPP_FANOUT")
    elif reason := probe():
        log.error("NiceGUI internals changed; using the public API", patch="direct_outbox", reason=reason)
    else:
        SocketMiddleware.is_enabled = True
    return SocketMiddleware.is_enabled


def adopt(client: Client) -> Client:
    """Give one of our own pages a direct outbox, before its HTML is built; pages of other applications keep theirs."""
    if SocketMiddleware.is_enabled:
        client.outbox.stop()
        client.outbox = DirectOutbox(client)
    return client


def part(client: Client) -> None:
    """Have a page told by itself whatever it is told, not together with others."""
    if isinstance(client.outbox, DirectOutbox):
        client.outbox.part()


def hold(client: Client) -> bool:
    """Have a page keep its updates until `release`; returns false if it cannot, and sends them as they come."""
    outbox = client.outbox
    if isinstance(outbox, DirectOutbox):
        outbox.is_held = True
        return True
    return False


def release(client: Client) -> None:
    """Have a page send what it has kept, all at once."""
    outbox = client.outbox
    if isinstance(outbox, DirectOutbox):
        outbox.is_held = False
        outbox.wake()


def add_static_element(tag: str, classes: str, attributes: Mapping[str, str]) -> StaticElement | FallbackStaticElement:
    """Add an element without children and handlers to the current page, the cheap kind if NiceGUI allows it."""
    return (StaticElement if signature_cache.is_installed() else FallbackStaticElement)(tag, classes, attributes)


def _install_cheaper_elements(*, is_wanted: bool) -> None:
    fits = _fits("elements", signature_cache.probe, static_element.probe, plain_props.probe, release_request.probe)
    signature_cache.install(is_wanted=is_wanted and fits)
    plain_props.install(is_wanted=is_wanted and fits)


def _install_releases() -> None:
    page_release.install(is_wanted=_fits("page_release", page_release.probe, release_request.probe))
    engine_io.install(is_wanted=_fits("engine_io", engine_io.probe))


def _fits(patch: str, *probes: Callable[[], str]) -> bool:
    """Say whether the installed versions are as a patch relies on; if not, log why."""
    try:
        reason = next((found for probe in probes if (found := probe())), "")
    except Exception as error:  # a probe meets whatever a new version has become; pages still work without patches
        reason = repr(error)
    if reason:
        log.error("NiceGUI internals changed; using the public API", patch=patch, reason=reason)
    return not reason
