"""The REST API in this process, behind the guard it has in production, and programs that talk to it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID, uuid4
from weakref import proxy

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp

import chatapp.api
from chatapp.bootstrap import Chat
from chatapp.identity import Actor
from chatapp.web import health, urls
from chatapp.web.security import SecurityMiddleware
from tests.support.people.chats import MakePerson
from tests.support.people.members import make_members

BASE = "http://localhost:8080"


async def no_crash(response: httpx.Response) -> None:
    """Hold every answer of every test here to this: never a crash, never a stack trace, errors are problem JSON."""
    await response.aread()
    asked = f"{response.request.method} {response.request.url}"
    assert response.status_code != 500, f"{asked}: {response.text}"
    assert "Traceback" not in response.text, asked
    assert response.headers.get("x-frame-options") == "DENY", f"{asked}: not through the guard"
    if response.status_code >= 400 and response.request.method != "HEAD" and "/api/" in response.request.url.path:
        told = problem(response)
        assert told["status"] == response.status_code
        assert told["title"]
        assert told["detail"]


def problem(response: httpx.Response) -> dict[str, Any]:
    """Return a problem, after checking that it is one."""
    assert response.headers["content-type"] == "application/problem+json", response.text
    told: dict[str, Any] = response.json()
    assert told["type"] == "about:blank"
    return told


def fields(response: httpx.Response) -> set[str]:
    """Return the names of the fields a problem complains about; each must come with a sentence."""
    errors = problem(response).get("errors", [])
    assert all(error["detail"].strip().endswith((".", "!")) for error in errors), errors
    return {error["field"] for error in errors}


class Program(httpx.AsyncClient):
    """A program; with an actor, it acts for a person."""

    actor: Actor
    chat: Chat

    def __init__(self, app: ASGIApp, token: str = "", address: str = "127.0.0.1") -> None:
        super().__init__(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 50_000)),
            base_url=f"{BASE}/api/v1/",
            headers={"Authorization": f"Bearer {token}"} if token else {},
            event_hooks={"response": [no_crash]},
        )

    async def room(self, *members: "Program", name: str = "", visibility: str = "public", password: str = "") -> str:
        """Create a room with these members, who were in it from the start; returns its uuid."""
        new = {"name": name or f"Room {uuid4().hex[:8]}", "visibility": visibility, "password": password}
        made = await self.post("rooms", json=new)
        assert made.status_code == 201, made.text
        room = str(made.json()["uuid"])
        people = [member.actor.uuid for member in members]
        await make_members(self.chat, UUID(room), *people, is_added=visibility != "public")
        return room

    async def direct(self, partner: "Program") -> str:
        """Open the room of two people; returns its uuid."""
        opened = await self.post("direct", json={"to": partner.actor.username})
        assert opened.status_code == 201, opened.text
        return str(opened.json()["uuid"])

    async def say(self, room: str, body: str, key: str = "") -> httpx.Response:
        """Post a message."""
        return await self.post(f"rooms/{room}/messages", json={"body": body, "client_message_id": key or str(uuid4())})

    async def bodies(self, room: str) -> list[str]:
        """Return what was said in a room, oldest first (at most 200)."""
        read = await self.get(f"rooms/{room}/messages", params={"limit": 200})
        return [message["body"] for message in read.json()["messages"]]


MakeProgram = Callable[..., Awaitable[Program]]


@pytest.fixture(scope="session")
def built() -> list[FastAPI]:
    """The REST API, once it is built: FastAPI describes every route anew for each application, which takes longest."""
    return []


@pytest.fixture
def api(chat: Chat, built: list[FastAPI]) -> FastAPI:
    """The REST API itself, with the Chat that it looks up on every request."""
    if not built:
        built.append(chatapp.api.build(chat))
    api = built[0]
    api.state.chat = chat
    return api


@pytest.fixture
def app(chat: Chat, api: FastAPI) -> ASGIApp:
    """The application as programs meet it."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(health.router(proxy(chat)))  # FastAPI never forgets a route's function: it would keep the Chat
    app.mount(urls.API, api)
    return SecurityMiddleware(app)


@pytest.fixture
async def stranger(app: ASGIApp) -> AsyncIterator[Program]:
    """A program without a token, on this machine."""
    async with Program(app) as http:
        yield http


@pytest.fixture
async def program(app: ASGIApp, chat: Chat, person: MakePerson) -> AsyncIterator[MakeProgram]:
    """Makes a person and a program that acts for them: ``ann = await program("ann")``."""
    async with AsyncExitStack() as stack:

        async def make(username: str) -> Program:
            actor = await person(username)
            token = (await chat.sessions.make_token(actor=actor, name="program")).token
            http = await stack.enter_async_context(Program(app, token))
            http.actor, http.chat = actor, chat
            return http

        yield make
