"""Confirming a sign-up with the code that was mailed to the address, where addresses are verified."""

from datetime import UTC, datetime
from math import ceil
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from chatapp.authentication.one_time_codes import GONE, Waiting
from chatapp.bootstrap import Chat
from chatapp.errors import Invalid
from chatapp.web import urls
from chatapp.web.proxies import client_address
from pages.auth import auth_layout
from pages.components.elements import box, text
from pages.components.fields import Field
from pages.components.forms import PostedForm

CODE = Field("code", "Code", autocomplete="one-time-code", hint="The six digits from the e-mail.")

Text = Annotated[str, Form()]


def register(chat: Chat) -> APIRouter:
    """Register the page; return the routes its forms are sent to."""

    @ui.page(urls.SIGN_UP_CONFIRM)
    async def confirm(request: Request) -> None:
        """Ask for the code that was mailed."""
        workspace = await chat.workspace.get()
        try:
            waiting = await chat.sign_ups.waiting(_handle(request.query_params.get("handle", "")))
        except Invalid:
            with auth_layout.card(
                workspace, "This sign-up has ended", "It was already confirmed, or its code has expired."
            ):
                auth_layout.footer_link("No account yet?", "Sign up again", urls.SIGN_UP, request)
                auth_layout.footer_link("Have an account?", "Sign in", urls.LOGIN, request)
            return
        with auth_layout.card(workspace, "Check your e-mail"):
            _ask_for_code(waiting, request, has_mail_server=bool(chat.settings.smtp_url))

    return _routes(chat)


def _ask_for_code(waiting: Waiting, request: Request, *, has_mail_server: bool) -> None:
    handle, next_page = str(waiting.handle), request.query_params.get("next", "")
    with box("muted", "p"):
        text("span", "We've e-mailed a code to ")
        text("strong", waiting.email)
        text("span", ". It works for 10 minutes.")
    if not has_mail_server:
        text("p", "This Chatapp has no mail server. Whoever runs it can find the e-mail in the server's log.", "muted")
    with PostedForm(urls.SIGN_UP_CONFIRM, "Confirm") as form:
        form.hidden("handle", handle)
        form.hidden("next", next_page)
        form.field(CODE).props["inputmode"] = "numeric"
        form.submit()
    with PostedForm(urls.SIGN_UP_RESEND, "Send another code") as again:
        again.hidden("handle", handle)
        again.hidden("next", next_page)
        with box("button quiet", "button", type="submit") as button:
            label = text("span", "")
    _cool_down(waiting.may_resend_at, button, label)
    auth_layout.footer_link("Nothing arrived, or wrong address?", "Back to the form", urls.SIGN_UP, request)


def _cool_down(until: datetime, button: ui.element, label: TextElement) -> None:
    """Disable the button until another code may be sent, and count the seconds down on it."""

    def tick() -> None:
        seconds = ceil((until - datetime.now(UTC)).total_seconds())
        if seconds > 0:
            button.props["disabled"] = ""
            label.text = f"Send another code in {seconds} s"
        else:
            button.props(remove="disabled")
            label.text = "Send another code"
            timer.deactivate()

    timer = ui.timer(1, tick, immediate=False)
    tick()


def _handle(given: str) -> UUID:
    """Return the handle of a sign-up; a malformed one raises the same `Invalid` as an unknown one."""
    try:
        return UUID(given)
    except ValueError:
        raise Invalid({"code": GONE}) from None


def _routes(chat: Chat) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post(urls.SIGN_UP_CONFIRM)
    async def confirm(request: Request, handle: Text = "", code: Text = "", next: Text = "") -> Response:  # noqa: A002
        """Make the account, if the code is right, and sign it in."""
        actor = await chat.sign_ups.confirm(_handle(handle), code, asker=client_address(request))
        return await auth_layout.sign_in_new(chat, request, actor.account_id, next)

    @routes.post(urls.SIGN_UP_RESEND)
    async def resend(request: Request, handle: Text = "", next: Text = "") -> Response:  # noqa: A002
        """Mail another code, which replaces the one before."""
        waiting = await chat.sign_ups.resend(_handle(handle), asker=client_address(request))
        return auth_layout.redirect(
            urls.SIGN_UP_CONFIRM, handle=str(waiting.handle), next=auth_layout.next_unless_home(next)
        )

    return routes
