"""A server with an administrator, whom the command line has made before anybody else came."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.acceptance.scenes import another_browser
from tests.support.servers.server import Person, Server, kept_port
from tests.test_cli import Ran, admin

ADMINISTRATION = "/api/v1/admin"


@dataclass
class Office:
    """The server, the administrator, and what ``chatapp create-admin`` has said."""

    server: Server
    ada: Person
    made: Ran

    async def ask(self, person: Person, method: str, path: str, **given: Any) -> int:
        """Ask the administration's REST API; returns the status. ``given``: httpx's ``json`` and ``params``."""
        async with self.server.http(person) as http:
            return (await http.request(method, f"{ADMINISTRATION}/{path}", **given)).status_code

    async def get(self, path: str, **params: str) -> Any:
        """Return what the administrator reads by REST."""
        async with self.server.http(self.ada) as http:
            answer = await http.get(f"{ADMINISTRATION}/{path}", params=params)
            assert answer.status_code == 200, answer.text
            return answer.json()

    async def trail(self) -> list[tuple[str, str, str]]:
        """Return the last fifty acts, the newest first: who, what, whom or what it concerned."""
        entries = (await self.get("audit"))["entries"]
        return [(entry["actor_name"], entry["action"], entry["subject"]) for entry in entries]


async def opened(place: Path, engines: dict[str, str]) -> Office:
    """Make the administrator, start the server, and sign the administrator in."""
    made = await asyncio.to_thread(admin, place, "ada", CHATAPP_SIGNUP="closed", **engines)
    server = await Server(place / "data", engines, kept_port("office")).start()
    return Office(server, await another_browser(server, "ada"), made)
