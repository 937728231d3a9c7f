"""What routes need: the application, who is asking, and which room, person or message a path means."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from pydantic import BeforeValidator, WithJsonSchema

from chatapp import identity
from chatapp.authentication.rate_limit import asker_of
from chatapp.bootstrap import Chat
from chatapp.errors import Unauthenticated
from chatapp.identity import Actor
from chatapp.web.account_turns import begin_turn, require
from chatapp.web.parameters import number_of, uuid_of


def chat_of(request: Request) -> Chat:
    """Return the assembled application."""
    chat: Chat = request.app.state.chat
    return chat


async def the_chat(request: Request) -> Chat:
    """Return the same. It awaits nothing, but FastAPI would call a plain function in a thread."""
    return chat_of(request)


class OptionalBearer(HTTPBearer):
    """Who is asking, by bearer token. One dependency does it all: FastAPI takes as long for each as for a query."""

    def __init__(self) -> None:
        super().__init__(scheme_name="HTTPBearer", auto_error=False, description="A token from `POST /tokens`.")

    async def __call__(self, request: Request) -> Actor | None:  # type: ignore[override]
        """Return who is asking; None without a token.

        Raises:
            Unauthenticated: the token is unknown or expired.
        """
        given = await super().__call__(request)
        return await chat_of(request).sessions.bearer(given.credentials) if given else None


class Bearer(OptionalBearer):
    """The same, where a token is needed. Who asks faster than programs need to waits for their turn."""

    async def __call__(self, request: Request) -> Actor:  # type: ignore[override]
        """Return who is asking.

        Raises:
            Unauthenticated: the token is missing, unknown or expired.
            RateLimited: too many of their requests wait already.
        """
        actor = await self._known(request)
        await begin(request, actor)
        return actor

    async def _known(self, request: Request) -> Actor:
        actor = await OptionalBearer.__call__(self, request)
        if actor is None:
            raise Unauthenticated("Send a token: Authorization: Bearer …")
        await require(request.scope, chat_of(request).throttles.requests, asker_of(actor))
        return actor


class StreamBearer(Bearer):
    """The same for a body that is read as it comes, maybe for minutes: its turn begins when all is here (`begin`)."""

    async def __call__(self, request: Request) -> Actor:  # type: ignore[override]
        """Return who is asking, as `Bearer`."""
        return await self._known(request)


async def begin(request: Request, actor: Actor) -> None:
    """Wait until it is the turn of a request, which then lasts until it is answered.

    Raises:
        RateLimited: too many of the actor's requests wait already.
    """
    await begin_turn(request.scope, chat_of(request).throttles.turns, asker_of(actor))


@asynccontextmanager
async def whole_body(request: Request, actor: Actor) -> AsyncIterator[bytes]:
    """Yield a large body, of which an account has a few here at the same time; its turn begins when all is here.

    Raises:
        RateLimited: too many of the actor's wait already.
    """
    async with chat_of(request).throttles.forms.turn(asker_of(actor)):
        content = await request.body()
        await begin(request, actor)
        yield content


IN_A_PATH = WithJsonSchema({"type": "string"})
CurrentChat = Annotated[Chat, Depends(the_chat)]
CurrentActor = Annotated[Actor, Depends(Bearer())]
StreamActor = Annotated[Actor, Depends(StreamBearer())]
OptionalActor = Annotated[Actor | None, Depends(OptionalBearer())]
PathUuid = Annotated[UUID, BeforeValidator(uuid_of), IN_A_PATH]
PathNumber = Annotated[int, BeforeValidator(number_of), IN_A_PATH]


async def require_administrator(chat: CurrentChat, actor: CurrentActor) -> None:
    """Let only administrators pass, before anything they sent is looked at; the services ask again.

    Raises:
        NotFound: the actor is no administrator.
    """
    async with chat.reading() as session:
        await identity.require_administrator(session, actor)
