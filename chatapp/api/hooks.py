"""REST: webhooks of a room, for its owner: listing, making, changing and removing them."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from chatapp import hooks
from chatapp.api.bodies import RequestBody
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathUuid
from chatapp.hooks import HookEdit, HookForm, NewHook

router = APIRouter(prefix="/rooms/{room_uuid}/hooks", tags=["webhooks"])


class NewHookIn(RequestBody):
    """What a webhook is to be."""

    name: str = Field(examples=["Grafana"], description="Whom its messages are by; up to 60 characters.")
    kind: str = Field(default="incoming", examples=["incoming"], description="incoming or outgoing.")
    url: str = Field(default="", examples=[""], description="Where an outgoing one sends new messages to.")


class HookChanges(RequestBody):
    """What is to change; what is left out stays."""

    name: str | None = Field(default=None, examples=["Grafana"])
    is_on: bool | None = Field(default=None, description="A hook that is switched on begins with what comes then.")
    url: str | None = Field(default=None, description="Of an outgoing one.")
    rotate: bool = Field(default=False, description="Give it a new address, or secret; the old one ends.")


class HookOut(BaseModel):
    """A webhook, without what is secret of it."""

    uuid: UUID
    kind: str = Field(examples=["incoming"], description="incoming or outgoing.")
    name: str = Field(examples=["Grafana"])
    is_on: bool
    url: str = Field(description="Where an outgoing one sends to.")
    created_by: str = Field(examples=["Ada Lovelace"])
    created_at: datetime
    used_at: datetime | None = Field(description="The last message, to the minute.")
    error: str = Field(description="What went wrong last; empty if nothing has since.")
    failed_at: datetime | None


class NewHookOut(HookOut):
    """A webhook, with what is new and secret of it: it is in no other answer."""

    address: str = Field(description="Where programs post to; of an incoming one.")
    secret: str = Field(description="What the messages of an outgoing one are signed with (Standard Webhooks).")


class HooksOut(BaseModel):
    """The webhooks of a room, oldest first: at most 20."""

    hooks: list[HookOut]


@router.get("", summary="Webhooks")
async def listing(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid) -> HooksOut:
    """List the room's webhooks. Its owner and administrators may."""
    async with chat.reading() as session:
        found = await hooks.listing(session, actor=actor, room_uuid=room_uuid)
    return HooksOut.model_validate({"hooks": found}, from_attributes=True)


@router.post("", status_code=201, summary="Make a webhook")
async def create(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, new: NewHookIn) -> NewHookOut:
    """Make a webhook. Its address, or its secret, is in this answer alone."""
    form = HookForm(name=new.name, kind=new.kind, url=new.url)
    return _out(await chat.hooks.make(actor=actor, room_uuid=room_uuid, form=form))


@router.patch("/{hook_uuid}", summary="Change a webhook")
async def edit(
    chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, hook_uuid: PathUuid, changes: HookChanges
) -> NewHookOut:
    """Rename a webhook, switch it on or off, send it elsewhere, or give it a new address or secret."""
    wanted = HookEdit(name=changes.name, is_on=changes.is_on, url=changes.url, rotate=changes.rotate)
    return _out(await chat.hooks.edit(actor=actor, room_uuid=room_uuid, hook_uuid=hook_uuid, changes=wanted))


@router.delete("/{hook_uuid}", status_code=204, summary="Remove a webhook", response_class=Response)
async def delete(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, hook_uuid: PathUuid) -> None:
    """Remove a webhook; what it has posted stays."""
    async with chat.changing(actor) as work:
        await hooks.delete(work, actor=actor, room_uuid=room_uuid, hook_uuid=hook_uuid)


def _out(new: NewHook) -> NewHookOut:
    shown = HookOut.model_validate(new.view, from_attributes=True)
    return NewHookOut(**shown.model_dump(), address=new.address, secret=new.secret)
