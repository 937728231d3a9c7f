"""What the pages before sign-in share: the card they stand in, and the answers to their forms."""

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from nicegui import ui

from chatapp.authentication.sessions import SignedIn
from chatapp.bootstrap import Chat
from chatapp.rooms.invited import first_room
from chatapp.web import urls
from chatapp.web.proxies import client_address
from chatapp.workspace import WorkspaceView
from pages.components.elements import box, markup, text
from pages.components.workspace import brand_html
from pages.shell.authentication.session import COOKIE, safe_next, set_cookie, set_device_cookie
from pages.shell.layout import page_layout
from pages.shell.loading.last_room import first_page


def card(workspace: WorkspaceView, title: str, about: str = "") -> ui.element:
    """Open the card in the middle of the page, under the workspace's logo and name; fill it with ``with``."""
    page_layout.prepare_page()
    ui.page_title(f"{title} · {workspace.name}")
    with box("auth-page"):
        element = box("auth-card")
    with element:
        markup(brand_html(workspace), "auth-brand")
        text("h1", title)
        if about:
            text("p", about, "muted")
    return element


def footer_link(question: str, label: str, path: str, request: Request, *, next_page: str | None = None) -> None:
    """Show where else to go from here; the page the person wanted goes along in the query.

    ``next_page``: another page to come back to.
    """
    with box("auth-links", "p"):
        text("span", f"{question} ")
        wanted = request.query_params.get("next", "") if next_page is None else next_page
        text("a", label).props["href"] = urls.with_next(path, wanted)


def redirect(path: str, **values: str) -> Response:
    """Answer a posted form: its script goes to ``path`` with these query values; empty ones are left out."""
    return JSONResponse({"location": urls.with_query(path, **values)})


def next_unless_home(next_page: str) -> str:
    """Return the page the person wanted, or an empty string if that is the home page anyway."""
    return "" if (page := safe_next(next_page)) in (urls.ROOT, urls.HOME) else page


def user_agent(request: Request) -> str:
    """Return what the browser calls itself."""
    return request.headers.get("user-agent", "")


async def answer_with_session(chat: Chat, request: Request, signed_in: SignedIn, next_page: str) -> Response:
    """Set the session cookie, end the session the browser had, and redirect to ``next_page`` or where one arrives."""
    await chat.sessions.sign_out(request.cookies.get(COOKIE, ""))
    page = safe_next(next_page)
    if page == urls.ROOT:
        page = await first_page(chat, request.scope, signed_in.actor)
    response = redirect(page)
    set_cookie(response, request, signed_in.token, chat.settings)
    set_device_cookie(response, request, chat.known_devices.mark(signed_in.actor.account_id), chat.settings)
    return response


async def sign_in_new(chat: Chat, request: Request, account_id: int, next_page: str = "") -> Response:
    """Start a session for a person whose account was just made; they go to ``next_page``, or to their first room."""
    signed_in = await chat.sessions.start(account_id, device=user_agent(request), address=client_address(request))
    wanted = next_unless_home(next_page)
    if not wanted:
        async with chat.reading() as session:
            room_uuid = await first_room(session, account_id)
        wanted = urls.room(room_uuid) if room_uuid else ""
    return await answer_with_session(chat, request, signed_in, wanted)
