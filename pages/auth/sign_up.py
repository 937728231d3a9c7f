"""Signing up without an invite, where the workspace allows it. Codes: `pages.auth.sign_up_code`."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from nicegui import ui

from chatapp.bootstrap import Chat
from chatapp.web import urls
from chatapp.workspace import SignUpPolicy
from pages.auth import auth_layout
from pages.auth.account_form import AccountForm, add_account_fields, submit
from pages.components.forms import PostedForm

CLOSED: Final = {
    SignUpPolicy.INVITE: "You need an invite link to sign up. Ask an administrator of {} for one.",
    SignUpPolicy.CLOSED: "Sign-up is closed. Ask an administrator of {} for an account.",
}


def register(chat: Chat) -> APIRouter:
    """Register the page; return the route its form is sent to."""

    @ui.page(urls.SIGN_UP)
    async def sign_up(request: Request) -> None:
        """Ask for a name, an e-mail address and a password, or say that it needs an invite."""
        workspace = await chat.workspace.get()
        if workspace.signup != SignUpPolicy.OPEN:
            with auth_layout.card(workspace, "Sign up", CLOSED[workspace.signup].format(workspace.name)):
                auth_layout.footer_link("Have an account?", "Sign in", urls.LOGIN, request)
            return
        with auth_layout.card(workspace, "Sign up"):
            with PostedForm(urls.SIGN_UP, "Sign up") as form:
                form.hidden("next", request.query_params.get("next", ""))
                add_account_fields(form, workspace)
                form.submit()
            auth_layout.footer_link("Have an account?", "Sign in", urls.LOGIN, request)

    return _routes(chat)


def _routes(chat: Chat) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post(urls.SIGN_UP)
    async def sign_up(request: Request, form: Annotated[AccountForm, Form()]) -> Response:
        """Make an account, or mail the code that confirms its address."""
        return await submit(chat, request, form)

    return routes
