"""The ways in and out: first run, sign up, sign in, sign out. The browser posts these forms, so cookies can be set."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from nicegui import ui
from pydantic import BaseModel

from chatapp.accounts import SignUp
from chatapp.api.dependencies import address_of
from chatapp.api.problems import problem
from chatapp.bootstrap import Chat
from chatapp.errors import ChatError
from chatapp.first_run import is_local, may_set_up
from pages import layout
from pages.elements import box, icon, text
from pages.forms import Field, PostedForm
from pages.session import COOKIE, safe_next, set_cookie

USERNAME = Field("username", "Username", autocomplete="username", hint="Letters, digits, dots, dashes, underscores.")
EMAIL = Field("email", "E-mail", "email", "email")
NEW_PASSWORD = Field(
    "password", "Password", "password", "new-password", hint="At least 8 characters, not easily guessed."
)
PASSWORD = Field("password", "Password", "password", "current-password")
LOGIN = Field("login", "Username or e-mail", autocomplete="username")
FIRST_NAME = Field("first_name", "First name", autocomplete="given-name", is_required=False)
LAST_NAME = Field("last_name", "Last name", autocomplete="family-name", is_required=False)

Text = Annotated[str, Form()]


class SignUpForm(BaseModel):
    """What the forms of `/signup` and `/setup` send; what is missing is told beside its field like what is wrong."""

    username: str = ""
    email: str = ""
    password: str = ""
    first_name: str = ""
    last_name: str = ""
    setup_token: str = ""
    next: str = ""


def register(chat: Chat) -> APIRouter:
    """Register the pages; return the routes their forms are sent to."""

    @ui.page("/login", title="Sign in · Chatapp")
    def login(request: Request) -> None:
        with _card("Sign in"):
            with PostedForm("/login", "Sign in") as form:
                form.hidden("next", request.query_params.get("next", ""))
                form.field(LOGIN)
                form.field(PASSWORD)
                form.submit()
            if chat.accounts.is_open:
                _foot("New here?", "Sign up", "/signup", request)

    @ui.page("/signup", title="Sign up · Chatapp")
    def signup(request: Request) -> None:
        with _card("Sign up"):
            if chat.accounts.is_open:
                with PostedForm("/signup", "Sign up") as form:
                    form.hidden("next", request.query_params.get("next", ""))
                    _person(form)
                    form.submit()
            else:
                text("p", "Signing up is closed here. Ask an administrator for an account.", "muted")
            _foot("Have an account?", "Sign in", "/login", request)

    @ui.page("/setup", title="Set up · Chatapp")
    def setup(request: Request) -> None:
        with _card("Welcome to Chatapp", "Make the first account. It becomes the administrator."):
            with PostedForm("/setup", "Sign up") as form:
                if is_local(request):
                    form.hidden("setup_token", "")
                else:
                    given = request.query_params.get("token", "")
                    form.field(Field("setup_token", "Setup token", hint="It stands in the server's log.", value=given))
                _person(form)
                form.submit()

    return _routes(chat)


def _routes(chat: Chat) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post("/login")
    async def sign_in(request: Request, login: Text = "", password: Text = "", next: Text = "") -> Response:  # noqa: A002
        return await _signed_in(chat, request, login, password, safe_next(next))

    @routes.post("/signup")
    async def sign_up(request: Request, form: Annotated[SignUpForm, Form()]) -> Response:
        return await _signed_up(chat, request, form, may_be_first=False)

    @routes.post("/setup")
    async def set_up(request: Request, form: Annotated[SignUpForm, Form()]) -> Response:
        return await _signed_up(
            chat, request, form, may_be_first=may_set_up(chat.setup_token, form.setup_token, request)
        )

    @routes.post("/logout")
    async def sign_out(request: Request) -> Response:
        await chat.sessions.sign_out(request.cookies.get(COOKIE, ""))
        response = RedirectResponse("/login", 303)
        response.delete_cookie(COOKIE, path="/")
        return response

    return routes


async def _signed_up(chat: Chat, request: Request, form: SignUpForm, *, may_be_first: bool) -> Response:
    new = SignUp(form.username, form.email, form.password, form.first_name, form.last_name)
    try:
        await chat.accounts.sign_up(new, address=address_of(request), may_be_first=may_be_first)
    except ChatError as error:
        return problem(error)
    return await _signed_in(chat, request, form.username, form.password, safe_next(form.next))


async def _signed_in(chat: Chat, request: Request, login: str, password: str, next_page: str) -> Response:
    device = request.headers.get("user-agent", "")
    try:
        signed_in = await chat.sessions.sign_in(login, password, device=device, address=address_of(request))
        await chat.sessions.sign_out(request.cookies.get(COOKIE, ""))  # the browser's former session ends here
    except ChatError as error:
        return problem(error)
    response = JSONResponse({"location": next_page})
    set_cookie(response, request, signed_in.token, chat.settings.session_days)
    return response


def _card(title: str, about: str = "") -> ui.element:
    layout.prepare_page()
    with box("gate"):
        card = box("gate-card")
    with card:
        with box("gate-brand"):
            with box("brand-mark"):
                icon("chat")
            text("span", "Chatapp")
        text("h1", title)
        if about:
            text("p", about, "muted")
    return card


def _person(form: PostedForm) -> None:
    form.field(USERNAME)
    form.field(EMAIL)
    form.field(NEW_PASSWORD)
    with box("pair"):
        form.field(FIRST_NAME)
        form.field(LAST_NAME)


def _foot(question: str, label: str, path: str, request: Request) -> None:
    with box("gate-foot", "p"):
        text("span", f"{question} ")
        query = f"?{request.url.query}" if request.url.query else ""
        text("a", label).props["href"] = path + query
