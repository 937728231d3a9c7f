"""REST: invite links: making, listing and revoking them, and signing up with one."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from chatapp import invites
from chatapp import rooms as chat_rooms
from chatapp.accounts import SignUp
from chatapp.api import limits
from chatapp.api.accounts import AccountOut, WaitingOut, account_out, waiting_out
from chatapp.api.bodies import Moment, RequestBody, Uuid
from chatapp.api.dependencies import CurrentActor, CurrentChat, OptionalActor, PathUuid
from chatapp.bootstrap import Chat
from chatapp.identity import Actor
from chatapp.invites import InviteForm, InviteView
from chatapp.invites.making import DEFAULT_LIFETIME, MOST_ROOMS, MOST_USES
from chatapp.storage.paging import AT_MOST, PAGE
from chatapp.web.parameters import LARGEST
from chatapp.web.proxies import client_address
from models.utc_datetime import now

router = APIRouter(prefix="/invites", tags=["invites"])


class NewInvite(RequestBody):
    """What a link is to be; all of it can be left out."""

    uses: int | None = Field(
        default=None, examples=[25], description=f"How many people can use it, up to {MOST_USES:,}; null: any number."
    )
    expires_at: Moment | None = Field(
        default_factory=lambda: now() + DEFAULT_LIFETIME, description="Until when it works; null: no expiry."
    )
    rooms: Annotated[list[Uuid], Field(fail_fast=True)] = Field(
        default=[],
        description=f"The rooms people join with it, up to {MOST_ROOMS}; empty: where all new people arrive.",
    )


class InvitedRoomOut(BaseModel):
    """A room that a link leads to."""

    uuid: UUID
    name: str = Field(examples=["General"])


class InviteOut(BaseModel):
    """A link, without its token."""

    id: UUID
    created_by: str = Field(examples=["Ada Lovelace"])
    created_at: datetime
    uses: int | None = Field(description="How many people can use it; null: any number.")
    used: int = Field(description="How many people have used it.")
    expires_at: datetime | None
    rooms: list[InvitedRoomOut] = Field(description="The rooms it leads to, apart from closed ones.")
    state: str = Field(examples=["live"], description="live, used_up, expired, revoked or room_closed.")


class NewInviteOut(InviteOut):
    """A new link. Its token and its address are shown this once."""

    token: str
    url: str = Field(examples=["https://chat.example.org/join/…"])


class InvitesOut(BaseModel):
    """Links, the newest first. ``next``: pass it as ``after`` for the following ones; null at the end."""

    invites: list[InviteOut]
    next: int | None


class NewMember(RequestBody):
    """Who signs up with a link. Without a username, one is proposed."""

    name: str = Field(default="", json_schema_extra=limits.PERSON_NAME, examples=["Ada Lovelace"])
    email: str = Field(default="", json_schema_extra=limits.EMAIL, examples=["ada@example.org"])
    password: str = Field(default="", json_schema_extra=limits.NEW_PASSWORD, examples=["correct horse battery"])
    username: str | None = Field(default=None, json_schema_extra=limits.USERNAME, examples=["ada"])


class JoinedOut(AccountOut):
    """The account, and the rooms that the link leads to."""

    rooms: list[InvitedRoomOut] = Field(description="Empty if the link leads to none.")


@router.get("", summary="Invite links")
async def listing(
    chat: CurrentChat,
    actor: CurrentActor,
    after: Annotated[int | None, Query(ge=0, le=LARGEST, description="`next` of the previous page.")] = None,
    limit: Annotated[int, Query(ge=1, le=AT_MOST)] = PAGE,
) -> InvitesOut:
    """List the links you created; as an administrator, all of them."""
    async with chat.reading() as session:
        page = await invites.listing(session, actor=actor, after=after, limit=limit)
    return InvitesOut(invites=[_out(view) for view in page.items], next=page.next)


@router.post("", status_code=201, summary="Make an invite link")
async def create(chat: CurrentChat, actor: CurrentActor, new: NewInvite) -> NewInviteOut:
    """Make a link that people sign up with. Administrators can, and members if the workspace allows it."""
    form = InviteForm(uses=new.uses, expires_at=new.expires_at, rooms=new.rooms)
    made = await chat.invites.make(actor=actor, form=form)
    return NewInviteOut(**_out(made.view).model_dump(), token=made.token, url=made.url)


@router.get("/{invite_id}", summary="One invite link")
async def get(chat: CurrentChat, actor: CurrentActor, invite_id: PathUuid) -> InviteOut:
    """Return one of your links; as an administrator, any link."""
    async with chat.reading() as session:
        return _out(await invites.get(session, actor=actor, invite_uuid=invite_id))


@router.delete("/{invite_id}", status_code=204, summary="Revoke an invite link")
async def revoke(chat: CurrentChat, actor: CurrentActor, invite_id: PathUuid) -> Response:
    """End a link; people who have used it stay. Doing it twice is no error."""
    async with chat.changing(actor) as work:
        await invites.revoke(work, actor=actor, invite_uuid=invite_id)
    return Response(status_code=204)


@router.post(
    "/{token}/accept",
    status_code=201,
    response_model=JoinedOut,
    responses={
        202: {"model": WaitingOut, "description": "A code was e-mailed; confirm it"},
        410: {"description": "The link is used up, expired or revoked, or its room is closed"},
    },
    summary="Sign up with an invite link",
    openapi_extra={"security": [{}]},  # a token is taken, not asked for
)
async def accept(
    request: Request, chat: CurrentChat, actor: OptionalActor, token: str, new: NewMember | None = None
) -> JoinedOut | Response:
    """Make an account with a link, and join its rooms. With your token, join its rooms with the account you have.

    Where e-mail addresses are verified, the answer is 202 as of `POST /accounts`.
    """
    if actor is not None:
        joined = await chat.invites.join(actor=actor, token=token)
        return _joined(actor, [InvitedRoomOut(uuid=room.uuid, name=room.name) for room in joined.rooms])
    form = new or NewMember()
    async with chat.reading() as session:  # before anything that was sent is looked at
        await invites.look(session, token)
    made = await chat.sign_ups.submit(
        SignUp(form.username, form.email, form.password, name=form.name, invite=token), asker=client_address(request)
    )
    if not isinstance(made, Actor):
        return JSONResponse(waiting_out(made).model_dump(mode="json"), 202)
    return _joined(made, await _rooms(chat, made))


async def _rooms(chat: Chat, actor: Actor) -> list[InvitedRoomOut]:
    found = await chat.read(chat_rooms.joined, actor=actor)
    return [InvitedRoomOut(uuid=room.uuid, name=room.name) for room in found]


def _joined(actor: Actor, rooms: list[InvitedRoomOut]) -> JoinedOut:
    return JoinedOut(**account_out(actor).model_dump(), rooms=rooms)


def _out(view: InviteView) -> InviteOut:
    return InviteOut(
        id=view.uuid,
        created_by=view.created_by,
        created_at=view.created_at,
        uses=view.most_uses,
        used=view.uses,
        expires_at=view.expires_at,
        rooms=[InvitedRoomOut(uuid=room.uuid, name=room.name) for room in view.rooms],
        state=view.state,
    )
