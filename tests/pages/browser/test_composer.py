"""The composer: what Enter does on which device, when there is something to send, and how much is left."""

import pytest
from playwright.async_api import Page, expect

from pages.browser import assets
from tests.pages.browser.composer_page import HTML
from tests.pages.browser.conftest import LoadModules

pytestmark = pytest.mark.browser

BODIES = "sent.map(([, room, id, body]) => body)"
COMPOSE = """(entry) => {  // an IME's Enter takes the letter over
  for (const more of [{isComposing: true}, {keyCode: 229}]) {
    entry.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true, ...more}));
  }
}"""
COARSE = """() => {
  const ask = window.matchMedia;
  window.matchMedia = (query) => query === '(pointer: coarse)' ? {matches: true} : ask.call(window, query);
}"""


async def a_page(load: LoadModules) -> Page:
    page = await load("composer", html=HTML)
    await page.evaluate("composer.enter('r')")
    return page


async def test_enter_sends_with_a_mouse_and_shift_enter_makes_a_line(load: LoadModules) -> None:
    page = await a_page(load)
    field = page.get_by_label("Message", exact=True)
    await expect(field).to_be_focused()
    await page.keyboard.type("one")
    await field.evaluate(COMPOSE)
    assert await page.evaluate(BODIES) == []
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("two")
    await page.keyboard.press("Enter")
    assert await page.evaluate(BODIES) == ["one\ntwo"]
    await expect(field).to_have_value("")


async def test_enter_makes_a_line_on_a_touch_screen_and_the_button_sends(load: LoadModules) -> None:
    page = await a_page(load)
    await page.evaluate(COARSE)
    await page.keyboard.type("one")
    await page.keyboard.press("Enter")
    await page.keyboard.type("two")
    assert await page.evaluate(BODIES) == []
    await page.get_by_role("button", name="Send").click()
    assert await page.evaluate(BODIES) == ["one\ntwo"]
    await page.keyboard.type("by a keyboard at a tablet")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_label("Message", exact=True)).to_have_value("")


async def test_send_is_lit_only_while_there_is_something_to_send(load: LoadModules) -> None:
    page = await a_page(load)
    send = page.get_by_role("button", name="Send")
    await expect(send).to_be_disabled()
    await page.keyboard.type("  ")
    await expect(send).to_be_disabled()
    await page.keyboard.type("x")
    await expect(send).to_be_enabled()
    await send.click()
    await expect(send).to_be_disabled()
    await expect(page.get_by_label("Message", exact=True)).to_be_focused()


async def test_it_is_said_how_much_is_left_near_the_limit(load: LoadModules) -> None:
    page = await a_page(load)
    field, count = page.get_by_label("Message", exact=True), page.locator(".count")
    for length, words in (
        (9_499, ""),
        (9_500, "500 characters left"),
        (10_000, "0 characters left"),
        (10_001, "1 character too many"),
    ):
        await field.fill("x" * length + "\n")  # the line end is not kept
        await expect(count).to_have_text(words)
    await field.press("Enter")
    await expect(page.locator(".composer-note .error")).to_contain_text("up to 10,000 characters; this one has 10,001")
    await field.fill("\U0001f600" * 10_000)
    await expect(count).to_have_text("0 characters left")


async def test_the_field_grows_to_a_third_of_the_window(load: LoadModules) -> None:
    page = await a_page(load)
    field = page.get_by_label("Message", exact=True)

    async def height() -> float:
        value: float = await field.evaluate("e => e.getBoundingClientRect().height")
        return value

    low = await height()
    await field.fill("a\nb\nc")
    middle = await height()
    await field.fill("a\n" * 100)
    window: int = await page.evaluate("innerHeight")
    assert low < middle < await height() <= window / 3 + 1
    await field.fill("")
    assert await height() == low


async def test_the_tools_are_one_tab_stop_and_keep_the_focus_in_the_field(load: LoadModules) -> None:
    page = await a_page(load)
    field = page.get_by_label("Message", exact=True)
    await page.keyboard.type("word")
    await field.select_text()
    await page.get_by_role("button", name="Bold").click()
    await expect(field).to_be_focused()
    await expect(field).to_have_value("**word**")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Attach files")).to_be_focused()
    for name in ("Bold", "Italic"):
        await page.keyboard.press("ArrowRight")
        await expect(page.get_by_role("button", name=name)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(field).to_have_value("***word***")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Italic")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Send")).to_be_focused()


async def test_what_waits_has_a_clock_and_what_is_refused_can_be_edited(load: LoadModules) -> None:
    page = await a_page(load)
    await page.keyboard.type("one")
    await page.keyboard.press("Enter")
    waiting = page.locator(".waiting")
    await expect(waiting).to_contain_text("Sending…")
    await expect(waiting.locator("svg")).to_have_count(1)
    await page.evaluate(
        "async (address) => { const box = await import(address); box.mark(box.items[0].id, 'You may not.') }",
        assets.address("send_queue.js"),
    )
    await expect(waiting).to_contain_text("You may not.")
    await page.keyboard.type("more")
    await waiting.get_by_role("button", name="Edit").click()
    await expect(page.get_by_label("Message", exact=True)).to_have_value("one\nmore")
    await expect(waiting).to_have_count(0)
