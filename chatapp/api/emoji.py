"""REST: custom emoji: listing them, their pictures, adding and deleting."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from chatapp import custom_emoji
from chatapp.api.dependencies import CurrentActor, CurrentChat, StreamActor, whole_body
from chatapp.custom_emoji import AT_MOST, MEDIA_TYPE, EmojiView
from chatapp.web import urls

router = APIRouter(prefix="/emoji", tags=["emoji"])

PICTURE = {
    "requestBody": {
        "required": True,
        "content": {
            media_type: {"schema": {"type": "string", "format": "binary"}}
            for media_type in ("image/png", "image/gif", "image/webp")
        },
    }
}


class EmojiOut(BaseModel):
    """A custom emoji. Messages and reactions name it between colons: `:party:`."""

    name: str = Field(examples=["party"])
    picture: str = Field(examples=[urls.api_emoji_picture("party")], description="The path of the picture, a WebP.")
    is_moving: bool = Field(description="Whether the picture is animated.")
    created_by: UUID = Field(description="Who added it.")
    created_by_name: str = Field(examples=["Ada Lovelace"])
    created_at: datetime


class EmojisOut(BaseModel):
    """All custom emoji, by name."""

    emoji: list[EmojiOut] = Field(description=f"Up to {AT_MOST}.")


@router.get("", summary="Custom emoji")
async def listing(chat: CurrentChat, actor: CurrentActor) -> EmojisOut:
    """List the emoji that people have added."""
    async with chat.reading() as session:
        found = await custom_emoji.listing(session, actor=actor)
    return EmojisOut(emoji=[_out(one) for one in found])


@router.post("", status_code=201, summary="Add an emoji", openapi_extra=PICTURE)
async def add(request: Request, chat: CurrentChat, actor: StreamActor, name: str = "") -> EmojiOut:
    """Send a PNG, GIF or WebP as the body, up to 256 KB and 200 frames, and the name in the query.

    The picture is drawn within 128 × 128 pixels. Names have 2 to 32 letters a–z, digits, - and _, and begin with a
    letter; a standard emoji's name isn't one. Administrators may add emoji, members if the workspace lets them.
    """
    async with whole_body(request, actor) as content:
        stored = await chat.custom_emojis.add(actor=actor, name=name, content=content)
    async with chat.reading() as session:
        found = await custom_emoji.listing(session, actor=actor)
    return next(_out(one) for one in found if one.name == stored)


@router.get(
    "/{name}/picture",
    summary="An emoji's picture",
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPE: {}}, "description": "Up to 128 × 128 pixels"}},
)
async def picture(chat: CurrentChat, actor: CurrentActor, name: str) -> Response:
    """Return the picture as WebP."""
    async with chat.reading() as session:
        content = await custom_emoji.picture_named(session, actor=actor, name=name)
    return Response(content, media_type=MEDIA_TYPE, headers={"Cache-Control": "private, no-cache"})


@router.delete("/{name}", status_code=204, summary="Delete an emoji", response_class=Response)
async def delete(chat: CurrentChat, actor: CurrentActor, name: str) -> None:
    """Delete an emoji. Where it is used its name is shown. Whoever added it and administrators may."""
    async with chat.changing(actor) as work:
        await custom_emoji.delete(work, actor=actor, name=name)


def _out(one: EmojiView) -> EmojiOut:
    return EmojiOut(
        name=one.name,
        picture=urls.api_emoji_picture(one.name),
        is_moving=one.is_moving,
        created_by=one.creator_uuid,
        created_by_name=one.creator,
        created_at=one.created_at,
    )
