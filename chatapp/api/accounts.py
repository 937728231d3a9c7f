"""REST: accounts and tokens."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from chatapp.accounts import SignUp
from chatapp.api import limits
from chatapp.api.bodies import RequestBody, Uuid
from chatapp.api.dependencies import CurrentChat
from chatapp.authentication import Waiting
from chatapp.identity import Actor
from chatapp.web.first_run import may_set_up
from chatapp.web.proxies import client_address

router = APIRouter(tags=["accounts"])


class NewAccount(RequestBody):
    """What is needed to sign up."""

    username: str = Field(
        json_schema_extra=limits.USERNAME,
        examples=["ada"],
        description="2–32 letters, digits, dots, dashes, underscores.",
    )
    email: str = Field(json_schema_extra=limits.EMAIL, examples=["ada@example.org"])
    password: str = Field(
        json_schema_extra=limits.NEW_PASSWORD,
        examples=["correct horse battery"],
        description="8–1,024 characters, and hard to guess.",
    )
    first_name: str = Field(default="", json_schema_extra=limits.PERSON_NAME, examples=["Ada"])
    last_name: str = Field(default="", json_schema_extra=limits.PERSON_NAME, examples=["Lovelace"])
    country: str = Field(
        default="", json_schema_extra=limits.COUNTRY, examples=["GB"], description="ISO 3166-1 alpha-2, or empty."
    )
    setup_token: str = Field(default="", description="For the very first account: the token from the server's log.")


class AccountOut(BaseModel):
    """An account, as its owner sees it."""

    uuid: UUID
    username: str
    name: str
    email: str
    is_administrator: bool


class Credentials(RequestBody):
    """A login (username or e-mail address) and its password."""

    login: str = Field(examples=["ada"])
    password: str = Field(examples=["correct horse battery"])
    name: str = Field(
        default="",
        json_schema_extra=limits.TOKEN_NAME,
        examples=["Deploy bot"],
        description="A name for the token, up to 60 characters.",
    )


class TokenOut(BaseModel):
    """A bearer token. It is only shown once."""

    token: str
    expires_at: datetime


class WaitingOut(BaseModel):
    """Waiting for the e-mailed code. The answer is the same whether or not the address is known."""

    handle: UUID
    expires_at: datetime = Field(description="When the code expires.")
    may_resend_at: datetime = Field(description="When you can ask for another code.")


class SignUpUnderWay(RequestBody):
    """A sign-up waiting for its code."""

    handle: Uuid = Field(examples=["5f0c9b1e-0d0c-4b57-9a53-9f0c7a1d2b3c"])


class SignUpConfirmation(SignUpUnderWay):
    """The code from the e-mail."""

    code: str = Field(examples=["314159"])


def waiting_out(waiting: Waiting) -> WaitingOut:
    """Return what waits for a code, without the address: whoever asked knows it."""
    return WaitingOut(handle=waiting.handle, expires_at=waiting.expires_at, may_resend_at=waiting.may_resend_at)


def account_out(actor: Actor) -> AccountOut:
    """Return the account as its owner sees it."""
    return AccountOut(
        uuid=actor.uuid,
        username=actor.username,
        name=actor.name,
        email=actor.email,
        is_administrator=actor.is_administrator,
    )


@router.post(
    "/accounts",
    status_code=201,
    response_model=AccountOut,
    responses={202: {"model": WaitingOut, "description": "A code was e-mailed; confirm it"}},
    summary="Sign up",
)
async def sign_up(request: Request, chat: CurrentChat, new: NewAccount) -> AccountOut | Response:
    """Create an account. The first one becomes the administrator and needs the setup token from the log.

    Where e-mail addresses are verified, the answer is 202 with a handle, and a code is e-mailed: send both
    to `POST /accounts/confirmations`. The answer is the same for an address that already has an account.
    """
    form = SignUp(**new.model_dump(exclude={"setup_token"}))
    may_be_first = may_set_up(chat.setup_token, new.setup_token)
    made = await chat.sign_ups.submit(form, asker=client_address(request), may_be_first=may_be_first)
    return (
        account_out(made) if isinstance(made, Actor) else JSONResponse(waiting_out(made).model_dump(mode="json"), 202)
    )


@router.post("/accounts/confirmations", status_code=201, summary="Confirm a sign-up")
async def confirm(request: Request, chat: CurrentChat, confirmation: SignUpConfirmation) -> AccountOut:
    """Create the account with the code from the e-mail. After five wrong codes, ask for another one."""
    return account_out(
        await chat.sign_ups.confirm(confirmation.handle, confirmation.code, asker=client_address(request))
    )


@router.post("/accounts/resends", status_code=202, summary="Ask for another code")
async def resend(request: Request, chat: CurrentChat, under_way: SignUpUnderWay) -> WaitingOut:
    """E-mail another code for the same handle, at most one a minute. The previous code stops working."""
    return waiting_out(await chat.sign_ups.resend(under_way.handle, asker=client_address(request)))


@router.post("/tokens", status_code=201, summary="Ask for a token")
async def issue_token(request: Request, chat: CurrentChat, credentials: Credentials) -> TokenOut:
    """Exchange a login and a password for a bearer token."""
    signed_in = await chat.sessions.issue_token(
        credentials.login, credentials.password, name=credentials.name, address=client_address(request)
    )
    return TokenOut(token=signed_in.token, expires_at=signed_in.expires_at)
