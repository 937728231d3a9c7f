"""Signing in and out, and the first run. Browsers post these forms, so that the answer can set a cookie."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from nicegui import ui

from chatapp.bootstrap import Chat
from chatapp.web import urls
from chatapp.web.first_run import may_set_up
from chatapp.web.proxies import client_address
from pages.auth import auth_layout, sign_up
from pages.auth.sign_up import SignUpForm
from pages.components.elements import text
from pages.components.fields import Field
from pages.components.forms import PostedForm
from pages.shell.session import COOKIE, DEVICE_COOKIE

PASSWORD = Field("password", "Password", "password", "current-password")
SETUP_HINT = "You'll find it in the server's log."
LOGIN = Field("login", "Username or e-mail", autocomplete="username")

Text = Annotated[str, Form()]


def register(chat: Chat) -> APIRouter:
    """Register the pages; return the routes their forms are sent to."""

    @ui.page(urls.LOGIN, title="Sign in · Chatapp")
    def login(request: Request) -> None:
        """Ask for username or address, and password."""
        with auth_layout.card("Sign in"):
            if request.query_params.get("reset"):
                text("p", "Your password was changed. Sign in with the new one.", "muted").props["role"] = "status"
            with PostedForm(urls.LOGIN, "Sign in") as form:
                form.hidden("next", request.query_params.get("next", ""))
                form.field(LOGIN)
                form.field(PASSWORD)
                form.submit()
            auth_layout.footer_link("", "Forgot your password?", urls.FORGOT, request)
            if not chat.sign_ups.is_closed:
                auth_layout.footer_link("New here?", "Sign up", urls.SIGN_UP, request)

    @ui.page(urls.SETUP, title="Set up · Chatapp")
    def setup(request: Request) -> None:
        """Ask for the first account, which becomes the administrator."""
        with auth_layout.card("Welcome to Chatapp", "Create the first account. It'll be the administrator."):
            with PostedForm(urls.SETUP, "Sign up") as form:
                given = request.query_params.get("token", "")
                form.field(Field("setup_token", "Setup token", hint=SETUP_HINT, value=given))
                sign_up.add_account_fields(form)
                form.submit()

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

    @routes.post(urls.SETUP)
    async def set_up(request: Request, form: Annotated[SignUpForm, Form()]) -> Response:
        """Make the first account, if the setup token is right."""
        may_be_first = may_set_up(chat.setup_token, form.setup_token)
        return await sign_up.submit(chat, request, form, may_be_first=may_be_first)

    @routes.post(urls.LOGOUT)
    async def sign_out(request: Request) -> Response:
        """End the session and forget its cookie."""
        await chat.sessions.sign_out(request.cookies.get(COOKIE, ""))
        response = RedirectResponse(urls.LOGIN, 303)
        response.delete_cookie(COOKIE, path=urls.ROOT)
        return response

    return routes
