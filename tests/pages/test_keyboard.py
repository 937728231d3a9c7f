"""The whole product by keyboard alone: panes, rooms, messages, and the list of shortcuts."""

import pytest
from playwright.async_api import Page, expect

from tests.support.browser.accessibility import violations
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser

IN = "(selector) => document.activeElement.closest(selector) !== null"


async def is_in(page: Page, selector: str) -> None:
    await page.wait_for_function(IN, arg=selector)


async def number(page: Page) -> str:
    """Return the number of the message that has the focus."""
    return str(await page.evaluate("document.activeElement.closest('.msg')?.dataset.number"))


async def test_everything_is_reached_by_keyboard_alone(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    room, other = await server.room(ann, bob), await server.room(ann, bob)
    for count in range(8):
        await server.post(bob, room, f"Message {count} with https://example.org/{count}")
    await server.post(bob, other, "Unread")
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    keys, field = page.keyboard, page.get_by_label("Message", exact=True)
    await expect(page.locator(".msg")).to_have_count(8)

    assert await page.evaluate("document.querySelector('.shell a, .shell button').className") == "skip-link"  # first
    await page.get_by_role("link", name="Skip to content").focus()
    await keys.press("Enter")
    await is_in(page, ".msg")
    assert await number(page) == "8"
    for key, expected in (("ArrowUp", "7"), ("Home", "1"), ("ArrowUp", "1"), ("ArrowDown", "2")):
        await keys.press(key)
        assert await number(page) == expected, key
    await keys.press("Shift+Tab")  # messages are one stop
    assert await number(page) == "None"
    await keys.press("Tab")
    assert await number(page) == "2"
    await keys.press("End")
    assert await number(page) == "8"

    await keys.press("F6")
    await expect(field).to_be_focused()
    await keys.type("typed by keys")
    await keys.press("Enter")
    await expect(page.locator(".msg")).to_have_count(9)
    await keys.press("Shift+F6")
    await is_in(page, ".conversation")
    await keys.press("Shift+F6")
    await is_in(page, ".sidebar")

    await keys.press("?")
    shortcuts = page.get_by_role("dialog", name="Keyboard shortcuts")
    await expect(shortcuts.get_by_role("heading")).to_be_in_viewport(ratio=1)  # it begins at its beginning
    await keys.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await is_in(page, ".sidebar")

    await keys.press("Alt+Shift+ArrowDown")
    await page.wait_for_url(f"**/rooms/{other}")
    await expect(page.locator(".msg", has_text="Unread")).to_be_visible()
    await expect(field).to_be_focused()
    await keys.press("Escape")
    await expect(page.locator(f'.sidebar a[href$="{other}"][data-kind=unread]')).to_have_count(0)
    await keys.press("Alt+ArrowUp")
    await page.wait_for_url(f"**/rooms/{room}")

    async with server.http(ann) as http:
        name = (await http.get(f"/api/v1/rooms/{other}")).json()["name"]
    await keys.press("Control+k")
    switcher = page.get_by_role("dialog", name="Search or jump to…")
    await expect(switcher.get_by_role("combobox")).to_be_focused()
    assert await violations(page) == []
    await keys.type(name)
    await expect(switcher.get_by_role("option", selected=True).locator(".name")).to_have_text(name)
    await keys.press("Enter")
    await page.wait_for_url(f"**/rooms/{other}")
    await expect(switcher).to_be_hidden()
    await expect(field).to_be_focused()
    await keys.press("Control+k")
    await keys.type(f"mute {name}")  # this room: there may be another whose name begins with "Mute"
    await expect(switcher.get_by_role("option", selected=True).locator(".name")).to_have_text(f"Mute {name}")
    await keys.press("Enter")
    await expect(page.get_by_text(f"{name} is muted.")).to_be_visible()
    await expect(page.locator(f'.sidebar a[href$="{other}"][data-kind=muted]')).to_have_count(1)
