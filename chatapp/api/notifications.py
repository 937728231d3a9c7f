"""REST: what you want to be told of, and what concerned you."""

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from chatapp import notifications
from chatapp.api.bodies import Moment, RequestBody
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathUuid
from chatapp.api.messages import Limit
from chatapp.bootstrap import Chat
from chatapp.errors import Invalid
from chatapp.identity import Actor
from chatapp.notifications import AlertView, OwnRules, Rules
from chatapp.notifications.quiet import minutes_of, time_of_day
from chatapp.storage.paging import PAGE
from chatapp.storage.snapshot import within
from chatapp.web.parameters import LARGEST
from models import LISTED, AlertKind, AlertLevel

router = APIRouter(tags=["notifications"])

Level = Literal["all", "mentions", "nothing"]
Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Kind = Literal["mention", "reply", "everyone", "keyword", "thread", "reaction", "added", "reminder", "unsent"]
AlertId = Annotated[int, Field(ge=0, le=LARGEST)]
Cursor = Annotated[int | None, Query(ge=1, le=LARGEST, description="`next` of the previous page.")]
KEYWORDS: Final = "Words that concern you in all your rooms; up to 30."
QUIET_DAYS: Final = "Days on which quiet hours begin; empty means that there are none."


class RulesIn(RequestBody):
    """What you want to be told of. Fields you leave out get their defaults."""

    level: Level | None = Field(
        default=None, description="In rooms without a level of their own; null: the workspace's."
    )
    keywords: list[str] = Field(default_factory=list, examples=[["deploy"]], description=KEYWORDS)
    quiet_days: list[Day] = Field(default_factory=list, examples=[["monday", "friday"]], description=QUIET_DAYS)
    quiet_from: str = Field(default="22:00", examples=["22:00"])
    quiet_to: str = Field(default="08:00", examples=["08:00"], description="The same as quiet_from: a whole day.")
    time_zone: str = Field(default="", examples=["Europe/Berlin"], description="Empty: your browser's.")
    paused_until: Moment | None = Field(default=None, description="Until then you're told nothing; at most 30 days.")
    mail: bool = Field(default=True, description="Whether unread notifications are mailed to you.")
    sound: bool = Field(default=False, description="Whether open pages play a sound.")


class RulesOut(BaseModel):
    """What you want to be told of. ``held_until``: when you'll be told next, if you aren't told anything now."""

    level: Level | None
    workspace_level: Level = Field(description="What null means.")
    keywords: list[str]
    quiet_days: list[Day]
    quiet_from: str = Field(examples=["22:00"])
    quiet_to: str = Field(examples=["08:00"])
    time_zone: str = Field(examples=["Europe/Berlin"])
    paused_until: datetime | None
    held_until: datetime | None
    mail: bool
    sound: bool


class RoomLevel(RequestBody):
    """Which messages of a room concern you; null: as elsewhere."""

    level: Level | None = Field(examples=["all"])


class PausedOut(BaseModel):
    """A person who has paused notifications. ``until``: when they get them again."""

    uuid: UUID
    name: str = Field(examples=["Grace Hopper"])
    until: datetime


class PausesOut(BaseModel):
    """Who in a direct message has paused notifications, or has quiet hours."""

    paused: list[PausedOut]
    number: int | None = Field(description="The message you can notify them of: the newest there, if it's yours.")


class AlertOut(BaseModel):
    """Something that concerned you. ``number`` and ``words``: of the message; ``emoji``: of a reaction.

    ``room_uuid``: null for a reminder or an unsent message whose room you can't open, or that has none.
    """

    id: int
    kind: Kind
    room_uuid: UUID | None
    room_name: str = Field(examples=["Deploys"])
    number: int | None = Field(examples=[57])
    words: str = Field(examples=["Shall we deploy, @bob?"])
    actor_uuid: UUID
    actor_name: str = Field(examples=["Ada Lovelace"])
    emoji: str
    created_at: datetime
    is_unread: bool


class AlertsOut(BaseModel):
    """What concerned you, the newest first. ``next``: pass it as ``cursor``; null at the end."""

    alerts: list[AlertOut]
    unread: int = Field(description="How many you haven't read in all, of your newest 1,000; reactions don't count.")
    next: int | None


class ReadAlerts(RequestBody):
    """What to mark as read: these, or all up to one."""

    ids: list[AlertId] | None = Field(default=None, examples=[[4711]])
    upto: int | None = Field(default=None, ge=0, le=LARGEST)


@router.get("/me/notifications", summary="Your notification rules")
async def get(chat: CurrentChat, actor: CurrentActor) -> RulesOut:
    """Return what you want to be told of, and when."""
    return await _rules(chat, actor)


@router.put("/me/notifications", summary="Set your notification rules")
async def put(chat: CurrentChat, actor: CurrentActor, rules: RulesIn) -> RulesOut:
    """Say what you want to be told of, and when. All wrong fields are listed."""
    wanted = _wanted(rules)
    async with chat.changing(actor) as work:
        await notifications.change(work, actor=actor, rules=wanted, now=chat.now())
    return await _rules(chat, actor)


