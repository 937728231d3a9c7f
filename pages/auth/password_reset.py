"""A forgotten password: the form that asks for a link, and the one that sets a new password with it."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from nicegui import ui

from chatapp.bootstrap import Chat
from chatapp.web import urls
from chatapp.web.proxies import client_address
from chatapp.workspace import WorkspaceView
from pages.auth import auth_layout
from pages.components.fields import Field
from pages.components.forms import PostedForm
from pages.shell.authentication.session import set_device_cookie

EMAIL = Field("email", "E-mail", "email", "email")
PASSWORD = Field(
    "password", "New password", "password", "new-password", hint="At least 8 characters.", is_shown_on_demand=True
)
NO_MAIL_SERVER = (
    "This Chatapp has no mail server. Whoever runs it finds a link to choose a new one in the server's log."
)
MAILED = (
    "Check your e-mail",
    "If there's an account with this address, we've e-mailed it a link. It works for 30 minutes.",
)
LOGGED = (
    "Ask whoever runs Chatapp",
    "If there's an account with this address, a link for it is in the server's log now. It works for 30 minutes.",
)

Text = Annotated[str, Form()]


def register(chat: Chat) -> APIRouter:
    """Register the pages; return the routes their forms are sent to."""

    @ui.page(urls.FORGOT)
    async def forgot(request: Request) -> None:
        """Ask for the address to which a link is mailed."""
        workspace = await chat.workspace.get()
        has_mail_server = bool(chat.settings.smtp_url)
        if request.query_params.get("sent"):
            _show_sent(workspace, request, has_mail_server=has_mail_server)
            return
        about = "We'll e-mail you a link to choose a new one." if has_mail_server else NO_MAIL_SERVER
        with auth_layout.card(workspace, "Forgot your password?", about):
            with PostedForm(urls.FORGOT, "E-mail me a link" if has_mail_server else "Ask for a link") as form:
                form.field(EMAIL)
                form.submit()
            auth_layout.footer_link("Remembered it?", "Sign in", urls.LOGIN, request)

    @ui.page(urls.RESET)
    async def reset(request: Request) -> None:
        """Ask for the new password, if the link still works."""
        workspace = await chat.workspace.get()
        token = request.query_params.get("token", "")
        if not await chat.password_resets.is_live(token):
            with auth_layout.card(
                workspace, "This link no longer works", "It was already used, or it's more than 30 minutes old."
            ):
                auth_layout.footer_link("Still need a password?", "Ask for a new link", urls.FORGOT, request)
            return
        with auth_layout.card(
            workspace, "Choose a new password", "You'll be signed out everywhere. Then sign in with it."
        ):
            with PostedForm(urls.RESET, "Set password") as form:
                form.hidden("token", token)
                form.field(PASSWORD)
                form.submit()
            auth_layout.footer_link("Link too old?", "Ask for a new one", urls.FORGOT, request)

    return _routes(chat)


def _show_sent(workspace: WorkspaceView, request: Request, *, has_mail_server: bool) -> None:
    """Show the same for every address, known or not."""
    title, about = MAILED if has_mail_server else LOGGED
    with auth_layout.card(workspace, title, about):
        if has_mail_server:
            auth_layout.footer_link("Nothing arrived?", "Try again in a minute", urls.FORGOT, request)
        auth_layout.footer_link("Remembered it?", "Sign in", urls.LOGIN, request)


def _routes(chat: Chat) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post(urls.FORGOT)
    async def forgot(request: Request, email: Text = "") -> Response:
        """Mail a link; the answer is the same for known and unknown addresses."""
        await chat.password_resets.request(email, asker=client_address(request))
        return auth_layout.redirect(urls.FORGOT, sent="1")

    @routes.post(urls.RESET)
    async def reset(request: Request, token: Text = "", password: Text = "") -> Response:
        """Set the new password, which signs the account out everywhere."""
        account_id = await chat.password_resets.complete(token, password, asker=client_address(request))
        response = auth_layout.redirect(urls.LOGIN, reset="1")
        set_device_cookie(response, request, chat.known_devices.mark(account_id), chat.settings)
        return response

    return routes
