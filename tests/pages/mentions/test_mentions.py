"""Mentions in browsers: two people, red counts on all pages of the one who is mentioned, and the list of mentions."""

import re
from uuid import uuid4

import pytest
from playwright.async_api import expect

from tests.support.people.chats import OpenPage
from tests.support.running.patience import comes_true
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser


async def test_a_mention_is_counted_in_red_on_every_page_listed_and_found_by_its_link(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    room, quiet = await server.room(ann, bob), await server.room(ann, bob)
    pages = [await open_page(f"{server.base}{path}", bob) for path in ("/people", "/mentions")]
    listed = pages[1].get_by_role("region", name="Mentions").get_by_role("listitem")
    await expect(pages[1].get_by_text("No one has mentioned you yet")).to_be_visible()
    await server.post(ann, quiet, "nobody in particular")
    await server.post(ann, room, f"hello @{bob.username}, have a look")
    await server.post(ann, room, "@room: lunch")
    for page in pages:
        row = page.locator(f".sidebar a[href='/rooms/{room}']")
        await expect(row.locator(".unread-count.called")).to_have_text("2")
        await expect(row).to_have_attribute("aria-label", re.compile(", 2 unread, 2 mentions$"))
        await expect(page.locator(f".sidebar a[href='/rooms/{quiet}'] .unread-count")).to_have_count(0)
        await expect(page.get_by_role("link", name="Mentions, 2 unread")).to_be_visible()
    await expect(listed).to_have_count(2)
    async with server.http(ann) as http:
        await http.patch(f"/api/v1/rooms/{room}/messages/2", json={"body": "lunch, `@room`"})
    await expect(listed).to_have_count(1)
    for page in pages:
        await expect(page.get_by_role("link", name="Mentions, 1 unread")).to_be_visible()
    await listed.get_by_role("link").click()
    await expect(pages[1]).to_have_url(f"{server.base}/rooms/{room}/1")
    mention = pages[1].locator(f'a.mention[data-person="{bob.uuid}"]')
    await expect(mention).to_have_text(f"@{bob.username}")
    for page in pages:
        await expect(page.get_by_role("link", name="Mentions", exact=True)).to_be_visible()
    async with server.http(bob) as http:
        await http.patch("/api/v1/me", json={"username": "robert"})
    await expect(mention).to_have_text("@robert")  # as the person is called now
    await mention.click()
    await expect(pages[1].get_by_role("dialog").get_by_text("@robert")).to_be_visible()
    await expect(pages[1].locator(".arriving, .main[data-leaving]")).to_have_count(0)  # the room stays below the card


async def test_a_name_is_completed_by_keys_and_who_is_not_in_the_room_is_offered_to_the_author(
    server: Server, open_page: OpenPage
) -> None:
    stem = f"x{uuid4().hex[:6]}"
    ann, bea, ben = await server.person(), await server.person(f"{stem}bea"), await server.person(f"{stem}ben")
    room = await server.room(ann, bea)
    page, other = [await open_page(f"{server.base}/rooms/{room}", who) for who in (ann, bea)]
    field = page.get_by_role("textbox", name="Message", exact=True)
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    await field.press_sequentially("look,")
    await page.get_by_role("button", name="Mention someone").click()
    await field.press_sequentially(stem)
    await expect(options).to_have_count(2)
    await expect(options.first).to_contain_text(bea.username)  # members first
    await expect(options.last).to_contain_text("Not in this room")
    await field.press("ArrowDown")
    await expect(options.last).to_have_attribute("aria-selected", "true")
    await field.press("ArrowUp")
    await field.press("Tab")
    await expect(field).to_have_value(f"look, @{bea.username} ")
    await field.press_sequentially(f"and @{ben.username}")
    await expect(options).to_have_count(1)
    await field.press("Enter")  # nothing is left to complete: it is sent
    for shown in (page, other):
        await expect(shown.locator(f'a.mention[data-person="{bea.uuid}"]')).to_have_text(f"@{bea.username}")
    room_name = await page.get_by_role("heading", level=1).inner_text()
    await expect(page.get_by_text(f"{ben.username} isn't in {room_name}. Add them?")).to_be_visible()
    await expect(other.get_by_text(f"isn't in {room_name}")).to_have_count(0)  # the author alone is told
    await page.get_by_role("button", name="Add", exact=True).click()
    async with server.http(ben) as http:

        async def may_read() -> bool:
            return (await http.get(f"/api/v1/rooms/{room}/messages")).is_success

        await comes_true(may_read)
    await field.press_sequentially("`@")
    await expect(options).to_have_count(0)  # code names nobody
