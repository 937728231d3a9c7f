"""REST: what you want to be reminded of."""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from chatapp import reminders
from chatapp.api.bodies import RequestBody, Uuid
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathUuid
from chatapp.api.scheduled import AT, WHEN, ZONE
from chatapp.reminders import REMINDER_LENGTH, ReminderView, Repeats
from chatapp.web.parameters import LARGEST

router = APIRouter(prefix="/me/reminders", tags=["reminders"])

Often = Literal["never", "daily", "weekdays", "weekly"]
YEAR: Final = 366 * 24 * 60 * 60  # seconds


class ReminderOut(BaseModel):
    """A reminder of yours: a text, or a message.

    ``room_uuid`` and ``words`` are the message's; null and empty if you can't read it any more.
    """

    uuid: UUID
    text: str = Field(examples=["Water the plants"])
    room_uuid: UUID | None
    number: int | None = Field(examples=[57])
    words: str = Field(examples=["Shall we deploy?"], description="How the message begins.")
    at: str = Field(examples=["2026-12-01T09:00"], description="On the clocks of the time zone.")
    time_zone: str = Field(examples=["Europe/Berlin"])
    due_at: datetime = Field(description="The moment you're reminded next, or were.")
    repeats: Often
    told_at: datetime | None = Field(description="When you were reminded, until you delete it; null: it's to come.")


class NewReminder(RequestBody):
    """What to be reminded of, and when: `text`, or `room_uuid` and `number`; `at`, or `in_seconds`."""

    text: str = Field(default="", max_length=4 * REMINDER_LENGTH, examples=["Water the plants"])
    room_uuid: Uuid | None = None
    number: int | None = Field(default=None, ge=1, le=LARGEST)
    at: str | None = Field(default=None, json_schema_extra=AT, examples=["2026-12-01T09:00"], description=WHEN)
    in_seconds: int | None = Field(default=None, ge=1, le=YEAR, examples=[3600])
    repeats: Often = Field(default="never", description="Weekdays are Monday to Friday.")
    time_zone: str = Field(default="", max_length=64, examples=["Europe/Berlin"], description=ZONE)


@router.get("", summary="Your reminders")
async def list_reminders(chat: CurrentChat, actor: CurrentActor) -> list[ReminderOut]:
    """List your reminders, up to 100: those you were reminded of and haven't deleted, then the next first."""
    async with chat.reading() as session:
        return [_out(one) for one in await reminders.all_reminders(session, actor=actor)]


@router.post("", status_code=201, summary="Set a reminder")
async def remind(chat: CurrentChat, actor: CurrentActor, new: NewReminder) -> ReminderOut:
    """Be reminded later, once or again and again. No one else knows of it."""
    async with chat.changing(actor) as work:
        made = await reminders.remind(
            work,
            actor=actor,
            now=chat.now(),
            words=new.text,
            room_uuid=new.room_uuid,
            number=new.number,
            at=new.at or "",
            in_seconds=new.in_seconds,
            repeats=Repeats(new.repeats),
            time_zone=new.time_zone,
        )
    return _out(made)


@router.delete("/{reminder_uuid}", status_code=204, summary="Delete a reminder")
async def delete(chat: CurrentChat, actor: CurrentActor, reminder_uuid: PathUuid) -> Response:
    """Delete a reminder: you're done with it, or don't want it any more."""
    async with chat.changing(actor) as work:
        await reminders.end(work, actor=actor, uuid=reminder_uuid, now=chat.now())
    return Response(status_code=204)


def _out(one: ReminderView) -> ReminderOut:
    fields = {name: getattr(one, name) for name in ReminderOut.model_fields if name != "room_uuid"}
    return ReminderOut.model_validate({**fields, "room_uuid": one.room.uuid if one.room else None})