@router.put("/rooms/{room_uuid}/notifications", status_code=204, summary="Set a room's level")
async def put_level(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, wanted: RoomLevel) -> Response:
    """Say which messages of a room concern you. A room that you've muted tells you nothing, whatever its level."""
    level = AlertLevel(wanted.level) if wanted.level else None
    async with chat.changing(actor) as work:
        await notifications.set_level(work, actor=actor, room_uuid=room_uuid, level=level)
    return Response(status_code=204)


@router.get("/rooms/{room_uuid}/notify-anyway", summary="Who has paused notifications")
async def get_pauses(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid) -> PausesOut:
    """List who in a direct message has paused notifications; direct messages only."""
    async with chat.reading() as session:
        found = await notifications.pauses(session, actor=actor, room_uuid=room_uuid)
    paused = [{"uuid": one.uuid, "name": one.name, "until": end} for one, end in found.held(chat.now())]
    return PausesOut.model_validate({"paused": paused, "number": found.number})


@router.post("/rooms/{room_uuid}/notify-anyway", status_code=204, summary="Notify anyway")
async def notify_anyway(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid) -> Response:
    """Notify those who have paused notifications of your newest message; direct messages only.

    You can reach a person three times a day like this. Who has read the message hears nothing more.
    """
    await chat.notify_anyway.press(actor=actor, room_uuid=room_uuid, now=chat.now())
    return Response(status_code=204)


@router.get("/me/alerts", summary="Your activity")
async def list_alerts(
    chat: CurrentChat,
    actor: CurrentActor,
    kind: Annotated[list[Kind] | None, Query(description="Only of these kinds.")] = None,
    is_unread: bool = False,
    cursor: Cursor = None,
    limit: Limit = PAGE,
) -> AlertsOut:
    """List what concerned you in the rooms you are a member of now."""
    kinds = [AlertKind(one) for one in kind] if kind else LISTED
    async with chat.reading() as session:
        page = await notifications.listing(
            session, actor=actor, kinds=kinds, is_unread=is_unread, after=cursor, limit=limit
        )
        unread = await within(session, notifications.count_unread, actor=actor)
    return AlertsOut(alerts=[_alert_out(one) for one in page.items], unread=unread, next=page.next)


@router.post("/me/alerts/read", status_code=204, summary="Mark activity as read")
async def mark_read(chat: CurrentChat, actor: CurrentActor, read: ReadAlerts) -> Response:
    """Mark alerts as read, on all your devices. What you read in its room is read anyway."""
    async with chat.changing(actor) as work:
        await notifications.mark_read(work, actor=actor, alert_ids=read.ids, upto=read.upto)
    return Response(status_code=204)


def _wanted(rules: RulesIn) -> Rules:
    problems, times = dict[str, str](), dict[str, int]()
    for name in ("quiet_from", "quiet_to"):
        minutes = minutes_of(getattr(rules, name))
        if minutes is None:
            problems[name] = "Write a time of day as 22:00."
        else:
            times[name] = minutes
    if rules.paused_until is not None and rules.paused_until.tzinfo is None:
        problems["paused_until"] = "Add a time zone, as in 2026-11-29T09:30:00Z."
    if problems:
        raise Invalid(problems)
    return Rules(
        level=AlertLevel(rules.level) if rules.level else None,
        keywords=rules.keywords,
        quiet_days=rules.quiet_days,
        time_zone=rules.time_zone,
        paused_until=rules.paused_until,
        has_mail=rules.mail,
        has_sound=rules.sound,
        **times,
    )


async def _rules(chat: Chat, actor: Actor) -> RulesOut:
    async with chat.reading() as session:
        return _rules_out(await notifications.own(session, actor=actor, now=chat.now()))


def _rules_out(own: OwnRules) -> RulesOut:
    rules = own.rules
    return RulesOut.model_validate(
        {
            "level": rules.level,
            "workspace_level": own.default,
            "keywords": rules.keywords,
            "quiet_days": rules.quiet_days,
            "quiet_from": time_of_day(rules.quiet_from),
            "quiet_to": time_of_day(rules.quiet_to),
            "time_zone": rules.time_zone,
            "paused_until": rules.paused_until,
            "held_until": own.held_until,
            "mail": rules.has_mail,
            "sound": rules.has_sound,
        }
    )


def _alert_out(one: AlertView) -> AlertOut:
    return AlertOut.model_validate(
        {
            "id": one.alert_id,
            "kind": one.kind,
            "room_uuid": one.room.uuid if one.room else None,
            "room_name": one.room.name if one.room else "",
            "number": one.number,
            "words": one.words,
            "actor_uuid": one.actor_uuid,
            "actor_name": one.actor_name,
            "emoji": one.emoji,
            "created_at": one.created_at,
            "is_unread": one.is_unread,
        }
    )
