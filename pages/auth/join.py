"""Invite links: signing up with one; and for people who are signed in, joining its rooms."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from nicegui import ui

from chatapp import invites
from chatapp.authentication.sessions import Visit
from chatapp.bootstrap import Chat
from chatapp.errors import ChatError, Forbidden, Gone, NotFound
from chatapp.invites import Joined
from chatapp.web import urls
from chatapp.workspace import SignUpPolicy, WorkspaceView
from pages.auth import auth_layout
from pages.auth.account_form import AccountForm, add_account_fields, submit
from pages.auth.sign_up import CLOSED
from pages.components.elements import box, text
from pages.components.forms import PostedForm
from pages.shell.authentication import websocket_auth
from pages.shell.authentication.session import visit_if_any

NO_LONGER: Final = "This invite doesn't work"


def register(chat: Chat) -> APIRouter:
    """Register the page; return the route its form is sent to."""

    @ui.page(urls.JOIN_ROUTE)
    async def join(request: Request, token: str) -> None:
        """Ask for a name, an e-mail address and a password; let people in who are signed in; or say what is wrong."""
        workspace = await chat.workspace.get()
        if (visit := visit_if_any(request)) is not None:
            _join_at_once(chat, workspace, token, visit)
            return
        try:
            async with chat.reading() as session:
                await invites.look(session, token)
            if workspace.signup == SignUpPolicy.CLOSED:
                raise Forbidden(CLOSED[workspace.signup].format(workspace.name))
        except (NotFound, Gone, Forbidden) as error:
            _show_refusal(workspace, error, request)
        else:
            _show_form(workspace, token, request)

    return _routes(chat)


def _show_form(workspace: WorkspaceView, token: str, request: Request) -> None:
    address = urls.join(token)
    with auth_layout.card(workspace, f"Join {workspace.name}", "You've been invited. Create your account to get in."):
        with PostedForm(address, f"Join {workspace.name}") as form:
            add_account_fields(form, workspace)
            form.submit()
        auth_layout.footer_link("Have an account?", "Sign in", urls.LOGIN, request, next_page=address)


def _show_refusal(workspace: WorkspaceView, error: ChatError, request: Request) -> None:
    """Say why the link doesn't work and whom to ask."""
    ui.context.client.status_code = error.status
    with auth_layout.card(workspace, NO_LONGER, str(error)):
        auth_layout.footer_link("Have an account?", "Sign in", urls.LOGIN, request)


def _join_at_once(chat: Chat, workspace: WorkspaceView, token: str, visit: Visit) -> None:
    """Join the link's rooms once the page is open: loading an address changes nothing."""
    websocket_auth.bind(ui.context.client, visit)
    with auth_layout.card(workspace, f"Join {workspace.name}", f"You're signed in as {visit.actor.name}."):
        shown = box("joined").props("role=status")

    async def join() -> None:
        shown.clear()
        with shown:
            try:
                _show_joined(await chat.invites.join(actor=visit.actor, token=token))
            except ChatError as error:
                text("p", str(error))
                text("a", f"Go to {workspace.name}", "button primary").props["href"] = urls.HOME

    ui.timer(0, join, once=True)


def _show_joined(joined: Joined) -> None:
    names = [room.name for room in joined.new or joined.rooms]
    if joined.new:
        text("p", f"You've joined {_listed(names)}.")
    else:
        text("p", f"You're already in {_listed(names)}." if names else "You're already a member.")
    first = (joined.new or joined.rooms)[:1]
    path = urls.room(first[0].uuid) if first else urls.HOME
    text("a", f"Open {first[0].name}" if first else "Continue", "button primary").props["href"] = path


def _listed(names: list[str]) -> str:
    """Return names as part of a sentence: "General, Design and Support"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _routes(chat: Chat) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post(urls.JOIN_ROUTE)
    async def join(request: Request, token: str, form: Annotated[AccountForm, Form()]) -> Response:
        """Make an account with the link, or mail the code that confirms its address."""
        return await submit(chat, request, form, invite=token)

    return routes
