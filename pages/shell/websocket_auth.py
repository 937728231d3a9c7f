"""Authorisation of websockets: a socket belongs to one page, and a page to one signed-in browser.

NiceGUI accepts a page's id as the only proof. Chatapp also checks the session cookie, and accepts events only from
the page that they name.
"""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs, urlencode

import structlog
from nicegui import Client, core
from starlette.types import ASGIApp, Receive, Scope, Send

from chatapp.authentication.sessions import Visit, token_hash
from chatapp.errors import NotFound
from chatapp.web import urls
from chatapp.web.problems import problem
from pages.shell.session import cookie_of

log = structlog.get_logger(__name__)

VOID_CLIENT_ID = "0"
SOCKET_ENDPOINT = f"{urls.NICEGUI_SOCKET}socket.io/"
LONGEST_LOG_LINE = 500
_owners: dict[str, str] = {}  # page id → hash of the session token it was built for


def bind(client: Client, visit: Visit) -> None:
    """Let only the browser that asked for this page open a socket to it."""
    _owners[client.id] = visit.token_hash
    client.on_delete(lambda: _owners.pop(client.id, None))


class WebSocketAuth:
    """ASGI middleware on the websocket path: replaces a page id that is missing or not this browser's by a void one.

    NiceGUI then refuses the handshake, and the browser reloads: signed out elsewhere, or the server was restarted.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check the page id named in the query against the cookie."""
        if scope["type"] in ("http", "websocket") and scope["path"].startswith(urls.NICEGUI_SOCKET):
            if scope["path"] != SOCKET_ENDPOINT:
                await _refuse(scope, receive, send)
                return
            query = {name: values[0] for name, values in parse_qs(scope["query_string"].decode("latin-1")).items()}
            if not (_is_complete(query) and _may_open(query["client_id"], scope)):
                query["client_id"] = VOID_CLIENT_ID
            scope = {**scope, "query_string": urlencode(query).encode("latin-1", "replace")}
        await self._app(scope, receive, send)


def restrict_events_to_own_page() -> None:
    """Make NiceGUI accept events only from the socket of the page they name. Call once, before serving.

    Log lines that a browser sends are dropped, so that nobody can fill the server's log from outside.
    """
    handlers = core.sio.handlers["/"]
    for name in ("event", "javascript_response", "ack"):
        core.sio.on(name, _from_own_page(handlers[name]))
    core.sio.on("handshake", _check_handshake(handlers["handshake"]))
    core.sio.on("log", lambda *_: None)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": "not here"})
    else:
        await problem(NotFound())(scope, receive, send)


def _is_complete(query: dict[str, str]) -> bool:
    """Whether a socket's query has all that our pages send. Long polling names the page, and the rest only once."""
    if "sid" in query:
        return "client_id" in query
    return {"client_id", "tab_id", "document_id"} <= query.keys() and query.get("next_message_id", "0").isdecimal()


def _may_open(client_id: str, scope: Scope) -> bool:
    if client_id not in Client.instances:
        return False
    owner = _owners.get(client_id)
    return owner is None or owner == token_hash(cookie_of(scope))


def _from_own_page(handler: Callable[[str, dict[str, Any]], None]) -> Callable[..., None]:
    def checked(sid: str, message: Any = None, *_: Any) -> None:
        client_id = message.get("client_id") if isinstance(message, dict) else None
        if not isinstance(client_id, str) or not _is_in_room(sid, client_id):
            return
        try:
            handler(sid, message)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            log.warning("malformed page event", error=repr(error)[:LONGEST_LOG_LINE])

    return checked


def _is_in_room(sid: str, client_id: str) -> bool:
    """Whether a socket has joined a page's Socket.IO room. Listing all rooms of the socket would visit every page."""
    return any(sid == known for known, _ in core.sio.manager.get_participants("/", client_id))


def _check_handshake(handler: Callable[[str, dict[str, Any]], Awaitable[bool]]) -> Callable[..., Awaitable[bool]]:
    async def checked(sid: str, message: Any = None, *_: Any) -> bool:
        names = ("client_id", "tab_id", "document_id")
        if not (isinstance(message, dict) and all(isinstance(message.get(name), str) for name in names)):
            return False
        if not str(message.get("next_message_id", 0)).isdecimal():
            return False
        return await handler(sid, message)

    return checked
