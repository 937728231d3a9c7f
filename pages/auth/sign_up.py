"""Signing up: the form, and the page that asks for the code from the mail if addresses are verified."""

from datetime import UTC, datetime
from math import ceil
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement
from pydantic import BaseModel

from chatapp.accounts import SignUp
from chatapp.accounts.countries import NAMES
from chatapp.authentication.one_time_codes import GONE, Waiting
from chatapp.bootstrap import Chat
from chatapp.errors import Invalid
from chatapp.identity import Actor
from chatapp.web.proxies import client_address
from pages.auth import auth_layout
from pages.components.elements import box, text
from pages.components.fields import Field
from pages.components.forms import PostedForm

USERNAME = Field("username", "Username", autocomplete="username", hint="Letters, digits, dots, dashes, underscores.")
EMAIL = Field("email", "E-mail", "email", "email")
PASSWORD = Field("password", "Password", "password", "new-password", hint="At least 8 characters, not easily guessed.")
FIRST_NAME = Field("first_name", "First name", autocomplete="given-name", is_required=False)
LAST_NAME = Field("last_name", "Last name", autocomplete="family-name", is_required=False)
COUNTRY = Field(
    "country", "Country", autocomplete="country", is_required=False, options=(("", "Not told"), *NAMES.items())
)
CODE = Field("code", "Code", autocomplete="one-time-code", hint="The six digits from the mail.")

Text = Annotated[str, Form()]


class SignUpForm(BaseModel):
    """What the forms of `/signup` and `/setup` send. Missing values are empty, and refused beside their fields."""

    username: str = ""
    email: str = ""
    password: str = ""
    first_name: str = ""
    last_name: str = ""
    country: str = ""
    setup_token: str = ""
    next: str = ""


def register(chat: Chat) -> APIRouter:
    """Register the pages; return the routes their forms are sent to."""

    @ui.page("/signup", title="Sign up · Chatapp")
    def sign_up(request: Request) -> None:
        """Ask for a new account's details."""
        with auth_layout.card("Sign up"):
            if chat.sign_ups.is_closed:
                text("p", "Signing up is closed here. Ask an administrator for an account.", "muted")
            else:
                with PostedForm("/signup", "Sign up") as form:
                    form.hidden("next", request.query_params.get("next", ""))
                    add_account_fields(form)
                    form.submit()
            auth_layout.footer_link("Have an account?", "Sign in", "/login", request)

    @ui.page("/signup/confirm", title="Confirm your address · Chatapp")
    async def confirm(request: Request) -> None:
        """Ask for the code that was mailed."""
        try:
            waiting = await chat.sign_ups.waiting(_handle(request.query_params.get("handle", "")))
        except Invalid:
            with auth_layout.card("This sign-up has ended", "It was confirmed already, or its code is too old."):
                auth_layout.footer_link("No account yet?", "Sign up again", "/signup", request)
                auth_layout.footer_link("Have an account?", "Sign in", "/login", request)
            return
        with auth_layout.card("Check your mail"):
            _ask_for_code(waiting, request, has_mail_server=bool(chat.settings.smtp_url))

    return _routes(chat)


def add_account_fields(form: PostedForm) -> None:
    """Add the fields of a new account."""
    form.field(USERNAME)
    form.field(EMAIL)
    form.field(PASSWORD)
    with box("pair"):
        form.field(FIRST_NAME)
        form.field(LAST_NAME)
    form.field(COUNTRY)


async def submit(chat: Chat, request: Request, form: SignUpForm, *, may_be_first: bool) -> Response:
    """Make the account and sign in, or redirect to the page that asks for the code.

    ``may_be_first``: whether the request may make the first account, which becomes the administrator.

    Raises:
        ChatError: the account cannot be made.
    """
    new = SignUp(form.username, form.email, form.password, form.first_name, form.last_name, form.country)
    made = await chat.sign_ups.submit(new, asker=client_address(request), may_be_first=may_be_first)
    if isinstance(made, Actor):
        return await auth_layout.sign_in(chat, request, made.account_id, form.next)
    return auth_layout.redirect(
        "/signup/confirm", handle=str(made.handle), next=auth_layout.next_unless_home(form.next)
    )


def _ask_for_code(waiting: Waiting, request: Request, *, has_mail_server: bool) -> None:
    handle, next_page = str(waiting.handle), request.query_params.get("next", "")
    with box("muted", "p"):
        text("span", "A mail with a code is on its way to ")
        text("strong", waiting.email)
        text("span", ". It is valid for ten minutes.")
    if not has_mail_server:
        text("p", "This Chatapp has no mail server: whoever runs it finds the mail in the log.", "muted")
    with PostedForm("/signup/confirm", "Confirm") as form:
        form.hidden("handle", handle)
        form.hidden("next", next_page)
        form.field(CODE).props["inputmode"] = "numeric"
        form.submit()
    with PostedForm("/signup/resend", "Send another code") as again:
        again.hidden("handle", handle)
        again.hidden("next", next_page)
        with box("button quiet", "button", type="submit") as button:
            label = text("span", "")
    _cool_down(waiting.may_resend_at, button, label)
    auth_layout.footer_link("Nothing arrives, or a wrong address?", "Back to the form", "/signup", request)


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

    @routes.post("/signup")
    async def sign_up(request: Request, form: Annotated[SignUpForm, Form()]) -> Response:
        """Make an account, or mail the code that confirms its address."""
        return await submit(chat, request, form, may_be_first=False)

    @routes.post("/signup/confirm")
    async def confirm(request: Request, handle: Text = "", code: Text = "", next: Text = "") -> Response:  # noqa: A002
        """Make the account, if the code is right, and sign it in."""
        actor = await chat.sign_ups.confirm(_handle(handle), code, asker=client_address(request))
        return await auth_layout.sign_in(chat, request, actor.account_id, next)

    @routes.post("/signup/resend")
    async def resend(request: Request, handle: Text = "", next: Text = "") -> Response:  # noqa: A002
        """Mail another code, which replaces the one before."""
        waiting = await chat.sign_ups.resend(_handle(handle), asker=client_address(request))
        return auth_layout.redirect(
            "/signup/confirm", handle=str(waiting.handle), next=auth_layout.next_unless_home(next)
        )

    return routes
