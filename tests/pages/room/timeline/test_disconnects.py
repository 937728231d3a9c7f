"""Hundreds of disconnects while people post, edit and delete: every page ends equal to the database.

CHATAPP_TEST_EXAMPLES: other than 1, a thousand of them.

The pages speak NiceGUI's protocol without a browser. They lose their connection without a word at any moment, even with
half a frame read; they come back at once, later, over long polling, or so late that the server has forgotten them.
"""

import asyncio
import os
import random
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.support.browser.page_client import PageClient
from tests.support.running.patience import until
from tests.support.servers.server import Person, Server

PAGES, PEOPLE = 20, 5
IS_BY_DAY = os.environ.get("CHATAPP_TEST_EXAMPLES", "1") == "1"
CUTS = {"shared": 80 if IS_BY_DAY else 1000, "public": 200}  # all pages together
FORGOTTEN = 2.0  # seconds after which the server has forgotten a page that is away
ROW = re.compile(
    r'<article [^>]*data-number="(\d+)" data-author="[^"]*" data-key="([^"]*)">'
    r'.*?<div class="body">(.*?)</div></article>',
    re.DOTALL,
)
GONE, EDITED = "This message was deleted.", "(edited)"
Row = tuple[int, str, str]


class Watched(PageClient):
    """A page that is looked at while everything happens."""

    is_strict = True  # the public way may show what was lost after what is newer, for half a second
    looked = 0
    versions: dict[int, int]

    def look(self) -> None:
        """What a page shows is in order, each message once, and no message goes back to what it was."""
        self.looked += 1
        rows = self.messages()
        numbers = [number for number, _, _ in rows]
        assert numbers == sorted(set(numbers))
        if self.is_strict:
            assert numbers == list(range(numbers[0], numbers[-1] + 1)) if numbers else True
            for number, _, words in rows:
                assert version(words) >= self.versions.get(number, 0), f"message {number} is as it was before"
        self.versions = {number: version(words) for number, _, words in rows}

    def __post_init__(self) -> None:
        super().__post_init__()
        self.versions = {}
        self.on_update = self._sometimes
        self._updates = 0

    def _sometimes(self, _: dict[str, Any]) -> None:
        self._updates += 1
        if self._updates % 20 == 0:
            self.look()

    def messages(self) -> list[Row]:
        """Return number, key and words of each message shown, from the top."""
        return [(int(number), key, plain(body)) for number, key, body in ROW.findall(self.html())]


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html).strip()


def version(words: str) -> int:
    """Say how often a message was changed; a deleted one is never anything else again."""
    found = re.search(r"version (\d+)", words)
    return int(found[1]) if found else 1 << 30


class Life:
    """One person who posts, edits and deletes until all have had enough."""

    def __init__(self, server: Server, person: Person, room: str, seed: int) -> None:
        self._http = server.http(person)
        self._path = f"/api/v1/rooms/{room}/messages"
        self._dice = random.Random(seed)
        self._own: list[int] = []
        self._versions = count(2)
        self.posted: dict[str, int] = {}

    async def live(self, is_over: asyncio.Event) -> None:
        async with self._http as http:
            while not is_over.is_set():
                await self._act(http)
                await asyncio.sleep(self._dice.uniform(0.0, 0.1))

    async def _act(self, http: httpx.AsyncClient) -> None:
        what = self._dice.random()
        if what < 0.6 or not self._own:
            key = str(uuid4())
            posted = await http.post(self._path, json={"body": f"{key} version 1", "client_message_id": key})
            assert posted.status_code == 201, posted.text
            self.posted[key] = posted.json()["number"]
            self._own.append(self.posted[key])
            return
        number = self._own[max(0, len(self._own) - 1 - int(self._dice.expovariate(0.1)))]
        if what < 0.85:
            changed = await http.patch(f"{self._path}/{number}", json={"body": f"version {next(self._versions)}"})
            assert changed.status_code == 200, changed.text
        else:
            self._own.remove(number)
            assert (await http.delete(f"{self._path}/{number}")).status_code == 204


