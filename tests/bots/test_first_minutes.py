"""A first bot as a new user sees it: from an empty directory to an answer in the room, and what a mistake does."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.support.people.chats import OpenPage
from tests.support.running.patience import until
from tests.support.servers.server import PASSWORD, Server

pytestmark = pytest.mark.browser

SIZES = {"wide": {"width": 1440, "height": 900}, "narrow": {"width": 390, "height": 844}}
FILM = os.environ.get("CHATAPP_TEST_FILM", "")  # a folder for screenshots, to be looked at
BOT = "from chatapp.bots import Bot\nbot = Bot('parrot', icon='🦜')\nbot.command(name='echo')(lambda words: {})\n"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    server = await Server(tmp_path / "data", {"CHATAPP_BOTS": "1"}).start()
    yield server
    await server.stop()


async def shoot(page: Page, name: str) -> None:
    if FILM:
        await page.wait_for_timeout(400)
        await page.screenshot(path=f"{FILM}/{(page.viewport_size or {'width': 0})['width']}-{name}.png")


async def say(page: Page, words: str) -> None:
    await page.get_by_label("Message", exact=True).fill(words)
    await page.get_by_label("Message", exact=True).press("Enter")


@pytest.mark.parametrize(
    ("size", "theme"),
    [("wide", "light"), pytest.param("narrow", "dark", marks=pytest.mark.nightly)],
)
async def test_a_file_of_three_lines_answers_and_a_broken_one_changes_nothing(
    server: Server, open_page: OpenPage, size: str, theme: str
) -> None:
    link = f"{server.base}/setup?token={server.setup_token}"
    ada = await open_page(link, viewport=SIZES[size], color_scheme=theme)
    await ada.get_by_label("Workspace name").fill("Analytical Engines")
    await ada.get_by_label("Name", exact=True).fill("Ada Lovelace")
    await ada.get_by_label("E-mail").fill("ada@example.org")
    await ada.get_by_label("Password").fill(PASSWORD)
    await ada.get_by_role("button", name="Create workspace").click()
    await expect(ada.get_by_role("heading", level=1)).to_have_text("General")
    await shoot(ada, "1-before")
    path = server.data_dir / "bots" / "parrot.py"
    begun = time.monotonic()
    await asyncio.to_thread(path.write_text, BOT.format("words"))
    await expect(ada.get_by_text("parrot joined")).to_be_visible()
    joined = time.monotonic() - begun
    await shoot(ada, f"2-saved-{joined:.2f}s")
    begun = time.monotonic()
    await say(ada, "/echo Polly wants a **release**")
    answer = ada.locator(".msg").filter(has_text="Polly wants a release").last
    await expect(answer.locator("strong")).to_have_text("release")
    await shoot(ada, f"3-answered-{time.monotonic() - begun:.2f}s")
    await asyncio.to_thread(path.write_text, BOT.format("words.upper("))
    await expect(ada.locator("nav a").filter(has_text="parrot")).to_have_count(1)  # it has written to its owner
    await say(ada, "/echo still here")
    await expect(ada.locator(".msg").filter(has_text="still here")).to_have_count(2)
    await shoot(ada, "4-broken")
    await asyncio.to_thread(path.write_text, BOT.format("words.upper()"))
    await until(lambda: server.log().count("bots loaded") == 2)
    await say(ada, "/echo louder")
    await expect(ada.get_by_text("LOUDER", exact=True)).to_be_visible()
    await ada.locator("nav a").filter(has_text="parrot").first.evaluate("link => link.click()")
    await expect(ada.locator(".msg").first).to_contain_text("can't be loaded; the bot goes on as it was.")
    await expect(ada.locator(".msg").first).to_contain_text("SyntaxError")
    await shoot(ada, "5-told")
