"""The owner of a room makes a webhook, copies its address once, and what programs send to it is seen in full."""

import os
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Page, ViewportSize, expect

from tests.support.people.chats import OpenPage
from tests.support.samples.hook_payloads import SENDERS
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser

WIDE, NARROW = ViewportSize(width=1440, height=1000), ViewportSize(width=390, height=844)
FILM = os.environ.get("CHATAPP_TEST_FILM", "")  # a folder for screenshots, to be looked at


async def shoot(page: Page, name: str) -> None:
    if FILM:
        await page.wait_for_timeout(400)
        await page.screenshot(path=f"{FILM}/{(page.viewport_size or {'width': 0})['width']}-{name}.png")


async def open_webhooks(page: Page) -> None:
    await page.get_by_role("button", name="Details", exact=True).click()
    await page.get_by_role("tab", name="Settings").click()
    await page.get_by_role("button", name="Webhooks").click()
    await expect(page.get_by_role("heading", name="Webhooks")).to_be_visible()


async def test_a_webhook_is_made_and_used_and_its_address_is_seen_once(own_server: Server, open_page: OpenPage) -> None:
    admin, ann, ben = [await own_server.person(name) for name in ("admin", "ann", "ben")]
    room = await own_server.room(ann, ben)
    address = f"{own_server.base}/rooms/{room}"
    outside = await open_page(address, ben)
    await outside.get_by_role("button", name="Details", exact=True).click()
    await outside.get_by_role("tab", name="Settings").click()
    await expect(outside.get_by_role("button", name="Mute room")).to_be_visible()
    await expect(outside.get_by_role("button", name="Webhooks")).to_have_count(0)

    page = await open_page(address, ann, WIDE, color_scheme="light")
    await open_webhooks(page)
    await expect(page.get_by_text("No webhooks yet.")).to_be_visible()
    await page.get_by_role("button", name="Create webhook").click()
    await expect(page.get_by_text("Enter a name.")).to_be_visible()
    await page.get_by_label("Name", exact=True).fill("Alerts")
    await page.get_by_role("button", name="Create webhook").click()
    shown = page.get_by_label("Address of Alerts")
    await expect(shown).to_be_visible()
    path = urlsplit(await shown.input_value()).path
    await expect(page.get_by_text("not used yet")).to_be_visible()
    await shoot(page, "webhooks")
    await page.set_viewport_size(NARROW)
    await shoot(page, "webhooks")
    await page.set_viewport_size(WIDE)
    async with own_server.http() as http:
        for sent in SENDERS:
            assert (await http.post(path, json=sent.payload)).content == b"ok"
    await page.get_by_role("button", name="Switch off: Alerts").click()
    await expect(page.get_by_role("button", name="Switch on: Alerts")).to_be_visible()
    await page.get_by_role("button", name="Done").click()
    await open_again(page)
    await expect(page.get_by_label("Address of Alerts")).to_have_count(0)

    administrator = await open_page(f"{own_server.base}/admin/outbound", admin, WIDE)
    await expect(administrator.get_by_text("0 calls, 0 failed").first).to_be_visible()
    await administrator.get_by_role("button", name="Switch on: Outgoing webhooks").click()
    await administrator.get_by_role("button", name="Switch on", exact=True).click()
    await expect(administrator.get_by_role("button", name="Switch off: Outgoing webhooks")).to_be_visible()
    await shoot(administrator, "outbound")

    for viewport, scheme in ((WIDE, "light"), (WIDE, "dark"), (NARROW, "light"), (NARROW, "dark")):
        if not FILM and (viewport, scheme) != (NARROW, "dark"):
            continue
        reader = await open_page(address, ben, viewport, color_scheme=scheme)
        log = reader.get_by_role("log")
        for sent in SENDERS:
            await expect(log).to_contain_text(sent.shown[0].replace("**", ""))
        await expect(log.get_by_role("link", name="Visit site")).to_have_attribute("href", "https://shop.example.org/")
        await expect(log.locator("img[src^='http']")).to_have_count(0)  # nothing is loaded from elsewhere
        await shoot(reader, f"alerts-{scheme}")
        await log.get_by_text("[FIRING:2] HighLatency").scroll_into_view_if_needed()
        await shoot(reader, f"alerts-above-{scheme}")


async def open_again(page: Page) -> None:
    """Open the sheet once more; it was switched on meanwhile, so outgoing ones are offered."""
    await page.get_by_role("button", name="Webhooks").click()
    await expect(page.get_by_role("button", name="Switch on: Alerts")).to_be_visible()
