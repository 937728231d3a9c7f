"""Replies on real pages: two people, by mouse, keyboard and touch; the quote follows its message and leads to it."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.support.browser.accessibility import violations
from tests.support.people import long_room
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser

WIDTH = "() => document.documentElement.scrollWidth <= innerWidth && [...document.querySelectorAll('.conversation')]"
NOT_WIDER = f"{WIDTH}.every((box) => box.scrollWidth <= box.clientWidth)"


async def test_an_answer_is_chosen_kept_sent_and_follows_its_message_on_every_page(
    server: Server, open_page: OpenPage
) -> None:
    ann, ben = await server.person(), await server.person()
    room = await server.room(ann, ben)
    url = f"{server.base}/rooms/{room}"
    await server.post(ann, room, f"Ship `it` **now**? https://example.org/{'x' * 200}\nand more")
    await server.post(ben, room, "something else")
    anns = await open_page(url, ann, viewport={"width": 390, "height": 844})
    bens = await open_page(url, ben)
    bar, field = bens.locator(".replying"), bens.get_by_label("Message", exact=True)
    await bens.locator(".msg[data-number='1']").hover()
    await bens.get_by_role("toolbar", name="Message actions").get_by_role("button", name="Reply", exact=True).click()
    await expect(bar).to_contain_text(f"Replying to {ann.username}: Ship it now? https://example.org/xxx")
    await expect(field).to_be_focused()
    await bens.keyboard.type("Yes")
    assert await violations(bens) == []
    await bens.reload()
    await expect(bar).to_contain_text("Ship it now?")
    await expect(field).to_have_value("Yes")
    await field.press("Enter")
    await expect(bar).to_be_hidden()
    for page in (bens, anns):
        quote = page.get_by_role("link", name=f"In reply to {ann.username}: Ship it now?")
        await expect(quote).to_be_visible()
        await expect(page.locator(".msg[data-number='3']")).not_to_have_class(re.compile("cont"))
        assert await page.evaluate(NOT_WIDER)
        assert await violations(page) == []
    async with server.http(ann) as http:
        await http.patch(f"/api/v1/rooms/{room}/messages/1", json={"body": "Ship *that*"})
        await _expect_quote(anns, bens, words="Ship that")
        await http.delete(f"/api/v1/rooms/{room}/messages/1")
        await _expect_quote(anns, bens, words="This message was deleted.")
    await bens.reload()
    await _expect_quote(bens, words="This message was deleted.")


async def _expect_quote(*pages: Page, words: str) -> None:
    for page in pages:
        await expect(page.locator(".msg[data-number='3'] .quote .words")).to_have_text(words)


async def test_a_quote_leads_by_keyboard_to_a_message_far_away_and_back(server: Server, open_page: OpenPage) -> None:
    ann, ben = await server.person(), await server.person()
    room = await server.room(ann, ben)
    long_room.fill(server.database_url, room, 400)
    async with server.http(ben) as http:
        new = {"body": "I remember", "client_message_id": "far", "reply_to": 7}
        assert (await http.post(f"/api/v1/rooms/{room}/messages", json=new)).status_code == 201
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    answer, first = page.locator(".msg[data-number='401']"), page.locator(".msg[data-number='7']")
    await expect(answer).to_be_in_viewport()
    await answer.locator(".quote").focus()
    await page.keyboard.press("Enter")
    await expect(first).to_be_in_viewport()
    await expect(first).to_be_focused()
    await expect(page).to_have_url(f"{server.base}/rooms/{room}/7")
    await page.keyboard.press("r")
    await expect(page.locator(".replying")).to_contain_text("number 7 a longer message")
    await expect(page.get_by_label("Message", exact=True)).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator(".replying")).to_be_hidden()
    await expect(first).to_be_in_viewport()
    await page.go_back()
    await expect(answer).to_be_in_viewport()
    await expect(answer.locator(".quote")).to_be_focused()
