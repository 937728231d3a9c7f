"""REST for administrators: what was said, who is signed in, and what administrators have done."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from chatapp.administration import audit_trail, files, messages, sessions
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathNumber
from chatapp.storage.paging import AT_MOST, LONGEST_SEARCH, PAGE
from chatapp.web.parameters import LARGEST

router = APIRouter()

After = Annotated[int | None, Query(ge=0, le=LARGEST, description="`next` of the previous page.")]
Limit = Annotated[int, Query(ge=1, le=AT_MOST)]


class FoundMessageOut(BaseModel):
    """A message and its room. Remove it with `DELETE /rooms/{room_uuid}/messages/{number}`."""

    room_uuid: UUID
    room_name: str = Field(examples=["Deploys"])
    number: int = Field(examples=[17])
    author_uuid: UUID
    author_username: str = Field(examples=["ada"])
    author_name: str = Field(examples=["Ada Lovelace"])
    body: str = Field(examples=["Deploying in five minutes."], description="The first 500 characters.")
    files: list[str] = Field(examples=[["Offsite.jpg"]], description="The names of its files.")
    created_at: datetime


class FoundMessagesOut(BaseModel):
    """Messages, newest first. ``next``: pass it as ``after`` to get the next page; null at the end."""

    messages: list[FoundMessageOut]
    next: int | None = Field(examples=[4711])


class SessionOut(BaseModel):
    """A signed-in browser."""

    session_id: int = Field(examples=[42])
    account_uuid: UUID
    username: str = Field(examples=["ada"])
    name: str = Field(examples=["Ada Lovelace"])
    device: str = Field(examples=["Firefox on Linux"])
    address: str = Field(examples=["192.0.2.7"])
    created_at: datetime
    last_seen_at: datetime


class SessionsOut(BaseModel):
    """Signed-in browsers, newest first. ``next``: pass it as ``after`` to get the next page; null at the end."""

    sessions: list[SessionOut]
    next: int | None = Field(examples=[42])


class EntryOut(BaseModel):
    """One admin action. Without ``actor_uuid`` it was done at the command line."""

    at: datetime
    actor_uuid: UUID | None
    actor_username: str = Field(examples=["ada"])
    actor_name: str = Field(examples=["Ada Lovelace"])
    action: str = Field(examples=["deactivate account"])
    subject: str = Field(examples=["ben"], description="The name, at that time, of the person or room it was about.")
    subject_uuid: UUID | None
    detail: str


class EntriesOut(BaseModel):
    """The trail, newest first. ``next``: pass it as ``after`` to get the next page; null at the end."""

    entries: list[EntryOut]
    next: int | None = Field(examples=[99])


class FilesOfOut(BaseModel):
    """What one person has sent: files, and bytes."""

    account_uuid: UUID
    username: str = Field(examples=["ada"])
    name: str = Field(examples=["Ada Lovelace"])
    files: int = Field(examples=[12])
    size: int = Field(examples=[4_194_304])


class StoredFilesOut(BaseModel):
    """How many files are kept, each once, and their bytes; ``coming``: bytes of those that have begun to arrive.

    ``people``: those who sent the most first. ``next``: pass it as ``after`` to get the next page; null at the end.
    """

    files: int = Field(examples=[420])
    kept: int = Field(examples=[1_073_741_824])
    coming: int
    limit: int = Field(description="Bytes that all files can have.")
    limit_of_person: int
    limit_of_file: int
    people: list[FilesOfOut]
    next: str | None = Field(examples=["4194304-17"])


@router.get("/files", summary="How much room files take")
async def stored_files(
    chat: CurrentChat,
    actor: CurrentActor,
    search: Annotated[str, Query(max_length=LONGEST_SEARCH, description="Part of a person's name.")] = "",
    after: Annotated[str | None, Query(max_length=40, description="`next` of the previous page.")] = None,
    limit: Limit = PAGE,
) -> StoredFilesOut:
    """Say how much room files take, and whose they are."""
    async with chat.reading() as session:
        used = await files.used(session, actor=actor)
        page = await files.listing(session, actor=actor, search=search, after=after, limit=limit)
    limits = chat.uploads.limits
    return StoredFilesOut(
        files=used.files,
        kept=used.kept,
        coming=used.coming,
        limit=limits.whole,
        limit_of_person=limits.person,
        limit_of_file=limits.file,
        people=[FilesOfOut.model_validate(one, from_attributes=True) for one in page.items],
        next=page.next,
    )


@router.get("/messages", summary="Find messages")
async def find_messages(
    chat: CurrentChat,
    actor: CurrentActor,
    search: Annotated[str, Query(max_length=LONGEST_SEARCH, description="Part of the text, or of a file's name.")] = "",
    room: Annotated[UUID | None, Query(description="Only in this room.")] = None,
    author: Annotated[UUID | None, Query(description="Only by this person.")] = None,
    after: After = None,
    limit: Limit = PAGE,
) -> FoundMessagesOut:
    """Search the messages of all rooms, including private and archived ones; never direct messages."""
    async with chat.reading() as session:
        page = await messages.find(
            session, actor=actor, search=search, room=room, author=author, after=after, limit=limit
        )
    found = [FoundMessageOut.model_validate(message, from_attributes=True) for message in page.items]
    return FoundMessagesOut(messages=found, next=page.next)


@router.get("/sessions", summary="Signed-in browsers")
async def list_sessions(
    chat: CurrentChat,
    actor: CurrentActor,
    search: Annotated[str, Query(max_length=LONGEST_SEARCH, description="Part of a person's name or an address.")] = "",
    after: After = None,
    limit: Limit = PAGE,
) -> SessionsOut:
    """List the browsers people are signed in with."""
    async with chat.reading() as session:
        page = await sessions.listing(session, actor=actor, search=search, after=after, limit=limit)
    found = [SessionOut.model_validate(view, from_attributes=True) for view in page.items]
    return SessionsOut(sessions=found, next=page.next)


@router.delete("/sessions/{session_id}", status_code=204, summary="Sign a browser out")
async def end_session(chat: CurrentChat, actor: CurrentActor, session_id: PathNumber) -> Response:
    """End a session and sign its browser out."""
    async with chat.transaction() as work:
        await sessions.end(work, actor=actor, session_id=session_id)
    return Response(status_code=204)


@router.get("/audit", summary="Audit trail")
async def read_trail(
    chat: CurrentChat,
    actor: CurrentActor,
    person: Annotated[
        str, Query(max_length=LONGEST_SEARCH, description="Part of the name of who did it, or of what it was about.")
    ] = "",
    action: Annotated[str, Query(max_length=40, examples=["deactivate account"])] = "",
    after: After = None,
    limit: Limit = PAGE,
) -> EntriesOut:
    """Read what administrators have done."""
    async with chat.reading() as session:
        page = await audit_trail.read(session, actor=actor, person=person, action=action, after=after, limit=limit)
    return EntriesOut(
        entries=[EntryOut.model_validate(entry, from_attributes=True) for entry in page.items], next=page.next
    )
