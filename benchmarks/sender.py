"""Posts messages the two ways the product offers, and knows when each is durable."""

import asyncio
import re
from typing import Protocol

import httpx

from benchmarks.page import Page
from tests.support.servers.server import Person, Server

ANSWER = re.compile(r'chatapp\.sendQueue\.(\w+)\("([^"]+)"')


class Sender(Protocol):
    """Posts messages into one room."""

    async def post(self, key: str, body: str) -> None:
        """Post; returns when the server says that the message is durable.

        Raises:
            RuntimeError: the server refused it.
        """

    async def close(self) -> None:
        """Release the sender's resources."""


class PageSender:
    """Posts from an open page, as the browser's send queue does, and waits for the answer.

    ``room``: the room to post into; by default the one that the page shows.
    """

    def __init__(self, page: Page, room: str = "") -> None:
        self._page = page
        self._room = room or page.room
        self._waiting: dict[str, asyncio.Future[None]] = {}
        page.on_script = self._on_script

    async def post(self, key: str, body: str) -> None:
        """Send `message_post`; returns on `sendQueue.done`."""
        future = self._waiting[key] = asyncio.get_running_loop().create_future()
        await self._page.post(self._room, key, body)
        await future

    async def close(self) -> None:
        """Stop listening. The caller who opened the page closes it."""
        self._page.on_script = None

    def _on_script(self, code: str) -> None:
        answer = ANSWER.match(code)
        if answer is None or (future := self._waiting.pop(answer[2], None)) is None or future.done():
            return
        if answer[1] == "done":
            future.set_result(None)
        else:
            future.set_exception(RuntimeError(f"a post was not stored: {code}"))


class RestSender:
    """Posts by REST over kept connections."""

    def __init__(self, server: Server, person: Person, room: str) -> None:
        self._path = f"/api/v1/rooms/{room}/messages"
        self._http: httpx.AsyncClient = server.http(person)

    async def post(self, key: str, body: str) -> None:
        """Post; returns on 201."""
        answer = await self._http.post(self._path, json={"body": body, "client_message_id": key})
        if answer.status_code != 201:
            raise RuntimeError(f"a post was not stored: {answer.status_code} {answer.text}")

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()
