"""Limits as the composer shows them: slow mode keeps what is typed, and too many messages are said to wait."""

import pytest
from playwright.async_api import FilePayload, expect

from tests.support.people.chats import OpenPage
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser


async def test_in_slow_mode_send_waits_and_what_is_typed_stays(server: Server, open_page: OpenPage) -> None:
    ann, ben = await server.person(), await server.person()
    room = await server.room(ann, ben)
    page = await open_page(f"{server.base}/rooms/{room}", ben)
    async with server.http(ann) as http:
        changed = await http.patch(f"/api/v1/rooms/{room}", json={"slow_mode": 3600})
        assert changed.is_success, changed.text
    await expect(page.locator(".composer")).to_have_attribute("data-pause", "3600")
    field, send = page.get_by_role("textbox", name="Message"), page.get_by_role("button", name="Send", exact=True)
    await field.fill("one")
    await send.click()
    await expect(page.locator(".msg .body")).to_have_text(["one"])
    await expect(page.locator(".composer-note .pause")).to_contain_text("Slow mode: you can send again in")
    await field.fill("two")
    await field.press("Enter")
    await expect(send).to_be_disabled()
    await expect(field).to_have_value("two")
    await expect(page.locator(".msg .body")).to_have_text(["one"])
    await page.reload()  # what is left is known to the server, too
    await expect(page.locator(".composer-note .pause")).to_contain_text("Slow mode: you can send again in")
    await expect(field).to_have_value("two")
    await expect(send).to_be_disabled()


async def test_more_files_than_a_message_has_wait_for_slow_mode_by_themselves(
    server: Server, open_page: OpenPage
) -> None:
    ann, ben = await server.person(), await server.person()
    room = await server.room(ann, ben)
    async with server.http(ann) as http:
        await http.patch(f"/api/v1/rooms/{room}", json={"slow_mode": 3600})
    page = await open_page(f"{server.base}/rooms/{room}", ben)
    async with page.expect_file_chooser() as choosing:
        await page.get_by_role("button", name="Attach files").click()
    files: list[FilePayload] = [
        {"name": f"{number}.txt", "mimeType": "text/plain", "buffer": b"%d" % number} for number in range(25)
    ]
    await (await choosing.value).set_files(files)
    await page.get_by_role("textbox", name="Message").fill("all of them")
    await page.keyboard.press("Enter")
    await expect(page.locator(".msg .file")).to_have_count(20)
    waiting = page.locator(".waiting")
    await expect(waiting.locator(".why")).to_contain_text("Waiting for slow mode")
    await expect(waiting.get_by_role("button")).to_have_text(["Edit", "Discard"])
    await page.reload()
    await expect(waiting.locator(".why")).to_contain_text("Waiting for slow mode")
    async with server.http(ann) as http:
        await http.patch(f"/api/v1/rooms/{room}", json={"slow_mode": 0})
    await expect(page.locator(".msg .file")).to_have_count(25)
    await expect(waiting).to_have_count(0)


async def test_too_many_messages_are_said_to_wait(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    room = await server.room(ann)
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    await page.evaluate("chatapp.sendWaits.fast(600)")
    await expect(page.locator(".composer-note .pause")).to_contain_text("You're sending messages too fast.")
    await page.get_by_role("textbox", name="Message").fill("typed meanwhile")
    await expect(page.get_by_role("button", name="Send", exact=True)).to_be_enabled()
