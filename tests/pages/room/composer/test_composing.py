"""Writing in a room on a real page: what the browser and the server do together."""

import pytest
from playwright.async_api import expect

from tests.support.browser.accessibility import violations
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser


async def test_a_preview_is_drawn_as_the_room_would_and_a_wrong_message_number_mends_the_address(
    server: Server, open_page: OpenPage
) -> None:
    ann = await server.person()
    room = await server.room(ann)
    await server.post(ann, room, "the only one")
    page = await open_page(f"{server.base}/rooms/{room}/77", ann)
    await expect(page).to_have_url(f"{server.base}/rooms/{room}")
    field = page.get_by_label("Message", exact=True)
    await field.fill("**bold** and `code`\n- one :tada:")
    await page.get_by_role("button", name="Preview").click()
    preview = page.get_by_role("region", name="Preview of your message")
    await expect(preview.locator("strong")).to_have_text("bold")
    await expect(preview.get_by_role("listitem")).to_have_text("one 🎉")
    shown = await preview.locator(".body").inner_html()
    assert await violations(page) == []
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator(".msg .body").last.locator("strong")).to_have_text("bold")
    assert (await page.locator(".msg .body").last.inner_html()).strip() == shown.strip()


async def test_an_emoji_is_picked_on_a_phone(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    room = await server.room(ann)
    page = await open_page(f"{server.base}/rooms/{room}", ann, viewport={"width": 390, "height": 844}, has_touch=True)
    await page.get_by_role("button", name="Emoji", exact=True).click()
    picker = page.get_by_role("dialog", name="Emoji")
    await expect(picker.get_by_role("button", name="grinning face", exact=True)).to_be_visible()
    assert await violations(page) == []
    await page.set_viewport_size({"width": 390, "height": 844})
    box = await picker.get_by_role("button", name="grinning face", exact=True).bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    await picker.get_by_role("button", name="grinning face", exact=True).click()
    await expect(page.get_by_label("Message", exact=True)).to_have_value("😀")
    await expect(picker).to_be_hidden()


async def test_the_reading_place_is_kept_when_the_server_restarts(own_server: Server, open_page: OpenPage) -> None:
    ann = await own_server.person("ann")
    room = await own_server.room(ann)
    for number in range(150):
        await own_server.post(ann, room, f"message {number + 1}")
    page = await open_page(f"{own_server.base}/rooms/{room}", ann)
    place = page.locator(".msg[data-number='60']")
    await page.evaluate("chatapp.readers.main().say('jump', 60)")
    await expect(place).to_be_in_viewport()
    await page.wait_for_function("history.state?.place?.number < 100")  # the one it jumped to
    before = await page.evaluate("history.state.place")
    await page.get_by_label("Message", exact=True).fill("half a thought")
    await own_server.kill()
    await expect(page.locator(".offline-bar")).to_be_visible()
    await page.evaluate("window.isOld = true")
    await own_server.start()
    await page.wait_for_function("!window.isOld && window.chatapp?.readers?.main()?.box")
    await expect(place).to_be_in_viewport()
    await expect(page.get_by_label("Message", exact=True)).to_have_value("half a thought")
    row = page.locator(f".msg[data-number='{before['number']}']")
    top = "e => e.getBoundingClientRect().top - e.closest('.conversation').getBoundingClientRect().top"
    assert abs(await row.evaluate(top) - before["offset"]) < 2
