"""The client against a real server: each test by plain code and by code with await."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from chatapp.client import AsyncChat, Chat
from tests.support.servers.server import Person, Server

PLAIN, ASYNC = "plain", "async"


class Client:
    """A person's client, called in the same way whichever it is. Plain code runs in a thread, as it would block."""

    def __init__(self, chat: Chat | AsyncChat) -> None:
        self.chat = chat

    async def __call__(self, method: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call a method and return what it returns; of what it yields, all."""
        if inspect.iscoroutinefunction(method):
            return await method(*args, **kwargs)
        if inspect.isasyncgenfunction(method):
            return [one async for one in method(*args, **kwargs)]
        found = await asyncio.to_thread(method, *args, **kwargs)
        return await asyncio.to_thread(list, found) if inspect.isgenerator(found) else found

    async def room(self, name: Any) -> Any:
        """Return a room."""
        return await self(self.chat.room, name)

    async def close(self) -> None:
        """Close its connections."""
        await self(self.chat.close)


MakeClient = Callable[..., Client]


@pytest.fixture(params=[PLAIN, ASYNC])
async def client(request: pytest.FixtureRequest, server: Server) -> AsyncIterator[MakeClient]:
    """Makes the client of a person: ``client(ann)``; ``url``: of a proxy or another server."""
    made: list[Client] = []

    def make(person: Person, url: str = "", patience: float = 60) -> Client:
        kind = Chat if request.param == PLAIN else AsyncChat
        made.append(Client(kind(url or server.base, person.token, patience=patience)))
        return made[-1]

    yield make
    for one in made:
        await one.close()
