"""What routes need: the application, who is asking, and which room, person or message a path means."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BeforeValidator, WithJsonSchema

from chatapp import identity
from chatapp.authentication.rate_limit import asker_of
from chatapp.bootstrap import Chat
from chatapp.errors import Unauthenticated
from chatapp.identity import Actor
from chatapp.web.parameters import number_of, uuid_of
from chatapp.web.weighing import begin_turn

scheme = HTTPBearer(auto_error=False, description="A token from `POST /tokens`.")


def the_chat(request: Request) -> Chat:
    """Return the assembled application."""
    chat: Chat = request.app.state.chat
    return chat


CurrentChat = Annotated[Chat, Depends(the_chat)]


async def the_actor(
    request: Request, chat: CurrentChat, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(scheme)]
) -> Actor:
    """Return who is asking, by bearer token. Who asks faster than programs need to waits for their turn.

    Raises:
        Unauthenticated: the token is missing, unknown or expired.
        RateLimited: too many of their requests wait already.
    """
    if credentials is None:
        raise Unauthenticated("Send a token: Authorization: Bearer …")
    actor = await chat.sessions.bearer(credentials.credentials)
    await begin_turn(request.scope, chat.throttles.requests, chat.throttles.turns, asker_of(actor))
    return actor


async def the_actor_if_any(
    chat: CurrentChat, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(scheme)]
) -> Actor | None:
    """Return who is asking, by bearer token; None without one.

    Raises:
        Unauthenticated: the token is unknown or expired.
    """
    return await chat.sessions.bearer(credentials.credentials) if credentials else None


IN_A_PATH = WithJsonSchema({"type": "string"})
CurrentActor = Annotated[Actor, Depends(the_actor)]
OptionalActor = Annotated[Actor | None, Depends(the_actor_if_any)]
PathUuid = Annotated[UUID, BeforeValidator(uuid_of), IN_A_PATH]
PathNumber = Annotated[int, BeforeValidator(number_of), IN_A_PATH]


async def require_administrator(chat: CurrentChat, actor: CurrentActor) -> None:
    """Let only administrators pass, before anything they sent is looked at; the services ask again.

    Raises:
        NotFound: the actor is no administrator.
    """
    async with chat.reading() as session:
        await identity.require_administrator(session, actor)
