"""Commands in the composer: listed, explained, checked before they are sent, and answered for who asked alone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.support.browser.accessibility import violations
from tests.support.people.chats import OpenPage
from tests.support.running.patience import until
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser

BOT = """
from typing import Literal
from chatapp.bots import Bot
bot = Bot("deploy", icon="🚀")

@bot.command
def deploy(service: str, env: Literal["staging", "prod"]):
    '''Bring a service out.'''
    return f"{service} to {env}"
"""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    server = await Server(tmp_path / "data", {"CHATAPP_BOTS": "1"}).start()
    yield server
    await server.stop()


def field(page: Page) -> Locator:
    return page.get_by_label("Message", exact=True)


async def test_commands_are_completed_checked_and_explained_and_nothing_typed_is_lost(
    server: Server, open_page: OpenPage
) -> None:
    ann, ben = await server.person(), await server.person()
    room = await server.room(ann, ben)
    (server.data_dir / "bots").mkdir(exist_ok=True)
    (server.data_dir / "bots" / "deploy.py").write_text(BOT)
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    other = await open_page(f"{server.base}/rooms/{room}", ben, viewport={"width": 390, "height": 844}, has_touch=True)
    await until(lambda: "bots loaded" in server.log())
    await field(page).fill("/invite @deploy")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Added @deploy.")).to_be_visible()
    await expect(other.get_by_text("Added @deploy.")).to_have_count(0)
    await page.get_by_role("button", name="Close").click()

    options = page.get_by_role("option")
    await field(page).press_sequentially("/")
    await expect(options.first).to_contain_text("/help")
    await expect(options).to_have_count(8)
    await expect(options.last).to_contain_text("Bring a service out. · @deploy")
    await expect(options.first).to_have_attribute("aria-selected", "true")
    await field(page).press_sequentially("dep")
    await expect(options).to_have_count(1)
    await page.keyboard.press("Tab")
    await expect(field(page)).to_have_value("/deploy ")
    await expect(page.locator(".command-hint mark")).to_have_text("service: text")
    await field(page).press_sequentially("api ")
    await expect(page.locator(".command-hint mark")).to_have_text("env: staging|prod")
    await expect(options).to_have_text(["stagingenv", "prodenv"])
    await field(page).press_sequentially("pord")
    await expect(page.get_by_role("alert").filter(has_text="env: choose staging or prod.")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(field(page)).to_have_value("/deploy api pord")
    assert await page.locator(".msg .body").filter(has_text="pord").count() == 0
    for _ in "ord":
        await page.keyboard.press("Backspace")
    await expect(options).to_have_text(["prodenv"])
    await page.keyboard.press("Enter")
    await expect(field(page)).to_have_value("/deploy api prod ")
    await page.keyboard.press("Enter")
    await expect(other.locator(".msg").filter(has_text="api to prod")).to_contain_text("Bot")
    await expect(page.locator(".command-hint")).to_be_hidden()

    await field(other).fill("/foo bar")
    await other.get_by_role("button", name="Send", exact=True).tap()
    told = other.get_by_text("There's no command /foo. Send it as text?")
    await expect(told).to_be_visible()
    await expect(field(other)).to_have_value("/foo bar")
    assert await page.locator(".msg .body").filter(has_text="/foo bar").count() == 0
    await other.get_by_role("button", name="Send as text").tap()
    await expect(page.locator(".msg .body").filter(has_text="/foo bar")).to_be_visible()
    await expect(field(other)).to_have_value("")
    await field(other).fill("/etc/hosts")
    await other.get_by_role("button", name="Send", exact=True).tap()
    await expect(page.locator(".msg .body").filter(has_text="/etc/hosts")).to_be_visible()

    await field(other).press_sequentially("/he")
    assert await violations(other) == []
    await other.get_by_role("option").tap()
    await expect(field(other)).to_have_value("/help ")
    await other.get_by_role("button", name="Send", exact=True).tap()
    await expect(other.locator(".private-answer")).to_contain_text("Only you can see this")
    await expect(other.locator(".private-answer li").last).to_contain_text("/deploy service staging|prod")
    assert await violations(other) == []
    await field(page).fill("/me waves")
    await page.keyboard.press("Enter")
    await expect(other.locator(".msg.act .body")).to_contain_text("waves")
