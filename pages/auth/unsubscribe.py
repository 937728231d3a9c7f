"""Ending the mails about unread notifications, from a link in them; a mail program may do it by itself (RFC 8058)."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from nicegui import ui

from chatapp.bootstrap import Chat
from chatapp.web import urls
from pages.auth import auth_layout
from pages.components.forms import PostedForm

ASK: Final = "You'll no longer get e-mails about what you haven't read. Everything else stays as it is."
DONE: Final = "You can turn them on again in your settings."
GONE: Final = "It may be incomplete, or from another Chatapp."


def register(chat: Chat) -> APIRouter:
    """Register the page; return the route its form, and mail programs, are sent to."""

    @ui.page(urls.UNSUBSCRIBE_ROUTE)
    async def unsubscribe(request: Request, account_uuid: str, token: str) -> None:
        """Ask whether to end the mails: opening a link ends nothing, as programs open links, too."""
        workspace = await chat.workspace.get()
        uuid = _uuid(account_uuid)
        if uuid is None or not chat.unsubscribing.is_valid(uuid, token):
            with auth_layout.card(workspace, "This link doesn't work", GONE):
                auth_layout.footer_link("Or change your settings:", "Sign in", urls.LOGIN, request)
        elif request.query_params.get("done"):
            with auth_layout.card(workspace, "No more e-mails", DONE):
                auth_layout.footer_link("Changed your mind?", "Settings", urls.settings("notifications"), request)
        else:
            with auth_layout.card(workspace, "Stop these e-mails?", ASK):
                with PostedForm(urls.unsubscribe(uuid, token), "Stop these e-mails") as form:
                    form.submit()

    return _routes(chat)


def _routes(chat: Chat) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post(urls.UNSUBSCRIBE_ROUTE)
    async def unsubscribe(account_uuid: UUID, token: str) -> Response:
        """End the mails."""
        await chat.unsubscribing.end_mails(account_uuid, token)
        return auth_layout.redirect(urls.unsubscribe(account_uuid, token), done="1")

    return routes


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None
