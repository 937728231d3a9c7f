"""Authorisation of websockets: a socket belongs to one page, and a page to one signed-in browser.

NiceGUI accepts a page's id as the only proof. Chatapp also checks the session cookie, and accepts events only from
the page that they name.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qs, urlencode

from nicegui import Client, background_tasks, core
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatapp.authentication.rate_limit import asker_of, network_of
from chatapp.authentication.sessions import Visit, token_hash
from chatapp.errors import ChatError, Invalid, NotFound, RateLimited
from chatapp.throttling import Throttle
from chatapp.throttling.throttle import TOO_FAST
from chatapp.timers import OneATurn
from chatapp.web import urls
from chatapp.web.problems import problem
from chatapp.web.proxies import client_address
from chatapp.web.request_costs import payer_of
from chatapp.web.request_replay import given_again
from pages.nicegui_patches import direct_events, packed_frames
from pages.nicegui_patches.event_costs import charged
from pages.nicegui_patches.page_socket import OWN_FRAMES, until_end
from pages.shell.authentication.session import cookie_of
from pages.shell.websocket import handshake
from pages.shell.websocket.frame_dispatch import OwnFrames, connection_of, cost
from pages.shell.websocket.frame_validation import is_id, is_number, is_readable_payload, only_readable
from pages.shell.websocket.unknown_page import UnknownPages, Visits

VOID_CLIENT_ID = "0"
SOCKET_ENDPOINT = f"{urls.NICEGUI_SOCKET}socket.io/"
MOST_SOCKETS: Final = 30  # of one page: it needs one, and those it has lost are noticed after half a minute
PARTING: Final = 5.0  # seconds in which a page whose session has ended goes to the sign-in page
READ: Final = ("websocket.receive", "http.request")  # what a page has sent
NEXT_MESSAGE: Final = "next_message_id"
OF_ENGINE: Final = frozenset({"EIO", "transport", "sid"})
OF_PAGE: Final = frozenset({"client_id", "tab_id", "old_tab_id", "document_id", "implicit_handshake", NEXT_MESSAGE})
KNOWN: Final = OF_ENGINE | OF_PAGE | {packed_frames.OFFERED}  # of a socket's query; the rest is for the browser's cache
_owners: dict[str, Visit] = {}  # page id → the visit it was built for


def bind(client: Client, visit: Visit) -> None:
    """Let only the browser that asked for this page open a socket to it."""
    _owners[client.id] = visit
    client.on_delete(lambda: _owners.pop(client.id, None))


def part(client: Client) -> None:
    """Close the sockets of a page whose session has ended, a moment later, and let it open no others then.

    A browser has been led away by then, or is led away when it comes back. What goes on reading is no browser: it would
    hear of its account as long as it likes.
    """
    asyncio.get_running_loop().call_later(PARTING, _close_sockets, client.id)


def _close_sockets(client_id: str) -> None:
    sockets, visit = _sockets_of(client_id), _owners.get(client_id)
    if sockets and visit is not None:
        _owners[client_id] = replace(visit, token_hash="")
    for sid in sockets:
        background_tasks.create(core.sio.disconnect(sid), name="socket of a page whose session has ended")


class WebSocketAuth:
    """ASGI middleware on the websocket path: replaces a page id that is missing or not this browser's by a void one.

    The handshake is then refused, and the browser reloads: signed out elsewhere, or the server was restarted.
    Ids that no page would send, unreadable frames, and sockets that stay without a page are refused altogether.
    ``throttle``: how fast the frames of one account are read, of all its pages; what it sends faster waits on its way.
    Long frames count as several. ``visits``: says whose a cookie is; asked where a page is not known.
    """

    def __init__(self, app: ASGIApp, throttle: Throttle, visits: Visits) -> None:
        self._app = app
        self._throttle = throttle
        self._unknown = UnknownPages(throttle, visits)
        self._ends = OneATurn()  # of sockets: one that is lost takes 0.2 ms, and a line that is cut had hundreds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check the page id named in the query against the cookie."""
        if scope["type"] in ("http", "websocket") and scope["path"].startswith(urls.NICEGUI_SOCKET):
            query = _query_of(scope)
            session = query.get("sid", "")
            if scope["type"] == "http":
                receive, is_readable = await _read(scope, receive)
                if not is_readable:
                    await handshake.close(session)
            if (refusal := _refusal(scope, query)) is not None:
                await _refuse(refusal, scope, receive, send)
                return
            if not (_is_complete(query) and _may_open(query["client_id"], scope)):
                if scope["type"] == "websocket" and not session and query.get("implicit_handshake") == "true":
                    await self._unknown.refuse(scope, receive, send)
                    return
                query["client_id"] = VOID_CLIENT_ID
            sender = _sender(query["client_id"], scope)
            if scope["type"] == "http":
                payer_of(scope).is_now(self._throttle, sender)
            elif not await self._throttle.keep(sender):
                await _refuse(RateLimited(TOO_FAST, retry_after=1), scope, receive, send)
                return
            receive = self._throttled(receive, sender)
            scope = handshake.expected({**scope, "query_string": urlencode(query).encode("ascii")}, session)
            if scope["type"] == "websocket":
                own = OwnFrames(self._throttle, sender, query["client_id"], scope[handshake.SCOPE_KEY])
                own.ends = self._ends
                receive = only_readable(own.taken(receive), is_taking_over=bool(session))
                receive = handshake.with_deadline(scope, receive)
                await self._serve(own, {**scope, OWN_FRAMES: own}, receive, send)
                return
        await self._app(scope, receive, send)

    async def _serve(self, own: OwnFrames, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a page's websocket; what arrives alone is taken from its connection at once."""
        connection = connection_of(send)
        if connection is not None:
            connection.take = own.take_at_once

        def end() -> None:
            own.on_pong = None
            if connection is not None:
                connection.take = None

        with until_end(connection, end):
            await self._app(scope, receive, send)

    def _throttled(self, receive: Receive, whose: str) -> Receive:
        """Wrap ``receive``: who sends faster than pages do is read no faster than they are, or closed."""
        throttle = self._throttle

        async def received() -> Message:
            message = await receive()
            if message["type"] not in READ or await throttle.keep(whose, _cost(message)):
                return message
            return message if message["type"] == "http.request" else handshake.OVER

        return received


def _sender(client_id: str, scope: Scope) -> str:
    """Return by whom a page's frames are counted: the account, or a stranger's network."""
    visit = _owners.get(client_id)
    return asker_of(visit.actor) if visit else network_of(client_address(HTTPConnection(scope)))


def _cost(message: Message) -> float:
    return cost(message.get("text") or message.get("bytes") or message.get("body") or "")


def restrict_events_to_own_page(throttle: Throttle) -> None:
    """Make NiceGUI accept events only from the socket of the page they name. Call once, before serving.

    ``throttle``: what the events of an account cost is charged to it, as in `WebSocketAuth`.
    Log lines that a browser sends are dropped, so that nobody can fill the server's log from outside.
    """
    handlers = core.sio.handlers["/"]
    for name in ("event", "javascript_response", "ack"):
        core.sio.on(name, _from_own_page(handlers[name], throttle))
    core.sio.on("handshake", _check_handshake(handlers["handshake"]))
    core.sio.on("log", lambda *_: None)
    handshake.follow()


def _query_of(scope: Scope) -> dict[str, str]:
    query = parse_qs(scope["query_string"].decode("latin-1"))
    return {name: values[0] for name, values in query.items() if name in KNOWN}


def _refusal(scope: Scope, query: dict[str, str]) -> ChatError | None:
    """Return why nothing of this request may reach NiceGUI, if so."""
    if scope["path"] != SOCKET_ENDPOINT or ("sid" in query and handshake.is_over(query["sid"])):
        return NotFound()
    wrong = {
        name: "This wasn't sent by one of our pages."
        for name, value in query.items()
        if not (is_number if name == NEXT_MESSAGE else is_id)(value)
    }
    return Invalid(wrong) if wrong else None


async def _read(scope: Scope, receive: Receive) -> tuple[Receive, bool]:
    """Read a request by long polling, whole by now; returns what gives it again, and whether a page would send it."""
    message = await receive()
    return given_again(message, receive), scope["method"] != "POST" or is_readable_payload(message.get("body", b""))


async def _refuse(error: ChatError, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": "not here"})
    else:
        await problem(error)(scope, receive, send)


def _is_complete(query: dict[str, str]) -> bool:
    """Whether a socket's query has all that our pages send. Long polling names the page, and the rest only once."""
    return ({"client_id"} if "sid" in query else {"client_id", "tab_id", "document_id"}) <= query.keys()


def _may_open(client_id: str, scope: Scope) -> bool:
    if client_id not in Client.instances or len(_sockets_of(client_id)) >= MOST_SOCKETS:
        return False
    owner = _owners.get(client_id)
    return owner is None or owner.token_hash == token_hash(cookie_of(scope))


def _from_own_page(handler: Callable[[str, dict[str, Any]], None], throttle: Throttle) -> Callable[..., None]:
    """Wrap a handler of NiceGUI: an event is taken from the socket of its own page alone, and charged to its owner.

    Others are dropped without a word; malformed ones are counted in the log.
    """

    def checked(sid: str, message: Any = None, *_: Any) -> None:
        client_id = message.get("client_id") if isinstance(message, dict) else None
        if not isinstance(client_id, str) or not _is_in_room(sid, client_id):
            return
        visit = _owners.get(client_id)
        try:
            if visit is None:
                handler(sid, message)
            else:
                charged(partial(throttle.charge, asker_of(visit.actor)), handler, sid, message)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            direct_events.malformed.write(error=type(error).__name__)

    return checked


def _is_in_room(sid: str, client_id: str) -> bool:
    """Whether a socket has joined a page's Socket.IO room. Listing all rooms of the socket would visit every page."""
    return sid in _sockets_of(client_id)


def _sockets_of(client_id: str) -> list[str]:
    return [sid for sid, _ in core.sio.manager.get_participants("/", client_id)]


def _check_handshake(shake: Callable[[str, dict[str, Any]], Awaitable[bool]]) -> Callable[..., Awaitable[bool]]:
    """Wrap NiceGUI's handshake: it gets ids and numbers, or is refused; once done it has no deadline."""

    async def checked(sid: str, message: Any = None, *_: Any) -> bool:
        is_ours = isinstance(message, dict) and all(is_id(message.get(name)) for name in handshake.IDS)
        if not is_ours or not is_number(message.get(NEXT_MESSAGE, 0)) or not await shake(sid, message):
            return False
        handshake.complete(sid)
        return True

    return checked
