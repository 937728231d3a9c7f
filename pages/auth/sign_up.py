"""Signing up: the form of a new account, which the first run shares. Codes: `pages.auth.sign_up_code`."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from nicegui import ui
from pydantic import BaseModel

from chatapp.accounts import SignUp
from chatapp.accounts.countries import NAMES
from chatapp.bootstrap import Chat
from chatapp.identity import Actor
from chatapp.web import urls
from chatapp.web.proxies import client_address
from pages.auth import auth_layout
from pages.components.elements import box, text
from pages.components.fields import Field
from pages.components.forms import PostedForm

USERNAME = Field("username", "Username", autocomplete="username", hint="Letters, digits, dots, dashes, underscores.")
EMAIL = Field("email", "E-mail", "email", "email")
PASSWORD = Field("password", "Password", "password", "new-password", hint="At least 8 characters, and hard to guess.")
FIRST_NAME = Field("first_name", "First name", autocomplete="given-name", is_required=False)
LAST_NAME = Field("last_name", "Last name", autocomplete="family-name", is_required=False)
COUNTRY = Field(
    "country", "Country", autocomplete="country", is_required=False, options=(("", "Prefer not to say"), *NAMES.items())
)


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

    @ui.page(urls.SIGN_UP, title="Sign up · Chatapp")
    def sign_up(request: Request) -> None:
        """Ask for a new account's details."""
        with auth_layout.card("Sign up"):
            if chat.sign_ups.is_closed:
                text("p", "Sign-up is closed. Ask an administrator for an account.", "muted")
            else:
                with PostedForm(urls.SIGN_UP, "Sign up") as form:
                    form.hidden("next", request.query_params.get("next", ""))
                    add_account_fields(form)
                    form.submit()
            auth_layout.footer_link("Have an account?", "Sign in", urls.LOGIN, request)

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
        urls.SIGN_UP_CONFIRM, handle=str(made.handle), next=auth_layout.next_unless_home(form.next)
    )


def _routes(chat: Chat) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post(urls.SIGN_UP)
    async def sign_up(request: Request, form: Annotated[SignUpForm, Form()]) -> Response:
        """Make an account, or mail the code that confirms its address."""
        return await submit(chat, request, form, may_be_first=False)

    return routes
