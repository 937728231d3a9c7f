"""Threads as two people meet them: begun from a message, answered beside the room, and never hidden from it."""

import pytest
from playwright.async_api import expect

from tests.support.browser.fingers import press_long
from tests.support.browser.screens import PHONE, WIDE
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser


async def test_a_thread_is_begun_answered_followed_and_said_in_the_room(server: Server, open_page: OpenPage) -> None:
    ann, ben = await server.person(), await server.person()
    room = await server.room(ann, ben)
    for words in ("Shall we *release* on Friday?\n\n```python\nship()\n```", "Lunch?"):
        await server.post(ben, room, words)
    page, other = [await open_page(f"{server.base}/rooms/{room}", person, **WIDE) for person in (ann, ben)]
    await page.get_by_label("Message", exact=True).press("Shift+Tab")  # to the newest message, and one up
    await page.keyboard.press("k")
    await page.keyboard.press("t")
    await page.keyboard.type("Friday is fine")  # at once: no letter is lost, and none is a key of the message
    beside, beside_other = (one.get_by_role("region", name="Thread", exact=True) for one in (page, other))
    field = beside.get_by_label("Message", exact=True)
    await expect(field).to_be_focused()
    await expect(beside.locator(".thread-root")).to_contain_text("release")
    await expect(beside).to_contain_text("No replies yet")
    await expect(other.locator(".thread-chip")).to_have_count(0)

    await expect(field).to_have_value("Friday is fine")
    await expect(page.get_by_label("Message", exact=True).first).to_have_value("")
    await field.press("Enter")
    chip = other.get_by_role("link", name="1 reply")
    await expect(chip).to_be_visible()
    await chip.click()
    await expect(beside_other.locator(".log .msg")).to_contain_text("Friday is fine")
    await expect(beside).to_contain_text("1 reply")

    await beside.get_by_role("checkbox", name="Also post in").check()
    await field.fill("Let's ship")
    await field.press("Enter")
    told = other.locator("[data-place]:not([data-beside]) .log .msg[data-number='3']")
    await expect(told).to_contain_text("Let's ship")
    await expect(beside.get_by_role("checkbox")).not_to_be_checked()
    await expect(other.get_by_role("link", name="2 replies")).to_be_visible()

    seen, room_view = other.get_by_role("region", name="Thread", exact=True), other.locator(".main .room")
    await room_view.evaluate("view => { window.before = view; }")
    for way in ("View in thread", "Reply in thread"):  # both lead to where it was said, beside what one reads
        await told.hover()
        if way == "View in thread":
            await told.get_by_role("link", name=way).click()
        else:
            await other.locator(".message-toolbar").get_by_role("button", name=way).click()
        await expect(seen.locator(".log .msg").last).to_contain_text("Let's ship")
        await seen.get_by_role("button", name="Close thread").click()
        await expect(seen).to_have_count(0)
    assert await room_view.evaluate("view => view === window.before")
    await expect(other.get_by_role("link", name="2 replies")).to_have_count(1)

    await beside.get_by_role("button", name="Following").click()
    await expect(beside.get_by_role("button", name="Follow", exact=True)).to_be_visible()
    async with server.http(ben) as http:
        await http.patch(f"/api/v1/rooms/{room}/messages/1", json={"body": "Shall we release on Monday?"})
    await expect(beside.locator(".thread-root")).to_contain_text("Monday")
    async with server.http(ann) as http:
        await http.patch(f"/api/v1/rooms/{room}", json={"name": "Launch"})
    await expect(beside.locator(".thread-titles")).to_contain_text("Launch")
    await expect(beside.locator(".also")).to_have_text("Also post in #Launch")
    await beside.locator(".log .msg").first.hover()
    await expect(beside.get_by_role("button", name="Reply in thread")).to_have_count(0)  # a thread has no threads


async def test_on_a_phone_the_message_has_its_thread_in_the_sheet(server: Server, open_page: OpenPage) -> None:
    ann, ben = await server.person(), await server.person()
    room = await server.room(ann, ben)
    await server.post(ben, room, "Who is in?")
    page = await open_page(f"{server.base}/rooms/{room}", ann, **PHONE)
    row = page.locator(".log .msg[data-number='1']")
    await press_long(row.locator(".body"))
    await page.locator(".message-menu").get_by_role("button", name="Reply in thread").click()
    thread = page.get_by_role("region", name="Thread", exact=True)
    await expect(thread).to_be_visible()
    await thread.get_by_label("Message", exact=True).fill("Me")
    await thread.get_by_role("button", name="Send", exact=True).click()
    await expect(thread.locator(".log .msg")).to_have_count(1)
    await page.go_back()
    await expect(thread).to_have_count(0)
    await expect(page.get_by_role("link", name="1 reply")).to_be_visible()
