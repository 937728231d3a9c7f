"""REST: your own account. The profile, the picture, the password, where you are signed in, and deleting it."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from chatapp.accounts import avatars, preferences, profiles
from chatapp.accounts.countries import NAMES
from chatapp.api import limits
from chatapp.api.bodies import AS_TEXT, RequestBody
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathNumber, StreamActor, chat_of, whole_body
from chatapp.api.statuses import StatusOut
from chatapp.authentication import Known, devices
from chatapp.bootstrap import Chat
from chatapp.identity import Actor
from chatapp.web import urls
from models import Clock, Density, Theme

router = APIRouter(prefix="/me", tags=["me"])

END_OF_TIME = datetime.max.replace(tzinfo=UTC)
PREFERENCES = {"theme", "density", "clock", "time_zone", "shares_typing", "shares_reading"}
EXAMPLE_AVATAR = urls.api_avatar(UUID("5f0c9b1e-0d0c-4b57-9a53-9f0c7a1d2b3c"))
PICTURE = {
    "requestBody": {
        "required": True,
        "content": {
            media_type: {"schema": {"type": "string", "format": "binary"}}
            for media_type in ("image/png", "image/jpeg", "image/webp", "image/gif")
        },
    }
}


class MeOut(BaseModel):
    """An account, as its owner sees it. ``avatar``: the path of the picture, or null."""

    uuid: UUID
    username: str = Field(examples=["ada"])
    name: str = Field(examples=["Ada Lovelace"], description="What others see: first and last name, or the username.")
    email: str = Field(examples=["ada@example.org"])
    first_name: str = Field(examples=["Ada"])
    last_name: str = Field(examples=["Lovelace"])
    country: str = Field(examples=["GB"], description="ISO 3166-1 alpha-2, or empty.")
    country_name: str = Field(examples=["United Kingdom"])
    bio: str = Field(examples=["Notes on the analytical engine."])
    avatar: str | None = Field(examples=[EXAMPLE_AVATAR])
    is_administrator: bool
    created_at: datetime
    theme: Theme = Field(examples=["system"])
    density: Density = Field(examples=["comfortable"])
    clock: Clock = Field(examples=["24"], description="12 or 24 hours, or as the browser's language has it.")
    time_zone: str = Field(examples=["Europe/Berlin"], description="As a browser told it last, or empty.")
    shares_typing: bool = Field(description="Whether others see when you're typing.")
    shares_reading: bool = Field(
        description="Whether others see what you've read; without it you don't see what others have."
    )
    status: StatusOut | None


class ProfileChanges(RequestBody):
    """What to change. Fields you leave out stay as they are."""

    username: str | None = Field(default=None, json_schema_extra=limits.USERNAME, examples=["ada"])
    first_name: str | None = Field(
        default=None, json_schema_extra=limits.PERSON_NAME, examples=["Ada"], description="At most 60 characters."
    )
    last_name: str | None = Field(
        default=None, json_schema_extra=limits.PERSON_NAME, examples=["Lovelace"], description="At most 60 characters."
    )
    country: str | None = Field(
        default=None, json_schema_extra=limits.COUNTRY, examples=["GB"], description="ISO 3166-1 alpha-2, or empty."
    )
    bio: str | None = Field(
        default=None,
        json_schema_extra=limits.BIO,
        examples=["Notes on the analytical engine."],
        description="At most 500 characters.",
    )
    theme: Annotated[Theme, AS_TEXT] | None = None
    density: Annotated[Density, AS_TEXT] | None = None
    clock: Annotated[Clock, AS_TEXT] | None = Field(
        default=None, description="12 or 24 hours, or as the browser's language has it."
    )
    time_zone: str | None = Field(
        default=None, examples=["Europe/Berlin"], description="An IANA name; browsers tell it whenever a page opens."
    )
    shares_typing: bool | None = Field(default=None, description="Whether others see when you're typing.")
    shares_reading: bool | None = Field(
        default=None, description="Whether others see what you've read; without it you don't see what others have."
    )


class PasswordChange(RequestBody):
    """The current password and the new one."""

    current_password: str = Field(examples=["correct horse battery"])
    new_password: str = Field(
        json_schema_extra=limits.NEW_PASSWORD,
        examples=["staple under the table"],
        description="8–1,024 characters, and hard to guess.",
    )


class Confirmation(RequestBody):
    """Proof that it's really you."""

    password: str = Field(examples=["correct horse battery"])


class DeviceOut(BaseModel):
    """A signed-in browser."""

    id: int
    name: str = Field(examples=["Firefox on Linux"])
    address: str = Field(examples=["192.0.2.7"])
    created_at: datetime
    last_seen_at: datetime


class OwnTokenOut(BaseModel):
    """One of your API tokens, without its secret."""

    id: int
    name: str = Field(examples=["Deploy bot"])
    created_at: datetime
    expires_at: datetime


def avatar_path(account_uuid: UUID, digest: str) -> str | None:
    """Return where a program finds a person's picture, or None if there is none."""
    return urls.api_avatar(account_uuid) if digest else None


