"""What a notification does without a page: it marks a room as read, or sends an answer.

The worker asks with the browser's cookie; `SecurityMiddleware` refuses every other site, and the services those who
have no right.
"""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from chatapp import messages
from chatapp.authentication.rate_limit import asker_of
from chatapp.bootstrap import Chat
from chatapp.errors import Unauthenticated
from chatapp.identity import Actor
from chatapp.web import urls
from chatapp.web.parameters import LARGEST
from pages.shell.session import COOKIE

ENDED: Final = "You've been signed out. Sign in again to answer."


class _Read(BaseModel):
    """Up to which message a room was read."""

    room: UUID
    number: int = Field(ge=0, le=LARGEST)


class _Reply(BaseModel):
    """An answer. ``number``: of the message that it was seen with; ``reply_to``: the same, if it is to be quoted."""

    room: UUID
    body: str
    key: str
    number: int = Field(ge=0, le=LARGEST)
    reply_to: int | None = Field(default=None, ge=1, le=LARGEST)


def routes(chat: Chat) -> APIRouter:
    """Return the routes. `SessionMiddleware` lets what changes something pass, so who asks is found here."""
    router = APIRouter(include_in_schema=False)

    @router.post(urls.NOTICE_READ, status_code=204)
    async def read(request: Request, seen: _Read) -> Response:
        """Mark a room as read up to a message."""
        actor = await _actor(request)
        async with chat.changing(actor) as work:
            await messages.mark_read(work, actor=actor, room_uuid=seen.room, number=seen.number)
        return Response(status_code=204)

    @router.post(urls.NOTICE_REPLY, status_code=204)
    async def reply(request: Request, answer: _Reply) -> Response:
        """Post an answer, and mark as read what it answers."""
        actor = await _actor(request)
        await messages.post(
            chat.post_queue,
            actor=actor,
            room_uuid=answer.room,
            body=answer.body,
            client_message_id=answer.key,
            reply_to=answer.reply_to,
        )
        async with chat.changing(actor) as work:
            await messages.mark_read(work, actor=actor, room_uuid=answer.room, number=answer.number)
        return Response(status_code=204)

    async def _actor(request: Request) -> Actor:
        visit = await chat.sessions.visit(request.cookies.get(COOKIE, ""))
        if visit is None:
            raise Unauthenticated(ENDED)
        await chat.throttles.requests.require(asker_of(visit.actor))
        return visit.actor

    return router
