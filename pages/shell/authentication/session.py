"""Who is signed in at a request: the cookie, the visit it proves, and the middleware that redirects everybody else."""

import re
from collections.abc import Iterable

import nicegui
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatapp.authentication.rate_limit import asker_of
from chatapp.authentication.sessions import Visit
from chatapp.bootstrap import Chat
from chatapp.errors import NotFound, RateLimited, Unauthenticated, Unavailable
from chatapp.settings import Settings
from chatapp.web import urls
from chatapp.web.problems import problem
from chatapp.web.request_costs import payer_of
from pages.shell.authentication.visitor_limits import Visitors
from pages.shell.errors import plain_page
from pages.shell.loading import former_addresses
from pages.shell.loading.fast_path import PATTERN_KEY
from pages.shell.loading.last_room import first_page

COOKIE = "chatapp_session"
DEVICE_COOKIE = "chatapp_device"
DEVICE_DAYS = 400  # as long as browsers keep a cookie; each sign-in renews it
OPEN_PAGES = frozenset({urls.LOGIN, urls.SIGN_UP, urls.SIGN_UP_CONFIRM, urls.SETUP, urls.FORGOT, urls.RESET})
ALSO_SIGNED_IN = frozenset({urls.FORGOT, urls.RESET})  # links from a mail also work in a browser that is signed in
POSTED = OPEN_PAGES | {
    urls.SIGN_UP_RESEND,
    urls.LOGOUT,
    urls.AVATAR_UPLOAD,
    urls.LOGO_UPLOAD,
    urls.EMOJI_UPLOAD,
    urls.FILES,
    urls.SHARE_FORM,
    urls.NOTICE_READ,
    urls.NOTICE_REPLY,
    urls.NOTICES_SHOWN,
    urls.PUSH,
}  # each open page posts its form to itself
SENDING = ("PATCH", "DELETE")  # of files on their way, below `FILES`
OUTSIDE = frozenset(
    {
        *(urls.HEALTH, urls.READY, urls.METRICS, urls.SLACK_POST, urls.SLACK_UPDATE),
        *(urls.FAVICON, urls.MANIFEST, urls.WORKER, urls.OFFLINE, urls.TOUCH_ICON),
    }
)
NICEGUI_PARTS = ("static", "libraries", "components", "resources", "dynamic_resources", "esm")
NICEGUI_BELOW = tuple(f"{urls.NICEGUI_FILES}{nicegui.__version__}/{part}/" for part in NICEGUI_PARTS)  # all it serves
OUTSIDE_BELOW = (
    *NICEGUI_BELOW,
    urls.NICEGUI_SOCKET,
    *(f"{path}/" for path in (urls.ASSETS, urls.ICONS, urls.LOGO, urls.API, urls.HOOKS)),
)
LINKS_BELOW = {  # to how many slashes they have; open to people who are signed in, too
    f"{urls.JOIN}/": urls.JOIN_ROUTE.count("/"),
    f"{urls.UNSUBSCRIBE}/": urls.UNSUBSCRIBE_ROUTE.count("/"),
}
FILES_BELOW = f"{urls.FILES}/"  # the same; programs may ask for them with a token
PICTURES_BELOW = (f"{urls.AVATARS}/", f"{urls.EMOJI}/")  # need a visit, but are no pages: 401, no redirect
DATA = frozenset({urls.SWITCHER, urls.PUSH})  # as pictures
SCOPE_KEY = "chatapp.visit"
LOCAL_PATH = re.compile(r"/(?:[\w.~%-][\w./~%-]*)?(?:\?[\w.~%=&+-]*)?", re.ASCII)  # never //host, never \\


