"""REST: accounts and tokens."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from chatapp.accounts import Actor, SignUp
from chatapp.api.dependencies import CurrentChat, address_of
from chatapp.first_run import may_set_up

router = APIRouter(tags=["accounts"])


class NewAccount(BaseModel):
    """What is needed to sign up."""

    username: str = Field(examples=["ada"], description="2–32 letters, digits, dots, dashes, underscores.")
    email: str = Field(examples=["ada@example.org"])
    password: str = Field(examples=["correct horse battery"], description="8–1,024 characters, not easily guessed.")
    first_name: str = Field(default="", examples=["Ada"])
    last_name: str = Field(default="", examples=["Lovelace"])
    setup_token: str = Field(default="", description="For the very first account: the token from the server's log.")


class AccountOut(BaseModel):
    """An account, as its owner sees it."""

    uuid: UUID
    username: str
    name: str
    email: str
    is_administrator: bool


class Credentials(BaseModel):
    """A login (username or e-mail address) and its password."""

    login: str = Field(examples=["ada"])
    password: str = Field(examples=["correct horse battery"])
    name: str = Field(
        default="", examples=["Deploy bot"], description="What you call the token; at most 60 characters."
    )


class TokenOut(BaseModel):
    """A bearer token. It is shown this once."""

    token: str
    expires_at: datetime


def account_out(actor: Actor) -> AccountOut:
    """Return the account as its owner sees it."""
    return AccountOut(
        uuid=actor.uuid,
        username=actor.username,
        name=actor.name,
        email=actor.email,
        is_administrator=actor.is_administrator,
    )


@router.post("/accounts", status_code=201, summary="Sign up")
async def sign_up(request: Request, chat: CurrentChat, new: NewAccount) -> AccountOut:
    """Make an account. The first one becomes the administrator: from the machine itself, or with the setup token."""
    form = SignUp(**new.model_dump(exclude={"setup_token"}))
    may_be_first = may_set_up(chat.setup_token, new.setup_token, request)
    return account_out(await chat.accounts.sign_up(form, address=address_of(request), may_be_first=may_be_first))


@router.post("/tokens", status_code=201, summary="Ask for a token")
async def issue_token(request: Request, chat: CurrentChat, credentials: Credentials) -> TokenOut:
    """Exchange a login and a password for a bearer token."""
    signed_in = await chat.sessions.issue_token(
        credentials.login, credentials.password, name=credentials.name, address=address_of(request)
    )
    return TokenOut(token=signed_in.token, expires_at=signed_in.expires_at)
