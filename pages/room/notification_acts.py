"""What a notification does without a page: it marks a room as read, sends an answer, or goes when it is over.

The worker asks with the browser's cookie; `SecurityMiddleware` refuses every other site, and the services those who
have no right.
"""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from chatapp import messages, notifications
from chatapp.authentication.rate_limit import asker_of
from chatapp.bootstrap import Chat
from chatapp.errors import Unauthenticated
from chatapp.identity import Actor
from chatapp.web import urls
from chatapp.web.parameters import LARGEST
from pages.shell.authentication.session import require_visit

ENDED: Final = "You've been signed out. Sign in again to answer."
MOST: Final = 200  # notifications that are asked for at once

AlertId = Annotated[int, Field(ge=0, le=LARGEST)]


class _Read(BaseModel):
    """Up to which message a room was read. ``account``: whom the notification was for."""

    account: UUID
    room: UUID
    number: int = Field(ge=0, le=LARGEST)


class _Reply(BaseModel):
    """An answer. ``number``: of the message that it was seen with; ``reply_to``: the same, if it is to be quoted."""

    account: UUID
    room: UUID
    body: str
    key: str
    number: int = Field(ge=0, le=LARGEST)
    reply_to: int | None = Field(default=None, ge=1, le=LARGEST)


class _Shown(BaseModel):
    """What the system shows, by the newest alert that each stands for. ``summaries``: of several."""

    ids: list[AlertId] = Field(max_length=MOST)
    summaries: list[AlertId] = Field(default=[], max_length=MOST)


def routes(chat: Chat) -> APIRouter:
    """Return the routes. `SessionMiddleware` lets what changes something pass, so who asks is found here."""
    router = APIRouter(include_in_schema=False)

    @router.post(urls.NOTICE_READ, status_code=204)
    async def read(request: Request, seen: _Read) -> Response:
        """Mark a room as read up to a message."""
        actor = await _actor(request, seen.account)
        async with chat.changing(actor) as work:
            await messages.mark_read(work, actor=actor, room_uuid=seen.room, number=seen.number)
        return Response(status_code=204)

    @router.post(urls.NOTICE_REPLY, status_code=204)
    async def reply(request: Request, answer: _Reply) -> Response:
        """Post an answer, and mark as read what it answers."""
        actor = await _actor(request, answer.account)
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

    @router.post(urls.NOTICES_SHOWN)
    async def shown(request: Request, notices: _Shown) -> dict[str, list[int]]:
        """Answer with those that are over: read, deleted, out of sight, or another account's."""
        actor = await _actor(request)
        async with chat.reading() as session:
            wanted = await notifications.still_unread(
                session, actor=actor, alert_ids=notices.ids, summaries=notices.summaries
            )
        return {"over": [one for one in (*notices.ids, *notices.summaries) if one not in wanted]}

    async def _actor(request: Request, account: UUID | None = None) -> Actor:
        """Return who is signed in with this browser. ``account``: if it is them, and not who was here before."""
        visit = await require_visit(chat, request, ENDED)
        if account not in (None, visit.actor.uuid):
            raise Unauthenticated(ENDED)
        await chat.throttles.requests.require(asker_of(visit.actor))
        return visit.actor

    return router
