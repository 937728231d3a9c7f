"""A page whose browser has no websocket: Engine.IO's long polling, as a proxy that blocks the upgrade forces it."""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass

import httpx

from tests.page_client import PageClient, _text

SEPARATOR = "\x1e"


@dataclass
class PollingClient(PageClient):
    """One open page that asks again and again."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._http = httpx.AsyncClient(headers={**self.headers, "Cookie": self.cookie}, timeout=60)
        self._sid = ""

    @property
    def _address(self) -> str:
        return f"{self.base}/_nicegui_ws/socket.io/"

    def _query(self) -> dict[str, str]:
        named = {name: _text(value) for name, value in self.query.items()}
        own = {"tab_id": self.tab_id, "document_id": self.document_id, "next_message_id": str(self.next_message_id)}
        sid = {"sid": self._sid} if self._sid else {}
        return {"EIO": "4", "transport": "polling", **named, **own, **sid}

    async def open(self) -> "PollingClient":
        """Load the page, connect, and keep asking until `close`."""
        await self.get()
        opened = await self._http.get(self._address, params=self._query())
        self._sid = json.loads(opened.text[1:])["sid"]
        await self._send("40")
        self._task = asyncio.create_task(self._poll(), name="page polls")
        await self.is_ready.wait()
        return self

    async def close(self) -> None:
        """Close the page."""
        await super().close()
        await self._http.aclose()

    async def _send(self, packet: str) -> None:
        await self._http.post(self._address, params=self._query(), content=packet)

    async def _poll(self) -> None:
        with suppress(httpx.HTTPError):
            while True:
                answer = await self._http.get(self._address, params=self._query())
                for packet in answer.text.split(SEPARATOR):
                    await self._packet(packet)

    async def _packet(self, packet: str) -> None:
        if packet == "2":
            await self._send("3")
        elif packet.startswith("40"):
            self.is_ready.set()
        elif packet.startswith("42"):
            name, *args = json.loads(packet[2:])
            self._take(name, args[0] if args else {})
