"""A room with topics, as its people meet it: Reply opens the message's thread, by key, by button and by finger."""

import pytest
from playwright.async_api import expect

from tests.pages.room.thread.test_thread_panel import row
from tests.support.browser.fingers import press_long
from tests.support.browser.screens import PHONE, WIDE, shot
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser


async def test_in_a_room_with_topics_reply_opens_the_thread_of_a_message(server: Server, open_page: OpenPage) -> None:
    ann, ben = await server.person(), await server.person()
    room = await server.room(ann, ben)
    for words in ("Where do we meet?", "Who brings cake?"):
        await server.post(ben, room, words)
    page, phone = [await open_page(f"{server.base}/rooms/{room}", ben, **size) for size in (WIDE, PHONE)]
    main = page.locator("[data-place]:not([data-beside])")
    beside = page.get_by_role("region", name="Thread", exact=True)
    field, begins = main.get_by_label("Message", exact=True), main.locator(".thread-chip.begins")
    asked = str(await field.get_attribute("placeholder"))
    assert asked.startswith("Message #")
    await expect(begins).to_have_count(0)

    owner = await open_page(f"{server.base}/rooms/{room}", ann, **WIDE)
    await owner.get_by_role("button", name="Details", exact=True).click()
    await owner.get_by_role("tab", name="Settings").click()
    await owner.get_by_role("button", name="Edit", exact=True).click()
    await owner.get_by_label("Topics: answers go into threads").select_option("On")
    await owner.get_by_label("Who may add people").select_option("All members")
    await shot(owner, "topics-setting")
    await owner.locator("form").get_by_role("button", name="Save", exact=True).click()
    await expect(owner.get_by_text("Topics — answers go into threads.")).to_be_visible()

    await expect(begins).to_have_text(["Reply", "Reply"])  # on a page that was open
    await expect(field).to_have_attribute("placeholder", asked.replace("Message", "New topic in"))
    await shot(page, "topics-wide")
    await field.press("Shift+Tab")  # to the newest message
    await page.keyboard.press("r")
    reply = beside.get_by_label("Message", exact=True)
    await expect(reply).to_be_focused()
    await expect(main.locator(".replying")).to_be_hidden()
    await expect(beside.locator(".thread-root")).to_contain_text("cake")
    await reply.fill("Me")
    await reply.press("Enter")
    await expect(row(main, 2).get_by_role("link", name="1 reply")).to_be_visible()
    await expect(begins).to_have_count(1)
    await expect(beside.locator(".begins")).to_have_count(0)
    await shot(page, "topics-thread")
    await begins.click()
    await expect(beside.locator(".thread-root")).to_contain_text("meet")

    await press_long(row(phone.locator("[data-place]"), 1).locator(".body"))
    sheet = phone.locator(".message-menu")
    await expect(sheet.get_by_role("button", name="Reply in thread")).to_be_hidden()
    await sheet.get_by_role("button", name="Reply", exact=True).click()
    await expect(phone.locator(".thread-root")).to_contain_text("meet")
    await phone.go_back()
    await shot(phone, "topics-phone")

    async with server.http(ann) as http:
        assert (await http.get(f"/api/v1/rooms/{room}")).json()["members_may_add"]
        await http.patch(f"/api/v1/rooms/{room}", json={"begins_threads": False})
    await expect(begins).to_have_count(0)
    await row(main, 1).hover()
    await main.get_by_role("button", name="Reply", exact=True).click()
    await expect(main.locator(".replying")).to_contain_text("meet")
