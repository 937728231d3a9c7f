"""REST: threads. A thread is a room, so what is in it is asked for as in any room."""

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from chatapp import threads
from chatapp.api.answers import as_json
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathNumber, PathUuid

router = APIRouter(tags=["threads"])


class BegunThreadOut(BaseModel):
    """A message's thread."""

    room_uuid: UUID = Field(description="Post to it, and read it, as any room.")


@router.post(
    "/rooms/{room_uuid}/messages/{number}/thread",
    status_code=201,
    response_model=BegunThreadOut,
    summary="Begin a thread",
    responses={200: {"model": BegunThreadOut, "description": "The message has a thread already"}},
)
async def begin(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, number: PathNumber) -> Response:
    """Return the thread of a message; make it the first time. Its members are those of the room."""
    async with chat.changing(actor) as work:
        begun = await threads.begin(work, actor=actor, room_uuid=room_uuid, number=number)
    return as_json(BegunThreadOut(room_uuid=begun.room_uuid), 201 if begun.is_new else 200)
