"""REST: reacting to messages."""

from typing import Annotated

from fastapi import APIRouter, Path

from chatapp import messages
from chatapp.api import limits
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathNumber, PathUuid
from chatapp.api.message_out import MessageOut, message_out

router = APIRouter(prefix="/rooms/{room_uuid}", tags=["messages"])

Emoji = Annotated[
    str,
    Path(
        examples=["👍"], description="One emoji, with or without variation selectors.", json_schema_extra=limits.EMOJI
    ),
]


@router.put("/messages/{number}/reactions/{emoji}", summary="React")
async def react(
    chat: CurrentChat,
    actor: CurrentActor,
    room_uuid: PathUuid,
    number: PathNumber,
    emoji: Emoji,
) -> MessageOut:
    """React to a message with an emoji. The same again changes nothing."""
    await chat.reaction_limit.count(actor)
    async with chat.transaction() as work:
        view = await messages.react(work, actor=actor, room_uuid=room_uuid, number=number, emoji=emoji)
    return message_out(view)


@router.delete("/messages/{number}/reactions/{emoji}", summary="Remove a reaction")
async def take_back(
    chat: CurrentChat,
    actor: CurrentActor,
    room_uuid: PathUuid,
    number: PathNumber,
    emoji: Emoji,
) -> MessageOut:
    """Remove your reaction from a message. Removing it twice is no error."""
    await chat.reaction_limit.count(actor)
    async with chat.transaction() as work:
        view = await messages.unreact(work, actor=actor, room_uuid=room_uuid, number=number, emoji=emoji)
    return message_out(view)
