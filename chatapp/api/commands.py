"""REST: commands, for programs in which people type. What a program posts as a message is text, however it begins."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from chatapp import messages
from chatapp.api import limits
from chatapp.api.bodies import RequestBody
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathUuid
from chatapp.api.message_out import MessageOut, message_out
from chatapp.api.new_message import MESSAGE_ID
from chatapp.slash_commands import Entry

router = APIRouter(prefix="/rooms/{room_uuid}/commands", tags=["bots"])


class ParameterOut(BaseModel):
    """What follows a command's name. ``choices``: the words it may be; empty if it may be any."""

    name: str = Field(examples=["env"])
    choices: list[str] = Field(examples=[["staging", "prod"]])
    is_required: bool


class RoomCommandOut(BaseModel):
    """A command that works in a room. ``bot``: the username of the bot that answers it; null for Chatapp's own."""

    name: str = Field(examples=["deploy"])
    usage: str = Field(examples=["/deploy service [staging|prod]"])
    about: str = Field(examples=["Bring a service out."])
    bot: str | None = Field(examples=["deploy"])
    parameters: list[ParameterOut]


class RoomCommandsOut(BaseModel):
    """The commands that work in a room: Chatapp's own first, each by name."""

    commands: list[RoomCommandOut]


class NewCommand(RequestBody):
    """A command as it was typed. ``client_message_id``: of the message that may come of it."""

    text: str = Field(json_schema_extra=limits.BODY, examples=["/topic Releases and what comes after"])
    client_message_id: str = MESSAGE_ID


class CommandAnswerOut(BaseModel):
    """What came of a command: a message in the room, or an answer (Markdown) for who asked alone."""

    message: MessageOut | None
    answer: str = Field(examples=["Changed this room's description."])


@router.get("", summary="Commands of a room")
async def listing(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid) -> RoomCommandsOut:
    """Return the commands that work in a room, as you may use them."""
    found = await chat.commands.entries(actor=actor, room_uuid=room_uuid)
    return RoomCommandsOut(commands=list(map(_out, found)))


@router.post("", summary="Run a command")
async def run(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, new: NewCommand) -> CommandAnswerOut:
    """Do what a command asks for. A bot's command is posted as a message, which the bot answers with another."""
    outcome = await chat.commands.run(actor=actor, room_uuid=room_uuid, text=new.text)
    if outcome.body is None:
        return CommandAnswerOut(message=None, answer=outcome.answer)
    posted = await messages.post(
        chat.post_queue,
        actor=actor,
        room_uuid=room_uuid,
        body=outcome.body,
        client_message_id=new.client_message_id,
    )
    return CommandAnswerOut(message=message_out(posted.message), answer="")


def _out(entry: Entry) -> RoomCommandOut:
    parameters = [
        ParameterOut(name=one.name, choices=list(one.words), is_required=one.is_required)
        for one in entry.signature.parameters
    ]
    return RoomCommandOut(
        name=entry.name, usage=entry.usage, about=entry.about, bot=entry.by or None, parameters=parameters
    )
