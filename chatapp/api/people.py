"""REST: other people, as everybody signed in may see them."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from chatapp.accounts import avatars, profiles
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathUuid
from chatapp.api.me import EXAMPLE_AVATAR, avatar_path
from chatapp.api.statuses import StatusOut
from chatapp.presence import PresenceState

router = APIRouter(prefix="/people", tags=["people"])


class PersonCardOut(BaseModel):
    """A person, never with the e-mail address. ``avatar``: the path of the picture, or null."""

    uuid: UUID
    username: str = Field(examples=["ada"])
    name: str = Field(examples=["Ada Lovelace"])
    country: str = Field(examples=["United Kingdom"], description="The country's name, or empty.")
    bio: str = Field(examples=["Notes on the analytical engine."])
    avatar: str | None = Field(examples=[EXAMPLE_AVATAR])
    time_zone: str = Field(examples=["Europe/Berlin"], description="Where they were last, or empty.")
    joined_at: datetime
    is_bot: bool = Field(description="A program speaks under this name.")
    status: StatusOut | None
    presence: PresenceState = Field(examples=["online"], description="Whether they have a page open and are active.")


@router.get("/{account_uuid}", summary="One person")
async def person(chat: CurrentChat, actor: CurrentActor, account_uuid: PathUuid) -> PersonCardOut:
    """Return what everyone can see of a person; 404 for deleted and deactivated people."""
    async with chat.reading() as session:
        card = await profiles.person(session, actor=actor, account_uuid=account_uuid)
    return PersonCardOut(
        uuid=card.uuid,
        username=card.username,
        name=card.name,
        country=card.country,
        bio=card.bio,
        avatar=avatar_path(card.uuid, card.avatar),
        time_zone=card.time_zone,
        joined_at=card.joined_at,
        is_bot=card.is_bot,
        status=StatusOut.of(card.status),
        presence=chat.presence.state_of(card.uuid),
    )


@router.get(
    "/{account_uuid}/avatar",
    summary="A person's picture",
    response_class=Response,
    responses={200: {"content": {avatars.MEDIA_TYPE: {}}, "description": "256 × 256 pixels"}},
)
async def avatar(chat: CurrentChat, actor: CurrentActor, account_uuid: PathUuid) -> Response:
    """Return a person's picture as WebP; 404 if there is none."""
    async with chat.reading() as session:
        content = await avatars.read(session, actor=actor, account_uuid=account_uuid)
    return Response(content, media_type=avatars.MEDIA_TYPE, headers={"Cache-Control": "private, no-cache"})
