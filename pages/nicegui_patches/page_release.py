"""What NiceGUI holds of a page is let go when the page goes, so that reference counting gives its memory back.

A deleted client keeps its handlers, its request and its messages, and with them our own parts, which hold the client:
it stays in memory until Python's garbage collector finds it. The same holds for the collections of a removed element,
if they are NiceGUI's own, and for the storage of a browser tab, which NiceGUI keeps for 30 days. Applies to every page
of the process. Fallback: the collector, which may come hours later.
"""

from collections.abc import Iterable
from functools import wraps

from nicegui import Client, core, ui
from nicegui.outbox import Outbox
from nicegui.props import Props
from nicegui.storage import Storage

from pages.nicegui_patches.release_request import release_request
from pages.nicegui_patches.source_parts import Parts, first_missing

_delete, _remove_elements = Client.delete, Client.remove_elements


@wraps(_delete)  # so that other probes find NiceGUI's own
def delete(client: Client) -> None:
    """Delete a client, as NiceGUI does, and let go of what it holds."""
    _delete(client)
    for handlers in (
        client.connect_handlers,
        client.disconnect_handlers,
        client.delete_handlers,
        client._exception_handlers,
        client.sub_pages_router._path_changed_handlers,
    ):
        handlers.clear()
    release_request(client)
    client.environ = None
    client.outbox.messages.clear()
    client.outbox.message_history.clear()
    _forget_tab(client._pinned_tab_id)


@wraps(_remove_elements)
def remove_elements(client: Client, elements: Iterable[ui.element]) -> None:
    """Remove elements from a page, as NiceGUI does; their collections stop observing themselves."""
    removed = list(elements)
    _remove_elements(client, removed)
    for element in removed:
        for name in ("_props", "_classes", "_style"):
            collection = vars(element).get(name) if hasattr(element, "__dict__") else None
            if collection is not None and "_change_handlers" in vars(collection):
                collection._change_handlers.clear()


def install(*, is_wanted: bool) -> None:
    """Let go from now on, or leave it to the collector."""
    Client.delete = delete if is_wanted else _delete  # type: ignore[method-assign, assignment]
    Client.remove_elements = remove_elements if is_wanted else _remove_elements  # type: ignore[method-assign, assignment]


RELIED_ON: Parts = {
    Client.__init__: (
        "self.connect_handlers:",
        "self.disconnect_handlers:",
        "self.delete_handlers:",
        "self._exception_handlers:",
        "self._pinned_tab_id:",
        "self.environ:",
    ),
    _delete: ("for t in self.delete_handlers:", "self.remove_all_elements()", "self.outbox.stop()"),
    _remove_elements: ("element._handle_delete()", "self.elements.pop(element.id, None)"),
    ui.element.__init__: ("self._props:", "self._classes:", "self._style:"),
    Props.__init__: ("on_change=self._update",),
    Outbox.__init__: ("self.messages:", "self.message_history:"),
    Storage.__init__: ("self._tabs:",),
}


def probe() -> str:
    """Return what differs from what we rely on; empty if nothing does."""
    return first_missing(RELIED_ON)


def _forget_tab(tab_id: str | None) -> None:
    """Forget what is stored for a browser's tab, which may show another page by now. Chatapp stores nothing there."""
    if tab_id and not any(client._pinned_tab_id == tab_id for client in Client.instances.values()):
        core.app.storage._tabs.pop(tab_id, None)