class SessionMiddleware:
    """ASGI middleware: finds the visit behind each page request, and answers requests that have none.

    It runs before any page is built, so that strangers and robots cost no NiceGUI client. Services check rights again
    on every call.
    """

    def __init__(self, app: ASGIApp, chat: Chat, pages: "PagePatterns") -> None:
        self._app = app
        self._chat = chat
        self._pages = pages
        self._is_set_up = False
        self._visitors = Visitors(chat)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is not a page; otherwise find the visit, or redirect."""
        if scope["type"] != "http" or scope["path"] in OUTSIDE or scope["path"].startswith(OUTSIDE_BELOW):
            await self._app(scope, receive, send)
            return
        if scope["method"] not in ("GET", "HEAD"):
            await (self._app if _may_change(scope) else problem(NotFound()))(scope, receive, send)
            return
        try:
            answer = await self._answer(scope)
            if answer is None and scope["method"] == "GET" and not scope["path"].startswith(FILES_BELOW):
                await self._visitors.count(scope, scope.get(SCOPE_KEY))
        except (Unavailable, RateLimited) as error:
            answer = plain_page(error)
        visit: Visit | None = scope.get(SCOPE_KEY)
        if visit is not None and visit.is_renewed:
            send = self._with_renewed_cookie(scope, send)
        if scope["method"] == "HEAD" and not scope["path"].startswith(FILES_BELOW):
            answer = answer or Response()
        await (answer or self._app)(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response | None:
        """Return the answer to a request that goes no further; None if it does, to the page or file at its address."""
        path = scope["path"]
        self._is_set_up = self._is_set_up or await self._chat.accounts.is_set_up()
        if not self._is_set_up:
            return None if path == urls.SETUP else RedirectResponse(urls.SETUP, 303)
        visit = await self._visit(scope)
        if path in DATA or path.startswith(PICTURES_BELOW):
            return None if visit else problem(Unauthenticated())
        if path.startswith(FILES_BELOW):
            return None if visit or bearer_of(scope) else problem(Unauthenticated())
        if path == urls.ROOT:
            return RedirectResponse(await self._first_page(scope, visit), 303)
        if path in OPEN_PAGES:
            is_home = path == urls.SETUP or (visit and path not in ALSO_SIGNED_IN)
            return RedirectResponse(await self._first_page(scope, visit), 303) if is_home else None
        if _is_signed_link(path):
            return None
        scope[PATTERN_KEY] = self._pages.find(path)
        if not (scope[PATTERN_KEY] or former_addresses.is_former(path)):
            return plain_page(NotFound())
        query = f"?{scope['query_string'].decode('ascii', 'ignore')}" if scope["query_string"] else ""
        if visit is None:
            return RedirectResponse(urls.with_next(urls.LOGIN, path + query), 303)
        if former_addresses.is_former(path):
            return await self._moved(path, query, visit)
        return None

    async def _visit(self, scope: Scope) -> Visit | None:
        """Return whose a request is; strangers wait until what their network has taken so far is paid for."""
        token = Request(scope).cookies.get(COOKIE, "")
        visit = scope[SCOPE_KEY] = await self._chat.sessions.visit(token) if token else None
        if visit is None:
            await payer_of(scope).require()
        else:
            payer_of(scope).is_now(self._chat.throttles.requests, asker_of(visit.actor))
        return visit

    async def _first_page(self, scope: Scope, visit: Visit | None) -> str:
        return await first_page(self._chat, scope, visit.actor) if visit else urls.LOGIN

    async def _moved(self, path: str, query: str, visit: Visit) -> Response:
        try:
            return RedirectResponse(await former_addresses.new_address(self._chat, visit.actor, path) + query, 303)
        except NotFound as error:
            return plain_page(error)

    def _with_renewed_cookie(self, scope: Scope, send: Send) -> Send:
        request, renewing = Request(scope), Response()
        set_cookie(renewing, request, request.cookies[COOKIE], self._chat.settings)

        async def sender(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("Set-Cookie", renewing.headers["Set-Cookie"])
            await send(message)

        return sender


class PagePatterns:
    """The addresses of the shell's pages; braces stand for one segment."""

    def __init__(self, addresses: Iterable[str]) -> None:
        self._patterns = [(address, address.split("/")) for address in addresses]

    def find(self, path: str) -> str:
        """Return the address that a path fits, compared segment by segment; empty if it is none."""
        parts = path.split("/")
        for address, pattern in self._patterns:
            if len(parts) == len(pattern) and all(map(_fits, pattern, parts)):
                return address
        return ""


def _fits(wanted: str, part: str) -> bool:
    return wanted == part or wanted.startswith("{")


def visit_of(request: Request) -> Visit:
    """Return the visit that `SessionMiddleware` found; pages of the shell always have one."""
    visit: Visit = request.scope[SCOPE_KEY]
    return visit


def visit_if_any(request: Request) -> Visit | None:
    """Return the visit that `SessionMiddleware` found on a page that is open to everybody."""
    visit: Visit | None = request.scope.get(SCOPE_KEY)
    return visit


async def require_visit(chat: Chat, request: Request, ended: str) -> Visit:
    """Return the visit behind what a browser sends: the middleware lets it pass. ``ended``: what to say without one.

    Raises:
        Unauthenticated: the browser is no longer signed in.
    """
    if (visit := await chat.sessions.visit(request.cookies.get(COOKIE, ""))) is None:
        raise Unauthenticated(ended)
    return visit


def _may_change(scope: Scope) -> bool:
    """Say whether a route takes what a browser sends: a form, or a piece of a file."""
    if scope["method"] in SENDING:
        return bool(scope["path"].startswith(FILES_BELOW))
    return scope["method"] == "POST" and (scope["path"] in POSTED or _is_signed_link(scope["path"]))


def _is_signed_link(path: str) -> bool:
    """Say whether a path is that of a link that says itself what may be done: an invite, or one that ends mails."""
    below = next(filter(path.startswith, LINKS_BELOW), None)
    return below is not None and path.count("/") == LINKS_BELOW[below]


def set_cookie(response: Response, request: Request, token: str, settings: Settings) -> None:
    """Set the session cookie: HttpOnly, SameSite=Lax, and Secure where people reach Chatapp by https.

    The settings count as much as the request, whose scheme is known only from a proxy that is trusted.
    """
    _set_cookie(response, request, settings, COOKIE, token, days=settings.session_days, path=urls.ROOT)


def set_device_cookie(response: Response, request: Request, mark: str, settings: Settings) -> None:
    """Set the cookie by which the sign-in page knows this browser again; it outlives sessions. See `KnownDevices`."""
    _set_cookie(response, request, settings, DEVICE_COOKIE, mark, days=DEVICE_DAYS, path=urls.LOGIN)


def _set_cookie(
    response: Response, request: Request, settings: Settings, name: str, value: str, *, days: int, path: str
) -> None:
    is_https = settings.is_https or request.url.scheme == "https"
    response.set_cookie(name, value, max_age=days * 86_400, httponly=True, samesite="lax", secure=is_https, path=path)


def bearer_of(scope: Scope) -> str:
    """Return the token of a program's request, or an empty string."""
    scheme, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def cookie_of(scope: Scope) -> str:
    """Return the session cookie of a connection, or an empty string."""
    headers = Headers(scope=scope)
    return Request({"type": "http", "headers": headers.raw}).cookies.get(COOKIE, "")


def safe_next(wanted: str) -> str:
    """Return the path to go to after sign-in: ``wanted`` if it is a page of this server, otherwise the root's."""
    if not LOCAL_PATH.fullmatch(wanted):
        return urls.ROOT
    return urls.ROOT if wanted.split("?")[0] in OPEN_PAGES else wanted
