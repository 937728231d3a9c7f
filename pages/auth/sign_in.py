"""Signing in and out. Browsers post these forms, so that the answer can set a cookie."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from nicegui import ui

from chatapp.bootstrap import Chat
from chatapp.web import urls
from chatapp.web.proxies import client_address
from chatapp.workspace import SignUpPolicy
from pages.auth import auth_layout
from pages.components.elements import text
from pages.components.fields import Field
from pages.components.forms import PostedForm
from pages.shell.authentication.session import COOKIE, DEVICE_COOKIE

PASSWORD = Field("password", "Password", "password", "current-password", is_shown_on_demand=True)
LOGIN = Field("login", "Username or e-mail", autocomplete="username")

REASONS = {  # query value → why the person is here
    "reset": "Your password was changed. Sign in with the new one.",
    "ended": "You've been signed out. Sign in to go back to where you were.",
}

Text = Annotated[str, Form()]


def register(chat: Chat) -> APIRouter:
    """Register the pages; return the routes their forms are sent to."""

    @ui.page(urls.LOGIN)
    async def login(request: Request) -> None:
        """Ask for username or address, and password."""
        workspace = await chat.workspace.get()
        with auth_layout.card(workspace, "Sign in"):
            for reason, sentence in REASONS.items():
                if request.query_params.get(reason):
                    text("p", sentence, "muted").props["role"] = "status"
            with PostedForm(urls.LOGIN, "Sign in") as form:
                form.hidden("next", request.query_params.get("next", ""))
                form.field(LOGIN)
                form.field(PASSWORD)
                form.submit()
            auth_layout.footer_link("", "Forgot your password?", urls.FORGOT, request)
            if workspace.signup == SignUpPolicy.OPEN:
                auth_layout.footer_link("New here?", "Sign up", urls.SIGN_UP, request)

    return _routes(chat)


def _routes(chat: Chat) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post(urls.LOGIN)
    async def sign_in(request: Request, login: Text = "", password: Text = "", next: Text = "") -> Response:  # noqa: A002
        """Start a session and go to ``next``."""
        signed_in = await chat.sessions.sign_in(
            login,
            password,
            device=auth_layout.user_agent(request),
            address=client_address(request),
            mark=request.cookies.get(DEVICE_COOKIE, ""),
        )
        return await auth_layout.answer_with_session(chat, request, signed_in, next)

    @routes.post(urls.LOGOUT)
    async def sign_out(request: Request) -> Response:
        """End the session and forget its cookie."""
        await chat.sessions.sign_out(request.cookies.get(COOKIE, ""))
        response = RedirectResponse(urls.LOGIN, 303)
        response.delete_cookie(COOKIE, path=urls.ROOT)
        return response

    return routes
