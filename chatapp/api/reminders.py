"""REST: what you want to be reminded of."""

from datetime import datetime
from typing import Final, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from chatapp import reminders
from chatapp.api.bodies import Uuid
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathUuid
from chatapp.api.later import LENGTHS, WHEN, LaterChange, LaterOut, NewForLater
from chatapp.reminders import REMINDER_LENGTH, ReminderView, Repeats
from chatapp.web.parameters import LARGEST

router = APIRouter(prefix="/me/reminders", tags=["reminders"])

Often = Literal["never", "daily", "weekdays", "weekly"]
OFTEN: Final = "Weekdays are Monday to Friday."
YEAR: Final = 366 * 24 * 60 * 60  # seconds


class ReminderOut(LaterOut):
    """A reminder of yours: a text, or a message.

    ``room_uuid`` and ``words`` are the message's; null and empty if you can't read it any more.
    """

    text: str = Field(examples=["Water the plants"])
    number: int | None = Field(examples=[57])
    words: str = Field(examples=["Shall we deploy?"], description="How the message begins.")
    due_at: datetime = Field(description="The moment you're reminded next, or were.")
    repeats: Often
    told_at: datetime | None = Field(description="When you were reminded, until you delete it; null: it's to come.")


class NewReminder(NewForLater):
    """What to be reminded of, and when: `text`, or `room_uuid` and `number`; `at`, or `in_seconds`."""

    text: str = Field(default="", max_length=4 * REMINDER_LENGTH, examples=["Water the plants"])
    room_uuid: Uuid | None = None
    number: int | None = Field(default=None, ge=1, le=LARGEST)
    at: str | None = Field(default=None, json_schema_extra=LENGTHS, examples=["2026-12-01T09:00"], description=WHEN)
    in_seconds: int | None = Field(default=None, ge=1, le=YEAR, examples=[3600])
    repeats: Often = Field(default="never", description=OFTEN)


class ReminderChange(LaterChange):
    """What to change; what you leave out stays. With a new time you're reminded again."""

    text: str | None = Field(default=None, max_length=4 * REMINDER_LENGTH, examples=["Water the ferns"])
    in_seconds: int | None = Field(default=None, ge=1, le=YEAR, examples=[3600], description="In place of `at`.")
    repeats: Often | None = Field(default=None, description=OFTEN)


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


@router.patch("/{reminder_uuid}", summary="Change a reminder")
async def change(
    chat: CurrentChat, actor: CurrentActor, reminder_uuid: PathUuid, change: ReminderChange
) -> ReminderOut:
    """Change what it says, or when and how often you're reminded. One of a message has no text of its own."""
    async with chat.changing(actor) as work:
        changed = await reminders.change(
            work,
            actor=actor,
            uuid=reminder_uuid,
            now=chat.now(),
            words=change.text,
            at=change.at or "",
            in_seconds=change.in_seconds,
            repeats=Repeats(change.repeats) if change.repeats else None,
            time_zone=change.time_zone or "",
        )
    return _out(changed)


@router.delete("/{reminder_uuid}", status_code=204, summary="Delete a reminder")
async def delete(chat: CurrentChat, actor: CurrentActor, reminder_uuid: PathUuid) -> Response:
    """Delete a reminder: you're done with it, or don't want it any more."""
    async with chat.changing(actor) as work:
        await reminders.end(work, actor=actor, uuid=reminder_uuid, now=chat.now())
    return Response(status_code=204)


def _out(one: ReminderView) -> ReminderOut:
    fields = {name: getattr(one, name) for name in ReminderOut.model_fields if name != "room_uuid"}
    return ReminderOut.model_validate({**fields, "room_uuid": one.room.uuid if one.room else None})
