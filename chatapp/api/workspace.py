"""REST: the workspace: what it is called, and who may sign up."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from chatapp import workspace
from chatapp.api.bodies import RequestBody
from chatapp.api.dependencies import CurrentActor, CurrentChat, StreamActor, whole_body
from chatapp.api.me import PICTURE
from chatapp.bootstrap import Chat
from chatapp.web import urls
from chatapp.workspace import NAME_LIMIT, WorkspaceEdit, logos
from chatapp.workspace.domains import AT_MOST

router = APIRouter(prefix="/workspace", tags=["workspace"])

Policy = Literal["open", "invite", "closed"]
Level = Literal["all", "mentions", "nothing"]
PushSays = Literal["all", "who", "nothing"]


class WorkspaceOut(BaseModel):
    """The workspace, as its members see it."""

    name: str = Field(examples=["Acme"])
    logo: str | None = Field(description="The address of the logo; null if there is none.")
    signup: Policy = Field(description="Who may sign up: anyone, people with an invite link, or no one.")
    domains: list[str] = Field(description="Only addresses at these domains can sign up; empty means any.")
    may_members_invite: bool = Field(description="Whether members can make invite links, too.")
    may_members_add_emoji: bool = Field(description="Whether members can add custom emoji, too.")
    keeps_editions: bool = Field(description="Whether members can see what edited messages said before.")
    notifications: Level = Field(description="What people hear of in rooms if they haven't chosen anything else.")
    push_text: PushSays = Field(description="How much of a message a push says: all, who wrote and where, or nothing.")


class WorkspaceChanges(RequestBody):
    """What to change. Fields you leave out stay as they are."""

    name: str | None = Field(
        default=None,
        json_schema_extra={"minLength": 1, "maxLength": NAME_LIMIT},
        examples=["Acme"],
        description=f"1–{NAME_LIMIT} characters.",
    )
    signup: Policy | None = None
    domains: Annotated[list[str], Field(fail_fast=True)] | None = Field(
        default=None, examples=[["acme.com"]], description=f"Up to {AT_MOST} domains."
    )
    may_members_invite: bool | None = None
    may_members_add_emoji: bool | None = None
    keeps_editions: bool | None = None
    notifications: Level | None = None
    push_text: PushSays | None = None


@router.get("", summary="The workspace")
async def get(chat: CurrentChat, _: CurrentActor) -> WorkspaceOut:
    """Return the workspace's name and who can sign up."""
    return await _out(chat)


@router.patch("", summary="Change the workspace")
async def edit(chat: CurrentChat, actor: CurrentActor, changes: WorkspaceChanges) -> WorkspaceOut:
    """Change the workspace; administrators only. All wrong fields are listed."""
    async with chat.changing(actor) as work:
        await workspace.edit(work, actor=actor, changes=_edit_of(changes))
    return await _out(chat)


@router.put("/logo", summary="Set the logo", openapi_extra=PICTURE)
async def put_logo(request: Request, chat: CurrentChat, actor: StreamActor) -> WorkspaceOut:
    """Send a PNG, JPEG, WebP or GIF as the body, at most 5 MiB; administrators only. It is cropped to a square."""
    async with whole_body(request, actor) as content:
        await chat.logos.put(actor=actor, content=content)
    return await _out(chat)


@router.delete("/logo", status_code=204, summary="Remove the logo")
async def remove_logo(chat: CurrentChat, actor: CurrentActor) -> Response:
    """Remove the logo; administrators only."""
    async with chat.changing(actor) as work:
        await logos.remove(work, actor=actor)
    return Response(status_code=204)


async def _out(chat: Chat) -> WorkspaceOut:
    async with chat.reading() as session:
        view = await workspace.read(session, default=chat.settings.signup_policy)
    return WorkspaceOut(
        name=view.name,
        logo=urls.logo(view.logo) if view.logo else None,
        signup=view.signup.value,
        domains=list(view.domains),
        may_members_invite=view.may_members_invite,
        may_members_add_emoji=view.may_members_add_emoji,
        keeps_editions=view.keeps_editions,
        notifications=view.alert_level.value,
        push_text=view.push_text.value,
    )


def _edit_of(changes: WorkspaceChanges) -> WorkspaceEdit:
    return WorkspaceEdit(**changes.model_dump(exclude={"notifications"}), alert_level=changes.notifications)