class Fate:
    """What happens to one page's connection."""

    def __init__(self, page: Watched, seed: int) -> None:
        self._page, self._dice = page, random.Random(seed)
        self.cuts = 0

    async def strike(self, times: int) -> None:
        page, dice = self._page, self._dice
        for _ in range(times):
            await asyncio.sleep(dice.uniform(0.0, 0.25))
            await page.is_ready.wait()
            page.is_polling = dice.random() < 0.1
            away = dice.choices((0.0, dice.uniform(0.01, 0.6), FORGOTTEN * 1.6), (0.75, 0.22, 0.03))[0]
            await page.cut()
            self.cuts += 1
            await asyncio.sleep(away)
            page.mend()
        await page.is_ready.wait()
        page.look()


@pytest.fixture(params=["shared", pytest.param("public", marks=pytest.mark.nightly)])
async def forgetful(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Server]:
    """A server that soon forgets a page that is away, for each way that messages can take."""
    settings = {"CHATAPP_FANOUT": request.param, "CHATAPP_RECONNECT_SECONDS": str(FORGOTTEN)}
    server = await Server(tmp_path / "data", settings).start()
    yield server
    await server.stop()


async def test_disconnects_lose_double_and_disorder_nothing(forgetful: Server) -> None:
    server, is_over = forgetful, asyncio.Event()
    is_shared = server.settings["CHATAPP_FANOUT"] == "shared"
    people = [await server.person() for _ in range(PEOPLE)]
    room = await server.room(people[0], *people[1:])
    pages = [Watched(server.base, f"/rooms/{room}", people[n % PEOPLE].cookie) for n in range(PAGES)]
    for page in pages:
        page.is_strict = is_shared
        await page.open()
    lives = [Life(server, person, room, seed) for seed, person in enumerate(people)]
    living = [asyncio.create_task(life.live(is_over)) for life in lives]
    fates = [Fate(page, 100 + seed) for seed, page in enumerate(pages)]
    cuts = CUTS[server.settings["CHATAPP_FANOUT"]]
    await asyncio.gather(*(fate.strike(cuts // PAGES) for fate in fates))
    is_over.set()
    await asyncio.gather(*living)

    stored = await server.messages(people[0], room)
    assert {m["client_message_id"]: m["number"] for m in stored} == {
        k: n for life in lives for k, n in life.posted.items()
    }
    assert [m["number"] for m in stored] == list(range(1, len(stored) + 1))
    expected = [(m["number"], m["client_message_id"], words_of(m)) for m in stored]
    for page in pages:
        await until_equal(page, expected)
    assert sum(fate.cuts for fate in fates) == cuts
    assert sum(page.connections + page.reloads for page in pages) >= cuts
    assert any(page.reloads for page in pages)
    assert all(page.looked for page in pages)
    for page in pages:
        await page.close()


def words_of(stored: dict[str, Any]) -> str:
    if stored["deleted_at"]:
        return GONE
    return str(stored["body"]) + (EDITED if stored["edited_at"] else "")


async def until_equal(page: Watched, expected: list[Row]) -> None:
    """Wait until the page shows a stretch as it is stored, every message of it, and nothing else.

    It ends with the newest, unless the page was loaded anew, which opens it at the last place read.
    """

    def there(rows: list[Row]) -> list[Row]:
        first = rows[0][0] - 1 if rows and page.reloads else -len(rows)
        return expected[first : first + len(rows) or None]

    enough = min(20 if page.reloads else 50, len(expected))  # around the last place read there are no more
    with suppress(AssertionError):  # what is missing is told below
        await until(lambda: len(rows := page.messages()) >= enough and rows == there(rows))
    rows = page.messages()
    assert rows == there(rows)
    assert len(rows) >= enough
