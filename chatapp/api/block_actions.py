"""REST: pressing what a message's blocks offer, and reading what was pressed."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from chatapp import messages
from chatapp.api import limits
from chatapp.api.bodies import RequestBody
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathNumber, PathUuid
from chatapp.api.json_response import as_json
from chatapp.messages.blocks import FORM_FIELDS
from chatapp.web.parameters import LARGEST

router = APIRouter(prefix="/rooms/{room_uuid}", tags=["messages"])

ActionId = Annotated[str, Path(examples=["approve"], description="The `id` of a button, a choice or a form.")]


class NewPress(RequestBody):
    """A press of a button, a choice or a form. Repeating a ``press_id`` is safe: it is one press."""

    press_id: str = Field(
        json_schema_extra=limits.CLIENT_MESSAGE_ID,
        examples=["7d0e4d3a-9f63-4e0d-8b2f-5e0d2f1f3c55"],
        description="A UUID works best.",
    )
    values: dict[str, str] = Field(
        default={},
        max_length=FORM_FIELDS,
        examples=[{"value": "prod"}],
        description="For a choice, `value`; for a form, what is filled in by the names of its fields.",
    )


class PressOut(BaseModel):
    """A press that is stored."""

    id: int
    action: str = Field(examples=["approve"])
    values: dict[str, str]
    account_uuid: UUID
    username: str
    name: str
    pressed_at: datetime


class PressesOut(BaseModel):
    """Who has pressed what, oldest first: at most 200. Ask again with ``after`` the last one's id."""

    presses: list[PressOut]


@router.post(
    "/messages/{number}/actions/{action}",
    status_code=201,
    response_model=PressOut,
    summary="Press",
    responses={200: {"model": PressOut, "description": "A retry: the press that is already stored"}},
)
async def press(
    chat: CurrentChat,
    actor: CurrentActor,
    room_uuid: PathUuid,
    number: PathNumber,
    action: ActionId,
    new: NewPress,
) -> Response:
    """Press a button of a message, choose from its choice, or send its form.

    The program that posted the message hears of it once, and answers by editing the message or by posting.
    """
    async with chat.changing(actor) as work:
        pressed = await messages.press(
            work,
            actor=actor,
            room_uuid=room_uuid,
            number=number,
            action=action,
            press_id=new.press_id,
            values=new.values,
        )
    return as_json(PressOut.model_validate(pressed, from_attributes=True), 201 if pressed.is_new else 200)


@router.get("/messages/{number}/actions", summary="What was pressed")
async def presses(
    chat: CurrentChat,
    actor: CurrentActor,
    room_uuid: PathUuid,
    number: PathNumber,
    after: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
) -> PressesOut:
    """Return what was pressed of your own message: for programs that ask, and don't run inside Chatapp."""
    async with chat.reading() as session:
        found = await messages.presses(session, actor=actor, room_uuid=room_uuid, number=number, after=after)
    return PressesOut.model_validate({"presses": found}, from_attributes=True)
