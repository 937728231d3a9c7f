"""A browser's connection when it has no websocket: Engine.IO's long polling, as behind a proxy that blocks the upgrade.

It is used like the websocket of `page_client.py`, so that a page may come back over the one or the other.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress

import httpx
from websockets.exceptions import ConnectionClosed, ConnectionClosedError

from tests.support.servers import loopback

SEPARATOR = "\x1e"
OPEN, CLOSE = "0", "1"


class PollingSocket:
    """One connection, which asks again and again."""

    def __init__(self, address: str, query: dict[str, str], headers: dict[str, str]) -> None:
        self._address, self._query = address, {**query, "transport": "polling"}
        self._http = loopback.client(headers=headers)
        self._packets: deque[str] = deque()
        self._under_way: set[asyncio.Task[httpx.Response]] = set()
        self._closing: asyncio.Task[None] | None = None

    @property
    def transport(self) -> "PollingSocket":
        """What can be aborted."""
        return self

    async def recv(self) -> str:
        """Return the next packet.

        Raises:
            ConnectionClosed: there will be none.
        """
        while not self._packets:
            self._take(await self._request("GET"))
        return self._packets.popleft()

    def _take(self, answer: httpx.Response) -> None:
        packets = answer.text.split(SEPARATOR) if answer.status_code == 200 else [CLOSE]
        if packets[0] == CLOSE:
            self.abort()
        elif "sid" not in self._query:
            self._query["sid"] = json.loads(packets[0].removeprefix(OPEN))["sid"]
        self._packets.extend(packet for packet in packets if packet != CLOSE)

    async def __aiter__(self) -> AsyncIterator[str]:
        """Go through the packets until the end."""
        while True:
            yield await self.recv()

    async def send(self, packet: str) -> None:
        """Send a packet.

        Raises:
            ConnectionClosed: the server takes no more.
        """
        answer = await self._request("POST", content=packet)
        if answer.status_code != 200:
            self.abort()
            raise ConnectionClosedError(None, None)

    async def _request(self, method: str, content: str | None = None) -> httpx.Response:
        if self._closing is not None:
            raise ConnectionClosedError(None, None)
        asked = self._http.request(method, self._address, params=self._query, content=content)
        request = asyncio.create_task(asked)
        self._under_way.add(request)
        try:
            return await request
        except (httpx.HTTPError, RuntimeError, asyncio.CancelledError) as error:
            if self._closing is None and isinstance(error, asyncio.CancelledError):
                raise
            self.abort()  # nobody asks again, so nobody else would let go of its connections
            raise ConnectionClosedError(None, None) from error
        finally:
            self._under_way.discard(request)

    def abort(self) -> None:
        """Ask no more, without a word: the server finds out by itself."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._end())

    async def _end(self) -> None:
        """Let go of the connections, once nobody is about to open another: that one would stay open."""
        for request in self._under_way:
            request.cancel()
        if self._under_way:
            await asyncio.wait(self._under_way)
        await self._http.aclose()

    async def close(self) -> None:
        """Say goodbye, as a browser does that leaves the page."""
        if self._closing is None:
            with suppress(ConnectionClosed):
                await self.send(CLOSE)
        self.abort()
        if self._closing is not None:
            await self._closing
