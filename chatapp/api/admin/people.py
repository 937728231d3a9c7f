"""REST for administrators: people."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from chatapp.administration import accounts, newcomers, people, sessions
from chatapp.administration.people import PersonFilter
from chatapp.api import limits
from chatapp.api.bodies import RequestBody
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathUuid
from chatapp.storage.paging import AT_MOST, LONGEST_SEARCH, PAGE

router = APIRouter(prefix="/people")

Limit = Annotated[int, Query(ge=1, le=AT_MOST)]


class ManagedAccountOut(BaseModel):
    """A person, as administrators see them."""

    uuid: UUID
    username: str = Field(examples=["ada"])
    name: str = Field(examples=["Ada Lovelace"])
    email: str = Field(examples=["ada@example.org"])
    is_administrator: bool
    is_active: bool
    created_at: datetime
    last_seen_at: datetime | None = Field(description="In a browser; null when signed in nowhere.")
    room_count: int = Field(description="Rooms they're in, without direct messages.", examples=[7])


class ManagedAccountsOut(BaseModel):
    """People by username. ``next``: pass it as ``after`` to get the next page; null at the end."""

    people: list[ManagedAccountOut]
    next: str | None = Field(examples=["ada"])


class NewPerson(RequestBody):
    """Whom to add."""

    name: str = Field(json_schema_extra=limits.PERSON_NAME, examples=["Ada Lovelace"])
    email: str = Field(json_schema_extra=limits.EMAIL, examples=["ada@example.org"])
    username: str = Field(default="", examples=["ada"], description="Empty: we choose one that fits the name.")


class NewcomerOut(BaseModel):
    """A new account, and the link to choose its password. The link is shown this once, and mailed."""

    uuid: UUID
    username: str = Field(examples=["ada"])
    name: str = Field(examples=["Ada Lovelace"])
    email: str = Field(examples=["ada@example.org"])
    link: str = Field(examples=["https://chat.example.org/reset?token=…"])


@router.get("", summary="People")
async def list_people(
    chat: CurrentChat,
    actor: CurrentActor,
    search: Annotated[
        str, Query(max_length=LONGEST_SEARCH, description="Part of a username, name or e-mail address.")
    ] = "",
    which: PersonFilter = PersonFilter.ALL,
    after: Annotated[str, Query(max_length=128, description="`next` of the previous page.")] = "",
    limit: Limit = PAGE,
) -> ManagedAccountsOut:
    """List people with an account."""
    async with chat.reading() as session:
        page = await people.listing(session, actor=actor, search=search, which=which, after=after, limit=limit)
    return ManagedAccountsOut(
        people=[ManagedAccountOut.model_validate(person, from_attributes=True) for person in page.items], next=page.next
    )


@router.post("", status_code=201, summary="Add a person")
async def create(chat: CurrentChat, actor: CurrentActor, new: NewPerson) -> NewcomerOut:
    """Make an account for someone. They choose their password by the link, which works once, within 7 days."""
    async with chat.transaction() as work:
        newcomer = await newcomers.create(
            work,
            actor=actor,
            name=new.name,
            email=new.email,
            username=new.username,
            resets=chat.password_resets,
            is_internal_allowed=chat.settings.internal_addresses,
        )
    return NewcomerOut.model_validate(newcomer, from_attributes=True)


@router.get("/{account_uuid}", summary="One person")
async def get(chat: CurrentChat, actor: CurrentActor, account_uuid: PathUuid) -> ManagedAccountOut:
    """Return one person."""
    async with chat.reading() as session:
        person = await people.get(session, actor=actor, account_uuid=account_uuid)
    return ManagedAccountOut.model_validate(person, from_attributes=True)


@router.post("/{account_uuid}/deactivate", status_code=204, summary="Deactivate an account")
async def deactivate(chat: CurrentChat, actor: CurrentActor, account_uuid: PathUuid) -> Response:
    """Sign a person out and block sign-in. Deactivating twice is no error."""
    async with chat.transaction() as work:
        await accounts.deactivate(work, actor=actor, account_uuid=account_uuid)
    return Response(status_code=204)


@router.post("/{account_uuid}/reactivate", status_code=204, summary="Reactivate an account")
async def reactivate(chat: CurrentChat, actor: CurrentActor, account_uuid: PathUuid) -> Response:
    """Let a person sign in again, with their old password."""
    async with chat.transaction() as work:
        await accounts.reactivate(work, actor=actor, account_uuid=account_uuid)
    return Response(status_code=204)


@router.put("/{account_uuid}/administrator", status_code=204, summary="Make administrator")
async def make_administrator(chat: CurrentChat, actor: CurrentActor, account_uuid: PathUuid) -> Response:
    """Make a person an administrator."""
    async with chat.transaction() as work:
        await accounts.make_administrator(work, actor=actor, account_uuid=account_uuid)
    return Response(status_code=204)


@router.delete("/{account_uuid}/administrator", status_code=204, summary="Remove administrator rights")
async def unmake_administrator(chat: CurrentChat, actor: CurrentActor, account_uuid: PathUuid) -> Response:
    """Remove a person as administrator, yourself included. The last administrator stays."""
    async with chat.transaction() as work:
        await accounts.unmake_administrator(work, actor=actor, account_uuid=account_uuid)
    return Response(status_code=204)


@router.post(
    "/{account_uuid}/password-reset", status_code=202, response_class=Response, summary="Send a password reset"
)
async def reset_password(chat: CurrentChat, actor: CurrentActor, account_uuid: PathUuid) -> Response:
    """E-mail a person a link to choose a new password. The old one works until then."""
    async with chat.transaction() as work:
        await accounts.reset_password(work, actor=actor, account_uuid=account_uuid, resets=chat.password_resets)
    return Response(status_code=202)


@router.delete("/{account_uuid}/sessions", status_code=204, summary="Sign someone out everywhere")
async def end_sessions(chat: CurrentChat, actor: CurrentActor, account_uuid: PathUuid) -> Response:
    """End all sessions of a person and revoke their tokens. They can sign in again."""
    async with chat.transaction() as work:
        await sessions.end_all(work, actor=actor, account_uuid=account_uuid)
    return Response(status_code=204)


@router.delete("/{account_uuid}", status_code=204, summary="Delete an account permanently")
async def delete(
    chat: CurrentChat,
    actor: CurrentActor,
    account_uuid: PathUuid,
    confirmation: Annotated[str, Query(max_length=300, description="The username, to confirm.")] = "",
) -> Response:
    """Delete an account. Its messages stay, under "Deleted user"."""
    async with chat.transaction() as work:
        await accounts.delete(work, actor=actor, account_uuid=account_uuid, confirmation=confirmation)
    return Response(status_code=204)
