"""Searching as people do it: find, jump, come back; in a room; wrong operators; outsiders find nothing."""

import pytest
from playwright.async_api import expect

from tests.support.browser.accessibility import violations
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser


async def test_one_finds_jumps_and_comes_back_to_the_results_as_they_were(server: Server, open_page: OpenPage) -> None:
    ann, bob, eve = [await server.person() for _ in range(3)]
    room, other = await server.room(ann, bob), await server.room(ann, bob)
    key = f"zq{ann.username}"
    for number in range(30):
        await server.post(ann, room, f"{number}: what about {key}-{number:02}?")
    await server.post(ann, other, f"elsewhere {key}-x")
    page = await open_page(f"{server.base}/home", bob)
    await page.keyboard.press("Control+k")
    await page.keyboard.type(key)
    await page.get_by_role("option", name=f"Search messages for “{key}”").click()
    hits = page.locator("[data-hit]")
    await expect(hits).to_have_count(20)
    assert await violations(page) == []
    await expect(page.locator(".search-row mark").first).to_have_text(key)
    await page.get_by_role("button", name="Show more").click()
    await expect(hits).to_have_count(31)
    await page.get_by_label("Search messages").focus()
    for _ in range(25):
        await page.keyboard.press("ArrowDown")
    wanted = await page.evaluate("document.activeElement.getAttribute('href')")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**{wanted}")
    await expect(page.locator(f".msg[data-number='{wanted.rpartition('/')[2]}']")).to_be_focused()
    await page.go_back()
    await expect(hits).to_have_count(31)
    await expect(page.locator(f"[data-hit][href='{wanted}']")).to_be_focused()

    await page.get_by_role("link", name="From me").click()
    await expect(page.get_by_text("No messages match")).to_be_visible()
    await page.get_by_role("link", name="Remove filter: From me").click()
    await expect(hits).to_have_count(31)  # as they were
    await page.set_viewport_size({"width": 1280, "height": 800})  # on narrow screens it is in the room's menu
    await page.goto(f"{server.base}/rooms/{other}")
    await page.get_by_role("link", name="Search in this room").click()
    field = page.get_by_label("Search messages")
    await expect(field).to_be_focused()
    await field.press_sequentially(key)
    await field.press("Enter")
    await expect(page.locator(".search-row mark")).to_have_text([key])  # the room alone would be one hit, too
    await field.fill("in:nowhere plan")
    await field.press("Enter")
    await expect(page.locator("mark.wrong")).to_have_text("in:nowhere")
    assert await violations(page) == []

    outsider = await open_page(f"{server.base}/search?q={key}", eve)
    await expect(outsider.get_by_text("No messages match")).to_be_visible()
    assert key not in await outsider.locator(".search-results").inner_text()
    await outsider.goto(f"{server.base}/search")
    await expect(outsider.get_by_role("heading", name="Recent searches")).to_be_visible()
    await expect(outsider.get_by_role("link", name=key)).to_be_visible()
