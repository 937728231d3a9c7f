"""REST: searching messages."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from chatapp.api.dependencies import CurrentActor, CurrentChat
from chatapp.api.json_response import as_json
from chatapp.api.message_out import MessageOut, message_out
from chatapp.search import Hit, Order
from chatapp.search.columns import MOST
from chatapp.search.views import AT_MOST, PAGE

router = APIRouter(prefix="/search", tags=["search"])

Text = Annotated[
    str,
    Query(
        max_length=10_000,
        description='Words, `"exact words"`, `-without`, and operators: `in:room`, `from:ada`, `to:me`, '
        "`before:2026-11-28`, `after:2026-11`, `on:today`, `has:link|code|file|image|reaction|thread`, "
        "`is:saved|pinned|unread|mine|thread`.",
        examples=["10.1.2.7:8443 in:deploys from:ada"],
    ),
]
Cursor = Annotated[str, Query(max_length=40, description="`cursor` of the previous page of the same search.")]
Limit = Annotated[int, Query(ge=1, le=AT_MOST)]
ManyAtOnce = Annotated[int, Query(ge=1, le=MOST)]


class FoundOut(MessageOut):
    """A message that was found."""

    room_uuid: UUID
    room_name: str = Field(examples=["Deploys"], description="Of a thread, the first words of its message.")
    parent_uuid: UUID | None = Field(description="In a thread: the room it belongs to.")
    marks: list[tuple[int, int]] = Field(
        description="Where what you looked for is in ``body``: from, up to and without to; Unicode characters.",
        examples=[[[0, 4]]],
    )


class SearchOut(BaseModel):
    """What was found. ``cursor``: pass it on for what follows; null at the end."""

    results: list[FoundOut]
    cursor: str | None
    is_complete: bool = Field(
        description="Whether everything was looked at, up to the last result. If not, ``note`` says why."
    )
    note: str | None


class ColumnsOut(BaseModel):
    """What was found, the newest first: each list has one value for each message."""

    room: list[str]
    number: list[int]
    author: list[str] = Field(description="Usernames.")
    name: list[str]
    body: list[str]
    created_at: list[datetime]
    edited_at: list[datetime | None]
    reply_to: list[int | None]
    reactions: list[int] = Field(description="How many.")
    files: list[int] = Field(description="How many.")
    room_uuid: list[UUID]
    revision: list[int]


class FoundColumnsOut(BaseModel):
    """A page of columns. ``cursor``, ``is_complete`` and ``note`` are those of a search."""

    columns: ColumnsOut
    cursor: str | None
    is_complete: bool
    note: str | None


@router.get("/columns", summary="Search messages, as columns", response_model=FoundColumnsOut)
async def columns(
    chat: CurrentChat, actor: CurrentActor, q: Text, cursor: Cursor = "", limit: ManyAtOnce = MOST
) -> Response:
    """Find messages as `GET /search` does, the newest first, as columns: for a program that takes all there is."""
    page = await chat.search.columns(actor=actor, query=q, cursor=cursor, limit=limit)
    found: dict[str, Any] = {name: list(column) for name, column in page.columns.items()}
    return as_json(
        FoundColumnsOut.model_construct(
            columns=ColumnsOut.model_construct(**found),
            cursor=page.cursor or None,
            is_complete=page.is_complete,
            note=page.note or None,
        )
    )


@router.get("", summary="Search messages", response_model=SearchOut)
async def search(
    chat: CurrentChat,
    actor: CurrentActor,
    q: Text,
    order: Order = Order.NEWEST,
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Response:
    """Find messages in your rooms by any part of their text, whatever its case: the newest first, or the best.

    A part of the query that means nothing is answered with 422; `errors` says where it is: `from`, up to and without
    `to`. A page may have fewer results than `limit`, or none, and still a `cursor`.
    """
    page = await chat.search.find(actor=actor, query=q, order=order, cursor=cursor, limit=limit)
    return as_json(
        SearchOut.model_construct(
            results=list(map(_found, page.hits)),
            cursor=page.cursor or None,
            is_complete=page.is_complete,
            note=page.note or None,
        )
    )


def _found(hit: Hit) -> FoundOut:
    marks = [(place.start, place.end) for place in hit.marks]
    told = vars(message_out(hit.message))
    where: dict[str, Any] = {
        "room_uuid": hit.room.uuid,
        "room_name": hit.room.name,
        "parent_uuid": hit.room.parent_uuid,
    }
    return FoundOut.model_construct(**told, **where, marks=marks)
