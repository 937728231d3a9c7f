"""REST: the bots that answer in this workspace, and what they can be asked."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from chatapp.api.dependencies import CurrentActor, CurrentChat
from chatapp.bots.listing import listing

router = APIRouter(prefix="/bots", tags=["bots"])


class CommandOut(BaseModel):
    """A command. ``usage``: how it is written."""

    name: str = Field(examples=["deploy"])
    usage: str = Field(examples=["/deploy service [staging|prod]"])
    about: str = Field(examples=["Bring a service out."])


class BotOut(BaseModel):
    """A bot: its username, what it does, and its commands."""

    name: str = Field(examples=["deploy"])
    about: str
    commands: list[CommandOut]


class BotsOut(BaseModel):
    """The bots by name; none if bots are switched off."""

    bots: list[BotOut]


@router.get("", summary="Bots")
async def all_bots(chat: CurrentChat, actor: CurrentActor) -> BotsOut:
    """Return the bots and their commands. A bot answers in the rooms that it is a member of."""
    return BotsOut.model_validate({"bots": listing(chat.bots)}, from_attributes=True)
