"""Acting on messages: one toolbar for all rows, by pointer and keyboard, a sheet on touch, and what both people see."""

import pytest
from playwright.async_api import expect

from tests.support.browser.fingers import press_long
from tests.support.browser.screens import PHONE
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser


async def test_two_people_react_and_copy_a_link_by_pointer_and_by_keyboard(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    room = await server.room(ann, bob)
    for number in range(8):
        await server.post(ann, room, f"Message {number}")
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    other = await open_page(f"{server.base}/rooms/{room}", bob, **PHONE)
    pages = [page, other]
    row, toolbar = page.locator(".msg[data-number='7']"), page.locator(".message-toolbar")
    await expect(toolbar).to_be_hidden()
    await row.hover()
    assert await toolbar.count() == 1
    assert await row.locator("[data-act]").count() == 0
    await toolbar.get_by_role("button", name="React with 👍").click()
    chips = [each.locator(".msg[data-number='7'] .reactions li") for each in pages]
    for chip in chips:
        await expect(chip).to_have_text("👍 1")
    await expect(chips[0]).to_have_css("--own", "1")
    await expect(chips[1]).to_have_css("--own", "")
    await chips[1].get_by_role("button").click()
    await expect(chips[0].get_by_role("button")).to_have_accessible_name(
        "👍 2 , with you, by " + ann.username + ",\u00a0" + bob.username
    )
    await chips[0].get_by_role("button").hover()
    await expect(page.locator(".reaction-note")).to_have_text(f"👍 You, {bob.username}")
    await chips[0].get_by_role("button").click()
    for chip in chips:
        await expect(chip).to_have_text("👍 1")
    await page.mouse.move(2, 2)
    await page.locator(".composer textarea").focus()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("k")
    await expect(page.locator(".msg[data-number='6']")).to_be_focused()
    await page.keyboard.press("j")
    await expect(row).to_be_focused()
    await expect(toolbar).to_be_visible()
    await page.keyboard.press("c")
    await expect(page.locator(".toast")).to_contain_text("Link copied.")
    await page.keyboard.press("+")
    await page.get_by_role("searchbox", name="Search emoji").fill("rocket")
    await page.keyboard.press("Enter")
    await expect(other.locator(".msg[data-number='7'] .reactions")).to_contain_text("🚀 1")
    await expect(row).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator(".composer textarea")).to_be_focused()
    copy = page.locator(".msg.cont .copy")
    await server.post(ann, room, "one")
    await server.post(ann, room, "```\ntwo\n```")
    await copy.hover()  # which the toolbar leaves free
    await expect(toolbar).to_be_visible()
    below = "(bar, button) => button.getBoundingClientRect().top - bar.getBoundingClientRect().bottom"
    assert await toolbar.evaluate(below, await copy.element_handle()) >= 0

    sheet, picker = other.locator(".message-menu"), other.get_by_role("dialog", name="Emoji")
    theirs, seen = [each.locator(".msg[data-number='8']") for each in (other, page)]
    await press_long(theirs.locator(".body"))
    await sheet.get_by_role("button", name="React with 👀").tap()
    await expect(seen.locator(".reactions")).to_have_text("👀 1")
    await press_long(theirs.locator(".body"))
    await sheet.get_by_role("button", name="Add reaction").tap()
    await expect(sheet).to_be_hidden()
    await picker.get_by_role("button", name="rocket", exact=True).tap()
    await expect(picker).to_be_hidden()
    for each in (seen, theirs):
        await expect(each.locator(".reactions li")).to_have_text(["👀 1", "🚀 1"])
    await press_long(theirs.locator(".body"))
    await other.go_back()
    await expect(sheet).to_be_hidden()
    assert other.url == f"{server.base}/rooms/{room}"
