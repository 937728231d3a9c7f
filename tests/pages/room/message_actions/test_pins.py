"""Pins on two people's pages: by the menu and by key, the chip, the list, and back."""

import pytest
from playwright.async_api import expect

from tests.support.people.chats import OpenPage
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser


async def test_a_message_is_pinned_by_key_and_found_in_the_panel_by_everybody(
    server: Server, open_page: OpenPage
) -> None:
    ann, ben = await server.person(), await server.person()
    room = await server.room(ann, ben)
    await server.post(ann, room, "The **door code** is 4711")
    page = await open_page(f"{server.base}/rooms/{room}", ben)
    other = await open_page(f"{server.base}/rooms/{room}", ann, viewport={"width": 390, "height": 800})
    chip = page.get_by_role("button", name="1 pinned")
    await expect(chip).to_have_count(0)
    message = page.locator('.msg[data-number="1"]')
    await message.hover()
    await page.get_by_role("button", name="More actions").last.click()
    await page.get_by_role("button", name="Pin", exact=True).click()
    for one in (page, other):
        await expect(one.locator('.msg[data-number="1"][data-pinned] .pin-mark')).to_be_visible()
        await expect(one.locator(".line[data-kind=pinned]")).to_contain_text("pinned a message")
    await chip.click()
    pin = page.get_by_role("list", name="Pinned messages").get_by_role("listitem")
    await expect(pin).to_contain_text("The door code is 4711")
    await expect(pin).to_contain_text(f"Pinned by {ben.username}")
    async with server.http(ann) as http:
        await http.patch(f"/api/v1/rooms/{room}/messages/1", json={"body": "The door code is 5822"})
    await expect(pin).to_contain_text("5822")
    await other.get_by_role("button", name="1 pinned").click()
    await other.get_by_role("button", name="Unpin").click()
    for one in (page, other):
        await expect(one.locator("[data-pinned]")).to_have_count(0)
        await expect(one.get_by_text("Nothing is pinned yet.")).to_be_visible()
    await expect(chip).to_have_count(0)
