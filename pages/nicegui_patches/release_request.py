"""Releases a page's HTTP request and its HTML once its websocket is connected.

Fallback: they stay with the page, which takes 6 % more memory then (`benchmarks.patches`, two quiet runs).
"""

from typing import Any

from engineio.async_drivers import asgi
from fastapi import Request
from nicegui import Client

from pages.nicegui_patches.source_parts import Parts, first_missing

OWN = "chatapp."  # prefix of what we add to a scope
EXIT_STACK = "_astack"  # suffix of FastAPI's scope entries that only live until the response is sent


def release_request(client: Client) -> None:
    """Replace the page's request by one without the connection's receive channel and FastAPI's exit stacks; drop HTML.

    The former hold queues and the middlewares' closures, a seventh of a page's memory.
    """
    if client._request is not None:
        kept = {name: value for name, value in client._request.scope.items() if not name.endswith(EXIT_STACK)}
        client._request = Request(kept)
    client._head_html = client._body_html = ""  # the browser has it: styles and dialogs, 12 kB
    if client.environ is not None:
        client.environ.pop("wsgi.input", None)  # a class created for each connection, for a body that is empty


def release_environ(environ: dict[str, Any]) -> None:
    """Leave of a websocket's environment what is asked of it while it is open: its query, and our own of its scope.

    Its headers, twice, were 4 kB of a page. What NiceGUI asks for is the query alone.
    """
    scope = {name: value for name, value in environ.get("asgi.scope", {}).items() if name.startswith(OWN)}
    query = environ.get("QUERY_STRING", "")
    environ.clear()
    environ.update({"QUERY_STRING": query, "asgi.scope": scope})


def probe() -> str:
    """Return what differs from what we rely on; empty if nothing does."""
    known: Parts = {
        Client.__init__: ("self._request = request", "self._head_html = ''", "self._body_html = ''"),
        Client.build_response: ("'head_html': self.head_html", "self.body_html"),
        vars(Client)["request"].fget: ("self._request",),
        asgi.translate_request: ("'wsgi.input': AwaitablePayload(event)",),
    }
    return first_missing(known)
