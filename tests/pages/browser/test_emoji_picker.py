"""The emoji picker: found by words, moved in by arrows, remembered; and the names offered while one is typed."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from tests.pages.browser.composer_page import HTML
from tests.pages.browser.conftest import LoadModules

pytestmark = pytest.mark.browser

HANDS = [
    ["👋", "waving hand", "wave waving_hand", "hand", "👋🏻"],
    ["👍", "thumbs up", "thumbsup +1", "hand", "👍🏻"],
]
MANY = [[chr(0x1F600 + index), f"face {index}", f"face{index}", "face", ""] for index in range(40)]
FOOD = [["🍕", "pizza", "pizza", "food", ""], ["🍎", "red apple", "apple", "food fruit", ""]]
LIST: list[Any] = [["Smileys", MANY], ["People", HANDS], ["Food", FOOD]]


@pytest.fixture
async def page(load: LoadModules) -> AsyncIterator[Page]:
    page = await load("composer", html=HTML)
    asked: list[str] = []

    async def serve(route: Route) -> None:
        asked.append(route.request.url)
        await route.fulfill(json=LIST)

    await page.route("**/emoji.json", serve)
    await page.evaluate("composer.enter('r')")
    yield page
    assert len(asked) == 1, "the list is fetched once, when it is first wanted"


async def test_an_emoji_is_found_by_words_and_put_where_the_caret_is(page: Page) -> None:
    field, opener = page.get_by_label("Message", exact=True), page.get_by_role("button", name="Emoji", exact=True)
    await page.keyboard.type("ab")
    await page.keyboard.press("ArrowLeft")
    await opener.click()
    picker = page.get_by_role("dialog", name="Emoji")
    await expect(picker.get_by_label("Search emoji")).to_be_focused()
    await expect(opener).to_have_attribute("aria-expanded", "true")
    await page.keyboard.type("fruit")
    await expect(picker.get_by_role("button", name="red apple")).to_be_visible()
    await expect(picker.locator(".emoji-grid button")).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(field).to_have_value("a🍎b")
    await expect(field).to_be_focused()
    await expect(picker).to_be_hidden()
    await page.keyboard.type("!")
    await expect(field).to_have_value("a🍎!b")
    await page.keyboard.press("ControlOrMeta+z")
    await page.keyboard.press("ControlOrMeta+z")
    await expect(field).to_have_value("ab")


async def test_arrows_move_in_the_grid_and_escape_gives_the_focus_back(page: Page) -> None:
    opener = page.get_by_role("button", name="Emoji", exact=True)
    await opener.focus()
    await page.keyboard.press("Enter")
    picker = page.get_by_role("dialog", name="Emoji")
    await expect(picker).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await expect(picker.get_by_role("button", name="face 0", exact=True)).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await expect(picker.get_by_role("button", name="face 1", exact=True)).to_be_focused()
    await page.keyboard.press("ArrowDown")
    below = picker.locator("button:focus")
    assert int((await below.get_attribute("aria-label") or "").split()[1]) > 5
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowUp")
    await expect(picker.get_by_label("Search emoji")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(picker).to_be_hidden()
    await expect(opener).to_be_focused()
    await opener.click()
    await expect(picker).to_be_visible()
    await opener.click()  # the same button closes it
    await expect(picker).to_be_hidden()


async def test_the_tone_and_what_was_used_are_remembered(page: Page) -> None:
    field, opener = page.get_by_label("Message", exact=True), page.get_by_role("button", name="Emoji", exact=True)
    picker = page.get_by_role("dialog", name="Emoji")
    await opener.click()
    await expect(picker.get_by_label("Recent", exact=True)).to_have_count(0)
    await picker.get_by_label("Skin tone").select_option("\U0001f3fe")
    await picker.get_by_role("button", name="thumbs up").click()
    await expect(field).to_have_value("👍🏾")
    await opener.click()
    recent = picker.get_by_role("region", name="Recent").get_by_role("button")
    await expect(recent).to_have_text(["👍🏾"])
    await expect(picker.get_by_label("Skin tone")).to_have_value("\U0001f3fe")
    await picker.get_by_label("Search emoji").fill("zzzz")
    await expect(picker.get_by_text("No emoji matches “zzzz”.")).to_be_visible()


async def test_a_name_is_completed_while_it_is_typed(page: Page) -> None:
    field, options = page.get_by_label("Message", exact=True), page.get_by_role("option")
    await page.keyboard.type("hi :fa")
    await expect(options).to_have_count(6)
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("option", selected=True)).to_contain_text(":face1:")
    described = await field.get_attribute("aria-activedescendant")
    assert described == await page.get_by_role("option", selected=True).get_attribute("id")
    await page.keyboard.press("Enter")
    await expect(field).to_have_value(f"hi {chr(0x1F601)} ")
    await expect(options).to_have_count(0)
    await page.keyboard.type(":piz")
    await expect(options).to_have_count(1)
    await page.keyboard.press("Tab")
    await expect(field).to_have_value(f"hi {chr(0x1F601)} 🍕 ")
    await page.keyboard.type(":wav")
    await options.click()
    await expect(field).to_have_value(f"hi {chr(0x1F601)} 🍕 👋 ")
    await page.keyboard.press("Enter")
    assert await page.evaluate("sent.map(([, room, id, body]) => body)") == [f"hi {chr(0x1F601)} 🍕 👋 "]


async def test_escape_leaves_the_name_as_it_is_and_times_and_faces_are_no_names(page: Page) -> None:
    field, options = page.get_by_label("Message", exact=True), page.get_by_role("option")
    await page.keyboard.type(":pizz")
    await expect(options).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(options).to_have_count(0)
    await page.keyboard.press("Enter")
    assert await page.evaluate("sent.map(([, room, id, body]) => body)") == [":pizz"]
    for words in ("at 10:30", ":D", ":30", "std::fa", ":-/", "`x[:fa", "```\nx[:fa"):
        await field.fill(words)
        await page.wait_for_timeout(50)
        await expect(options).to_have_count(0)
    await field.fill("`x` :fa")
    await expect(options).to_have_count(6)
    await field.blur()
    await expect(options).to_have_count(0)
    arrives = (
        "async field => { field.value = 'a :piz'; composer.typed(field); await new Promise(requestAnimationFrame); }"
    )
    await field.evaluate(arrives)  # a draft of another device
    assert await options.count() == 0
    await field.focus()
    await page.keyboard.type("z")
    await expect(options).to_have_count(1)
