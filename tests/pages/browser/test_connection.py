"""Being offline: said once, at once, and never where the server can be reached after all."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.pages.browser.composer_page import HTML as COMPOSER
from tests.pages.browser.conftest import LoadModules

pytestmark = pytest.mark.browser

POPUP = '<div id="popup" class="nicegui-error-popup" aria-hidden="true"><span>Lost</span><span>Trying</span></div>'
LINKS = '<a href="/rooms/other">Other</a>'
HTML = f"{COMPOSER}{LINKS}{POPUP}"
SHOW = "(isShown) => document.getElementById('popup').setAttribute('aria-hidden', String(!isShown))"
BAR = ".offline-bar"


@pytest.fixture
async def page(load: LoadModules, context: BrowserContext) -> AsyncIterator[Page]:
    page = await load("connection", "composer", html=HTML)
    await page.evaluate("composer.enter('r')")
    yield page
    await context.set_offline(False)


async def test_a_lost_connection_is_said_once_and_waiting_messages_say_that_they_wait(page: Page) -> None:
    await expect(page.locator(BAR)).to_be_hidden()
    await page.evaluate("socket.connected = false")
    await page.evaluate(SHOW, True)
    await expect(page.locator(BAR)).to_have_text("You're offline. Messages will be sent when you're back.")
    await expect(page.locator(BAR)).to_be_visible()
    await expect(page.locator("#popup")).to_be_hidden()
    await page.keyboard.type("later")
    await page.keyboard.press("Enter")
    await expect(page.locator(".waiting")).to_contain_text("Waiting to send")
    await page.evaluate("socket.connected = true")
    await page.evaluate(SHOW, False)
    await expect(page.locator(BAR)).to_be_hidden()
    await expect(page.locator(".waiting")).to_contain_text("Sending…")


async def test_a_line_that_is_back_at_once_was_never_away(load_stopped: LoadModules) -> None:
    page = await load_stopped("connection", "composer", html=HTML)
    await page.clock.install()
    await page.evaluate("composer.enter('r')")
    await page.evaluate(SHOW, True)
    await page.clock.fast_forward(1900)
    await page.evaluate(SHOW, False)
    await page.clock.fast_forward(3000)
    assert not await page.evaluate("connection.isOffline()")


async def test_a_server_is_tried_often_at_first_rarely_after_a_minute_and_while_nobody_looks(page: Page) -> None:
    await page.evaluate("""() => {
      window.longest = [];
      const io = {reconnectionDelayMax: (ms) => longest.push(ms), on: (name, tried) => { io[name] = tried; }};
      socket.io = io;
    }""")
    for is_shown in (True, False, True):
        await page.evaluate(SHOW, is_shown)
    await page.wait_for_function("longest.length === 1")
    await page.evaluate(
        "socket.io.reconnect_attempt(1); socket.io.reconnect_attempt(40); socket.io.reconnect_attempt(1)"
    )
    assert await page.evaluate("longest") == [1500, 1500, 5000, 1500]


async def test_the_browsers_own_word_is_taken_when_the_server_does_not_answer(
    page: Page, context: BrowserContext
) -> None:
    await page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('cut')) }")
    await context.set_offline(True)
    await expect(page.locator(BAR)).to_be_visible()
    await context.set_offline(False)
    await expect(page.locator(BAR)).to_be_hidden()


async def test_a_server_that_answers_without_a_network_is_not_away(page: Page) -> None:
    async with page.expect_request("**/connection.js"):
        await page.evaluate("window.dispatchEvent(new Event('offline'))")
    assert not await page.evaluate("connection.isOffline()")


async def test_another_room_says_why_it_does_not_open(page: Page) -> None:
    await page.evaluate(SHOW, True)
    await expect(page.locator(BAR)).to_be_visible()
    await page.get_by_role("link", name="Other").click()
    await expect(page.locator(BAR)).to_have_text("You're offline. You can open other rooms when you're back.")
    assert "/rooms/other" not in page.url


async def test_a_picture_that_did_not_come_is_asked_for_again_when_the_server_is_back(load: LoadModules) -> None:
    page = await load("pictures", html=f"{HTML}<img src='/files/1/a.png' alt=''>")
    await page.wait_for_function("document.images[0].complete")
    await page.evaluate(SHOW, True)
    await page.wait_for_selector("html[data-offline]")
    async with page.expect_request("**/a.png"):
        await page.evaluate(SHOW, False)
