"""The frame of the pages before the door: a card, and what follows a proof of who somebody is."""

from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from nicegui import ui

from chatapp.authentication.sessions import SignedIn
from chatapp.bootstrap import Chat
from chatapp.web.proxies import client_address
from pages.components.elements import box, icon, text
from pages.shell import layout
from pages.shell.session import COOKIE, HOME, safe_next, set_cookie


def card(title: str, about: str = "") -> ui.element:
    """Open the card in the middle of the page, to be filled with ``with``."""
    layout.prepare_page()
    with box("gate"):
        element = box("gate-card")
    with element:
        with box("gate-brand"):
            with box("brand-mark"):
                icon("chat")
            text("span", "Chatapp")
        text("h1", title)
        if about:
            text("p", about, "muted")
    return element


def foot(question: str, label: str, path: str, request: Request) -> None:
    """Say where else to go from here; where the person was going goes along."""
    with box("gate-foot", "p"):
        text("span", f"{question} ")
        wanted = request.query_params.get("next", "")
        text("a", label).props["href"] = f"{path}?next={quote(wanted)}" if wanted else path


def going_on(path: str, **values: str) -> Response:
    """Lead the browser that posted a form to another page; empty values are left out."""
    query = urlencode({name: value for name, value in values.items() if value})
    return JSONResponse({"location": f"{path}?{query}" if query else path})


def wanted(next_page: str) -> str:
    """Return where the person was going, or nothing when that is home anyway."""
    return "" if (page := safe_next(next_page)) == HOME else page


def device_of(request: Request) -> str:
    """Return what the browser calls itself."""
    return request.headers.get("user-agent", "")


async def let_in(chat: Chat, request: Request, signed_in: SignedIn, next_page: str) -> Response:
    """Hand the browser its session, end the one it had, and lead it to where it was going."""
    await chat.sessions.sign_out(request.cookies.get(COOKIE, ""))
    response = going_on(safe_next(next_page))
    set_cookie(response, request, signed_in.token, chat.settings.session_days)
    return response


async def start(chat: Chat, request: Request, account_id: int, next_page: str) -> Response:
    """Sign in somebody who has just proven, by a code, whose account it is."""
    signed_in = await chat.sessions.start(account_id, device=device_of(request), address=client_address(request))
    return await let_in(chat, request, signed_in, next_page)
