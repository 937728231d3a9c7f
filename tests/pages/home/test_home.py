"""Home: what is new for a person, live, and how it is marked read."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.support.browser.accessibility import violations
from tests.support.people.chats import OpenPage
from tests.support.servers import patient_home
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser


async def test_home_shows_the_last_words_of_unread_rooms_and_marks_them_read(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob, eve = [await server.person() for _ in range(3)]
    quiet, busy = await server.room(ann, bob), await server.room(ann, bob)
    for words in ("one", "two", "<b>three</b>"):
        await server.post(ann, busy, words)
    page = await open_page(server.base, bob)
    await expect(page).to_have_url(f"{server.base}/home")  # F7
    cards = page.get_by_role("main").locator(".unread-card")
    await expect(cards).to_have_count(1)
    await expect(cards.locator(".words")).to_have_text(["two", "<b>three</b>"])
    home = page.get_by_role("link", name="Home")
    await expect(home).to_have_attribute("aria-label", "Home, 3 unread")

    async with server.http(ann) as http:  # what is edited or deleted is not shown on: no newer message comes
        await http.patch(f"/api/v1/rooms/{busy}/messages/2", json={"body": "2"})
        await expect(cards.locator(".words")).to_have_text(["2", "<b>three</b>"])
        await http.delete(f"/api/v1/rooms/{busy}/messages/3")
        await expect(cards.locator(".words")).to_have_text(["one", "2"])
        await http.post(f"/api/v1/rooms/{busy}/messages/3/restore")
        await expect(cards.locator(".words")).to_have_text(["2", "<b>three</b>"])
    await server.post(ann, quiet, "and here")
    await expect(cards).to_have_count(2)
    await expect(cards.first.locator(".words")).to_have_text(["and here"])  # the newest first
    await cards.last.get_by_role("button", name="read").click()
    await expect(cards).to_have_count(1)
    await cards.get_by_role("button", name="read").click()
    await expect(page.get_by_role("heading", name="You're all caught up")).to_be_visible()
    await expect(home).to_have_attribute("aria-label", "Home")
    await expect(page.locator(".sidebar .room-row[data-kind=unread]")).to_have_count(0)
    await page.reload()
    await expect(page.get_by_role("heading", name="You're all caught up")).to_be_visible()  # it was stored

    async with server.http(bob) as http:  # what is left to do is below
        await http.put(f"/api/v1/me/drafts/{quiet}", json={"body": "half a thought", "revision": 0})
        await http.put(f"/api/v1/me/saved/{busy}/2")
    await server.post(ann, busy, f"@{bob.username}, look here")
    await server.post(ann, quiet, "quietly")
    lists = page.locator(".left-to-do")
    await expect(lists).to_have_count(3)
    await expect(lists.get_by_role("heading")).to_have_text(["Mentions", "Drafts", "Saved"])
    await expect(lists.locator(".words")).to_have_text([f"@{bob.username}, look here", "half a thought", "2"])
    await expect(cards).to_have_count(2)
    await page.get_by_role("button", name="Mark all read").click()
    await expect(cards).to_have_count(0)
    await expect(lists).to_have_count(2)  # the mention is read
    await expect(page.get_by_text("Marked 2 rooms as read.")).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await expect(cards).to_have_count(2)
    await expect(lists).to_have_count(3)
    await expect(home).to_have_attribute("aria-label", "Home, 2 unread")
    async with server.http(bob) as http:
        assert (await http.get(f"/api/v1/rooms/{busy}")).json()["unread_mentions"] == 1
        found = (await http.get("/api/v1/me/home")).json()
        assert (found["unread"], found["unread_mentions"]) == (2, 1)
        assert {one["room"]["uuid"] for one in found["rooms"]} == {busy, quiet}
        assert [len(found[name]) for name in ("mentions", "drafts", "saved")] == [1, 1, 1]
    await page.get_by_role("button", name="Mark all read").click()
    await expect(cards).to_have_count(0)

    other = await open_page(f"{server.base}/home", eve)
    await server.post(ann, busy, "for members")
    await expect(cards).to_have_count(1)
    await expect(other.locator(".unread-card, .left-to-do")).to_have_count(0)
    assert await violations(page) == []
    assert await violations(other) == []


async def test_what_is_marked_read_leaves_home_without_waiting_for_news(tmp_path: Path, open_page: OpenPage) -> None:
    server = await Server(tmp_path / "data", hurry=patient_home.hurry).start()
    ann, bob = await server.person(), await server.person()
    for _ in range(3):
        await server.post(ann, await server.room(ann, bob), "new")
    page = await open_page(f"{server.base}/home", bob)
    cards = page.get_by_role("main").locator(".unread-card")
    for left in (3, 2, 1):
        await expect(cards).to_have_count(left)
        await cards.first.get_by_role("button", name="read").click()
    await expect(page.get_by_role("heading", name="You're all caught up")).to_be_visible()
    await server.stop()
