"""The first run: the first account, which becomes the administrator, and the workspace's name."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from nicegui import ui

from chatapp.bootstrap import Chat
from chatapp.web import urls
from chatapp.web.first_run import may_set_up
from chatapp.web.proxies import client_address
from chatapp.workspace import DEFAULT_NAME, WorkspaceView
from pages.auth import auth_layout
from pages.auth.account_form import AccountForm, add_account_fields
from pages.components.fields import Field
from pages.components.forms import PostedForm

WORKSPACE: Final = Field("workspace", "Workspace name", hint="Your team or company, such as Acme.")
SETUP_HINT: Final = "You'll find it in the server's log."
ABOUT: Final = "Create your account and name your workspace. You'll be its administrator."


def register(chat: Chat) -> APIRouter:
    """Register the page; return the route its form is sent to."""

    @ui.page(urls.SETUP)
    def setup(request: Request) -> None:
        """Ask for the first account and the workspace's name. The token of the printed link needs no typing."""
        with auth_layout.card(WorkspaceView(), "Welcome to Chatapp", ABOUT):
            with PostedForm(urls.SETUP, "Create workspace") as form:
                given = request.query_params.get("token", "")
                if may_set_up(chat.setup_token, given):
                    form.hidden("setup_token", given)
                else:
                    form.field(Field("setup_token", "Setup token", hint=SETUP_HINT, value=given))
                add_account_fields(form, WorkspaceView())
                form.field(WORKSPACE)
                form.submit()

    return _routes(chat)


def _routes(chat: Chat) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post(urls.SETUP)
    async def set_up(request: Request, form: Annotated[AccountForm, Form()]) -> Response:
        """Make the first account with its workspace, if the setup token is right."""
        actor = await chat.set_up.run(
            form.sign_up(),
            workspace=DEFAULT_NAME if form.workspace is None else form.workspace,
            asker=client_address(request),
            may_be_first=may_set_up(chat.setup_token, form.setup_token),
        )
        return await auth_layout.sign_in_new(chat, request, actor.account_id)

    return routes
