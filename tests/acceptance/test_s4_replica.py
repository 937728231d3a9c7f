"""S4, main and replica: people and programs while one of the two databases is away."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.acceptance.requirements import proves
from tests.acceptance.scenes import messages
from tests.support.browser.accessibility import violations
from tests.support.people.chats import OpenPage
from tests.support.running.patience import becomes
from tests.support.servers.server import Server
from tests.support.servers.standby import Pair

pytestmark = pytest.mark.browser

SAID = "Chatapp can't save right now."


@pytest.fixture
async def replicated(tmp_path: Path, pair: Pair) -> AsyncIterator[Server]:
    """A server that writes to one database and reads from its standby."""
    name = pair.copy()
    urls = {"CHATAPP_DATABASE_URL": pair.url(name), "CHATAPP_REPLICA_URL": pair.standby.url(name)}
    server = await Server(tmp_path / "data", urls).start()
    yield server
    await server.stop()
    pair.mend()
    pair.drop(name)


def said(page: Page) -> Locator:
    """What stands in the messages a page shows."""
    return messages(page).locator(".body")


@proves("S4.4", "S4.6")
async def test_while_the_main_database_is_away_people_read_on_and_what_they_send_goes_out_once(
    replicated: Server, pair: Pair, open_page: OpenPage
) -> None:
    server = replicated
    ann, ben = await server.person(), await server.person()
    room = await server.room(ann, ben)
    await server.post(ann, room, "before")
    writer = await open_page(f"{server.base}/rooms/{room}", ann)
    reader = await open_page(f"{server.base}/rooms/{room}", ben)
    await asyncio.to_thread(pair.standby.follow)
    await asyncio.to_thread(pair.primary.kill)
    refused = await server.post(ann, room, "by a program", "the program's key")
    assert refused.status_code == 503
    assert int(refused.headers["retry-after"]) > 0
    assert [message["body"] for message in await server.messages(ben, room)] == ["before"]
    for page in (writer, reader):
        await expect(page.get_by_role("alert").filter(has_text=SAID)).to_be_visible()
    await writer.get_by_label("Message", exact=True).fill("while it was away")
    await writer.keyboard.press("Enter")
    await expect(writer.locator(".waiting")).to_contain_text("while it was away")
    await writer.reload()
    await expect(said(writer)).to_have_text(["before"])
    await expect(writer.get_by_role("alert").filter(has_text=SAID)).to_be_visible()
    await expect(writer.locator(".waiting")).to_contain_text("while it was away")
    assert await violations(writer, fitting=".banner") == []
    await asyncio.to_thread(pair.mend)
    for page in (writer, reader):
        await expect(said(page)).to_have_text(["before", "while it was away"])
        await expect(page.get_by_text(SAID)).to_have_count(0)
    await expect(writer.locator(".waiting")).to_have_count(0)
    assert (await server.post(ann, room, "by a program", "the program's key")).status_code == 201
    assert (await server.post(ann, room, "by a program", "the program's key")).status_code == 200
    stored = [message["body"] for message in await server.messages(ben, room)]
    assert stored == ["before", "while it was away", "by a program"]


@proves("S4.4")
async def test_a_standby_that_shows_nothing_new_hides_nothing_from_anybody(
    replicated: Server, pair: Pair, open_page: OpenPage
) -> None:
    server = replicated
    ann, ben = await server.person(), await server.person()
    room = await server.room(ann, ben)
    await asyncio.to_thread(pair.standby.pause)
    for number in range(1, 11):
        assert (await server.post(ann, room, f"message {number}")).json()["number"] == number
        assert len(await server.messages(ben, room)) == number
    page = await open_page(f"{server.base}/rooms/{room}", ben)
    await expect(messages(page)).to_have_count(10)
    async with server.http() as http:

        async def replica() -> str:
            return str((await http.get("/readyz")).json()["checks"]["replica"])

        await becomes("lagging", replica)
    await page.reload()
    await expect(messages(page)).to_have_count(10)


@proves("S4.6")
async def test_whoever_loads_a_page_while_both_databases_are_away_has_it_when_they_are_back(
    replicated: Server, pair: Pair, open_page: OpenPage
) -> None:
    server = replicated
    ann = await server.person()
    room = await server.room(ann)
    await server.post(ann, room, "before")
    page, index = [await open_page(f"{server.base}{path}", ann) for path in (f"/rooms/{room}", "/rooms")]
    for database in (pair.primary, pair.standby):
        await asyncio.to_thread(database.kill)
    answer = await page.reload()
    assert answer is not None
    assert answer.status == 503
    await index.locator(f".sidebar a[href='/rooms/{room}']").click()
    for each in (page, index):
        await expect(each.get_by_role("heading", name="Back in a moment")).to_be_visible()
        await expect(each.get_by_text("We'll keep trying.")).to_be_visible()
    await asyncio.to_thread(pair.mend)
    for each in (page, index):
        await expect(said(each)).to_have_text(["before"])
