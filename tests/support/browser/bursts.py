"""Many messages at once, and what pages must show afterwards."""

import asyncio
from contextlib import suppress
from typing import Any
from uuid import uuid4

import httpx

from tests.support.browser.element_tree import ROW
from tests.support.browser.page_client import PageClient
from tests.support.running.patience import until
from tests.support.servers.server import Person, Server


async def post_all(server: Server, person: Person, room: str, count: int, at_once: int = 64) -> None:
    """Post messages as fast as they are taken."""
    left = iter(range(count))
    async with server.http(person) as http:

        async def work() -> None:
            for number in left:
                new = {"body": f"burst {number}", "client_message_id": str(uuid4())}
                answer = await http.post(f"/api/v1/rooms/{room}/messages", json=new)
                assert answer.status_code == 201, answer.text

        await asyncio.gather(*(work() for _ in range(at_once)))


async def post_until(
    is_over: asyncio.Event, server: Server, person: Person, room: str, *, at_once: int = 16, pause: float = 0.0
) -> None:
    """Post messages one after the other in so many places until it is over; ``pause``: seconds between two."""

    async def work(http: httpx.AsyncClient) -> None:
        while not is_over.is_set():
            new = {"body": f"burst {uuid4().hex}", "client_message_id": str(uuid4())}
            answer = await http.post(f"/api/v1/rooms/{room}/messages", json=new)
            assert answer.status_code == 201, answer.text
            await asyncio.sleep(pause)

    async with server.http(person) as http:
        await asyncio.gather(*(work(http) for _ in range(at_once)))


async def whole(page: PageClient, count: int) -> None:
    """Wait until the page shows the newest message."""
    await until(lambda: [number for number, _ in page.rows()[-1:]] == [count])


async def is_the_database(server: Server, person: Person, room: str, *pages: Any) -> None:
    """Compare what pages show with what is stored: the newest messages, each once, in order, as they are now."""
    stored = await server.messages(person, room)
    rows = [(m["number"], m["client_message_id"]) for m in stored]
    for page in pages:
        await whole(page, len(stored))
        with suppress(AssertionError):  # what is missing is told below
            await until(lambda page=page: _are_newest(page.rows(), rows))
        shown = page.rows()
        assert shown == rows[len(rows) - len(shown) :]
        assert _are_newest(shown, rows)
        html = page.html()
        for m in stored[-len(shown) :]:
            assert m["body"] in html


def _are_newest(shown: list[tuple[int, str]], rows: list[tuple[int, str]]) -> bool:
    return len(shown) >= min(50, len(rows)) and shown == rows[len(rows) - len(shown) :]


class RecordingPage(PageClient):
    """A page that notes the order in which messages reached it."""

    def __init__(self, base: str, room: str, cookie: str) -> None:
        self.arrived: dict[int, None] = {}
        super().__init__(base, f"/rooms/{room}", cookie, on_update=self._note)

    def _note(self, update: dict[str, Any]) -> None:
        told = [str((element or {}).get("props", {}).get("innerHTML", "")) for element in update.values()]
        for number in sorted(int(number) for html in told for number, _ in ROW.findall(html)):
            self.arrived.setdefault(number)  # a browser takes in an update as a whole
