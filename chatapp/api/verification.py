"""REST: a forgotten password, and another e-mail address: both proven by mail."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from chatapp.api import limits
from chatapp.api.accounts import AccountOut, WaitingOut, account_out, waiting_out
from chatapp.api.bodies import RequestBody
from chatapp.api.dependencies import CurrentActor, CurrentChat
from chatapp.identity import Actor
from chatapp.web.proxies import client_address

router = APIRouter()


class ForgottenPassword(RequestBody):
    """Whose password to reset."""

    email: str = Field(json_schema_extra=limits.EMAIL, examples=["ada@example.org"])


class NewPassword(RequestBody):
    """The token from the link, and the new password."""

    token: str = Field(examples=["q3rX…"], description="The part after `token=` in the link.")
    password: str = Field(
        json_schema_extra=limits.NEW_PASSWORD,
        examples=["staple under the table"],
        description="8–1,024 characters, and hard to guess.",
    )


class EmailChange(RequestBody):
    """The new address, and proof that it's really you."""

    email: str = Field(json_schema_extra=limits.EMAIL, examples=["ada@new.example.org"])
    password: str = Field(examples=["correct horse battery"])


class EmailConfirmation(RequestBody):
    """The code e-mailed to the new address."""

    code: str = Field(examples=["314159"])


@router.post(
    "/password-resets",
    status_code=202,
    response_class=Response,
    tags=["accounts"],
    summary="Ask for a reset link",
)
async def ask_for_reset(request: Request, chat: CurrentChat, forgotten: ForgottenPassword) -> Response:
    """E-mail a link to choose a new password. The answer is the same for every address."""
    await chat.password_resets.request(forgotten.email, asker=client_address(request))
    return Response(status_code=202)


@router.post("/password-resets/completions", status_code=204, tags=["accounts"], summary="Choose a new password")
async def complete_reset(request: Request, chat: CurrentChat, new: NewPassword) -> Response:
    """Set a new password with the token from the e-mail. All browsers are signed out and all API tokens revoked."""
    await chat.password_resets.complete(new.token, new.password, asker=client_address(request))
    return Response(status_code=204)


@router.post(
    "/me/email",
    response_model=AccountOut,
    responses={202: {"model": WaitingOut, "description": "A code was e-mailed to the new address; confirm it"}},
    tags=["me"],
    summary="Change your e-mail address",
)
async def change_email(chat: CurrentChat, actor: CurrentActor, change: EmailChange) -> AccountOut | Response:
    """Change your address: right away (200), or with the code e-mailed there (202) if there is a mail server.

    The answer is then the same for an address that someone else has.
    """
    answer = await chat.email_changes.request(actor=actor, email=change.email, password=change.password)
    if isinstance(answer, Actor):
        return account_out(answer)
    return JSONResponse(waiting_out(answer).model_dump(mode="json"), 202)


@router.post("/me/email/confirmations", tags=["me"], summary="Confirm your new e-mail address")
async def confirm_email(chat: CurrentChat, actor: CurrentActor, confirmation: EmailConfirmation) -> AccountOut:
    """Change your address to the one the code was sent to. After five wrong codes, ask for another one."""
    return account_out(await chat.email_changes.confirm(actor=actor, code=confirmation.code))
