"""One draft on a laptop and a phone: it follows its writer, both versions are kept, a sent one never comes back."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.support.people.chats import OpenPage
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser

PENCIL = ".sidebar a[href='/rooms/{}']"


def field(page: Page) -> Locator:
    return page.get_by_label("Message", exact=True)


async def test_a_draft_follows_its_writer_and_ends_with_its_message(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    room, other = await server.room(ann), await server.room(ann)
    laptop = await open_page(f"{server.base}/rooms/{room}", ann)
    phone = await open_page(f"{server.base}/rooms/{other}", ann, viewport={"width": 390, "height": 844})
    await field(laptop).press_sequentially("half a thou")
    await expect(phone.locator(PENCIL.format(room))).to_have_attribute("data-draft", "")
    await phone.goto(f"{server.base}/rooms/{room}")
    await expect(field(phone)).to_have_value("half a thou")
    await field(laptop).evaluate("field => field.blur()")
    await field(phone).press_sequentially("ght")
    await expect(field(laptop)).to_have_value("half a thought")
    await field(laptop).press_sequentially(", on the laptop")
    await expect(field(phone)).to_have_value("half a thought, on the laptop")
    await field(laptop).press("Enter")
    await expect(laptop.locator(".msg .body").last).to_contain_text("half a thought, on the laptop")
    await expect(field(phone)).to_have_value("")
    await phone.reload()
    await expect(phone.locator(".msg .body").last).to_contain_text("half a thought, on the laptop")
    await expect(field(phone)).to_have_value("")
    await expect(laptop.locator("[data-draft]")).to_have_count(0)
