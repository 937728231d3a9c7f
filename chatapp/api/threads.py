"""REST: threads. A thread is a room, so what is in it is asked for as in any room."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from chatapp import threads
from chatapp.api.dependencies import CurrentActor, CurrentChat, PathNumber, PathUuid
from chatapp.api.json_response import as_json
from chatapp.api.message_out import MessageOut, message_out
from chatapp.api.rooms import RoomOut, room_out
from chatapp.bootstrap import Chat
from chatapp.identity import Actor
from chatapp.storage.paging import AT_MOST, PAGE
from chatapp.storage.unit_of_work import UnitOfWork
from chatapp.web.parameters import LARGEST

router = APIRouter(tags=["threads"])


class BegunThreadOut(BaseModel):
    """A message's thread."""

    room_uuid: UUID = Field(description="Post to it, and read it, as any room.")


@router.post(
    "/rooms/{room_uuid}/messages/{number}/thread",
    status_code=201,
    response_model=BegunThreadOut,
    summary="Begin a thread",
    responses={200: {"model": BegunThreadOut, "description": "The message has a thread already"}},
)
async def begin(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid, number: PathNumber) -> Response:
    """Return the thread of a message; make it the first time. Its members are those of the room.

    A reply that was also posted in the room leads to the thread that it's in.
    """
    async with chat.changing(actor) as work:
        begun = await threads.begin(work, actor=actor, room_uuid=room_uuid, number=number)
    return as_json(BegunThreadOut(room_uuid=begun.room_uuid), 201 if begun.is_new else 200)


class FollowedThreadOut(BaseModel):
    """A thread that you follow: itself, with how much of it is unread, the room it belongs to, and its message."""

    thread: RoomOut
    room: RoomOut
    root: MessageOut


class FollowedThreadsOut(BaseModel):
    """Threads, the newest reply first. ``next``: pass it as ``after`` to get the next page; null at the end."""

    threads: list[FollowedThreadOut]
    next: int | None


@router.get("/me/threads", summary="Threads you follow")
async def followed(
    chat: CurrentChat,
    actor: CurrentActor,
    after: Annotated[int | None, Query(ge=1, le=LARGEST, description="`next` of the previous page.")] = None,
    limit: Annotated[int, Query(ge=1, le=AT_MOST)] = PAGE,
) -> FollowedThreadsOut:
    """List the threads you follow that have replies."""
    async with chat.reading() as session:
        page = await threads.followed(session, actor=actor, after=after, limit=limit)
    found = [
        FollowedThreadOut(thread=room_out(one.thread), room=room_out(one.room), root=message_out(one.root))
        for one in page.items
    ]
    return FollowedThreadsOut(threads=found, next=page.next)


@router.put("/threads/{room_uuid}/follow", status_code=204, summary="Follow a thread")
async def follow(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid) -> Response:
    """Follow a thread: its messages count as unread from now on. You also follow those you reply or are named in."""
    return await _done(chat, actor, partial(threads.follow, actor=actor, thread_uuid=room_uuid))


@router.delete("/threads/{room_uuid}/follow", status_code=204, summary="Unfollow a thread")
async def unfollow(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid) -> Response:
    """Don't follow a thread any more. Doing so twice is no error."""
    return await _done(chat, actor, partial(threads.unfollow, actor=actor, thread_uuid=room_uuid))


@router.put("/rooms/{room_uuid}/threads/follow", status_code=204, summary="Follow all new threads")
async def follow_new(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid) -> Response:
    """Follow every thread that's begun in a room from now on."""
    return await _done(chat, actor, partial(threads.follow_new, actor=actor, room_uuid=room_uuid, follows=True))


@router.delete("/rooms/{room_uuid}/threads/follow", status_code=204, summary="Don't follow new threads")
async def unfollow_new(chat: CurrentChat, actor: CurrentActor, room_uuid: PathUuid) -> Response:
    """Don't follow new threads of a room by themselves; those you follow stay."""
    return await _done(chat, actor, partial(threads.follow_new, actor=actor, room_uuid=room_uuid, follows=False))


async def _done(chat: Chat, actor: Actor, change: Callable[[UnitOfWork], Awaitable[None]]) -> Response:
    """Change something, and answer that it is done."""
    async with chat.changing(actor) as work:
        await change(work)
    return Response(status_code=204)