@router.get("", summary="Who am I", response_model=MeOut)
async def me(request: Request, actor: CurrentActor) -> Response:
    """Return the account the token belongs to."""
    chat = chat_of(request)

    async def read() -> Known:
        own = await _me(chat, actor)
        ends = own.status.until if own.status else None
        return Known(own.model_dump_json().encode(), ends or END_OF_TIME)

    content: bytes = await chat.known_accounts.get(actor.account_id, MeOut, read)
    return Response(content, media_type="application/json")


@router.patch("", summary="Edit your profile and preferences")
async def edit(chat: CurrentChat, actor: CurrentActor, changes: ProfileChanges) -> MeOut:
    """Change what your profile says and how your pages look."""
    async with chat.changing(actor) as work:
        if seen := changes.model_dump(exclude=PREFERENCES, exclude_none=True):
            await profiles.edit(work, actor=actor, changes=profiles.ProfileEdit(**seen))
        wanted = preferences.Preferences(**changes.model_dump(include=PREFERENCES))
        await preferences.edit(work, actor=actor, changes=wanted)
    return await _me(chat, actor)


@router.delete("", status_code=204, summary="Delete your account")
async def delete(chat: CurrentChat, actor: CurrentActor, confirmation: Confirmation) -> Response:
    """Delete your account permanently. Your messages stay, under "Deleted user"; rooms you own go to others."""
    await chat.own_account.delete(actor=actor, password=confirmation.password)
    return Response(status_code=204)


@router.put("/password", status_code=204, summary="Change your password")
async def change_password(chat: CurrentChat, actor: CurrentActor, change: PasswordChange) -> Response:
    """Change your password. All browsers are signed out and all tokens revoked, including this one."""
    await chat.own_account.change_password(actor=actor, current=change.current_password, new=change.new_password)
    return Response(status_code=204)


@router.put("/avatar", summary="Set your picture", openapi_extra=PICTURE)
async def put_avatar(request: Request, chat: CurrentChat, actor: StreamActor) -> MeOut:
    """Send a PNG, JPEG, WebP or GIF as the body, up to 5 MB. It is cropped to a square of 256 pixels."""
    async with whole_body(request, actor) as content:
        await chat.avatars.put(actor=actor, content=content)
    return await _me(chat, actor)


@router.delete("/avatar", status_code=204, summary="Remove your picture")
async def remove_avatar(chat: CurrentChat, actor: CurrentActor) -> Response:
    """Remove your picture and show your initials instead."""
    async with chat.changing(actor) as work:
        await avatars.remove(work, actor=actor)
    return Response(status_code=204)


@router.get("/devices", summary="Where you're signed in")
async def list_devices(chat: CurrentChat, actor: CurrentActor) -> list[DeviceOut]:
    """List the browsers where you're signed in, last used first, up to 100."""
    async with chat.reading() as session:
        found = await devices.devices(session, actor=actor)
    return [DeviceOut.model_validate(device, from_attributes=True) for device in found]


@router.delete("/devices/{device_id}", status_code=204, summary="Sign one browser out")
async def sign_device_out(chat: CurrentChat, actor: CurrentActor, device_id: PathNumber) -> Response:
    """Sign one of your browsers out."""
    async with chat.changing(actor) as work:
        await devices.sign_out(work, actor=actor, device_id=device_id)
    return Response(status_code=204)


@router.delete("/devices", status_code=204, summary="Sign out everywhere")
async def sign_out_everywhere(chat: CurrentChat, actor: CurrentActor) -> Response:
    """Sign out of every browser and revoke every token, including this one."""
    async with chat.changing(actor) as work:
        await devices.sign_out_everywhere(work, actor=actor)
    return Response(status_code=204)


@router.get("/tokens", summary="Your API tokens")
async def list_tokens(chat: CurrentChat, actor: CurrentActor) -> list[OwnTokenOut]:
    """List your tokens, newest first, up to 100, without their secrets."""
    async with chat.reading() as session:
        found = await devices.tokens(session, actor=actor)
    return [OwnTokenOut.model_validate(token, from_attributes=True) for token in found]


@router.delete("/tokens/{token_id}", status_code=204, summary="Revoke a token")
async def revoke_token(chat: CurrentChat, actor: CurrentActor, token_id: PathNumber) -> Response:
    """Revoke a token. Programs that use it will stop working."""
    async with chat.changing(actor) as work:
        await devices.revoke_token(work, actor=actor, token_id=token_id)
    return Response(status_code=204)


async def _me(chat: Chat, actor: Actor) -> MeOut:
    own = await chat.read(profiles.own, actor=actor)
    return MeOut(
        uuid=own.uuid,
        username=own.username,
        name=own.name,
        email=own.email,
        first_name=own.first_name,
        last_name=own.last_name,
        country=own.country,
        country_name=NAMES.get(own.country, ""),
        bio=own.bio,
        avatar=avatar_path(own.uuid, own.avatar),
        is_administrator=own.is_administrator,
        created_at=own.created_at,
        theme=own.theme,
        density=own.density,
        clock=own.clock,
        time_zone=own.time_zone,
        shares_typing=own.shares_typing,
        shares_reading=own.shares_reading,
        status=StatusOut.of(own.status),
    )
