"""Activity in the browser: what concerns a person is counted, listed and read on all their pages, and nobody else's."""

import re

import pytest
from playwright.async_api import expect

from tests.support.people.chats import OpenPage
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser


async def test_what_concerns_me_is_counted_listed_by_kind_and_read_on_all_my_pages(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob, eve = await server.person(), await server.person(), await server.person()
    room = await server.room(ann, bob)
    page = await open_page(f"{server.base}/activity", bob)
    other = await open_page(f"{server.base}/people", bob)
    outsider = await open_page(f"{server.base}/activity", eve)
    region = page.get_by_role("region", name="Activity")
    await expect(region.get_by_text("Nothing here yet")).to_be_visible()
    await server.post(ann, room, "plain")
    await server.post(ann, room, f"<b>look</b> @{bob.username}")
    for one in (page, other):
        await expect(one.get_by_role("link", name="Activity, 1 unread")).to_be_visible()
    await expect(region.get_by_role("listitem")).to_have_count(1)
    await expect(region.get_by_role("listitem")).to_contain_text("<b>look</b>")
    await expect(region.get_by_text("New", exact=True)).to_be_visible()
    async with server.http(bob) as http:
        await http.post(f"/api/v1/rooms/{room}/messages", json={"body": "mine", "client_message_id": "k"})
    async with server.http(ann) as http:
        await http.put(f"/api/v1/rooms/{room}/messages/3/reactions/👍")
    await expect(region.get_by_text("reacted to your message")).to_be_visible()
    await page.get_by_role("link", name="Mentions").last.click()  # of the filters
    await expect(page).to_have_url(re.compile("show=mentions"))
    await expect(region.get_by_role("listitem")).to_have_count(1)
    await page.get_by_role("navigation", name="Which activity").get_by_role("link", name="Unread").click()
    await page.get_by_role("button", name="Mark all read").click()
    await expect(region.get_by_text("You're all caught up")).to_be_visible()
    for one in (page, other):
        await expect(one.get_by_role("link", name="Activity", exact=True)).to_be_visible()
    await expect(outsider.get_by_text("Nothing here yet")).to_be_visible()
    await expect(outsider.get_by_role("link", name="Activity", exact=True)).to_be_visible()
