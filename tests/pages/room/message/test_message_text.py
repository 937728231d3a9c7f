"""A message's text in a browser: what the HTML and the styles make of it together."""

from typing import Final

import pytest
from playwright.async_api import Browser, Page

from pages.room.message import message_html
from pages.theme import CSS
from tests.support.browser.rendered_rooms import message

pytestmark = pytest.mark.browser

TEXT: Final = "def f():\n    return 1\n\n\nand  two  spaces"
WIDE_TABLE: Final = "| a | " + "b" * 300 + " |\n|--:|---|\n| 1 | 2 |"
ALL: Final = (
    TEXT,
    WIDE_TABLE,
    "- first\n  second\n- [x] done\n\n- c",
    "1) one\n2) two\n\n100. a\n101. b",
    "```kotlin\n\nval x = " + "1" * 300 + "\n```",
    "> a\n>\n> b\nc\n\n---\n\n# " + "d" * 300,
)


async def shown(browser: Browser, width: int) -> Page:
    page = await browser.new_page(viewport={"width": width, "height": 800})
    rows = "".join(message_html.render(message(number, body=body)) for number, body in enumerate(ALL, 1))
    await page.set_content(f"<style>{CSS}</style><body><div class=log>{rows}</div>")
    return page


async def test_a_message_with_all_of_it_stays_within_the_page_and_keeps_its_white_space(browser: Browser) -> None:
    page = await shown(browser, 390)
    try:
        assert await page.evaluate("document.documentElement.scrollWidth") == 390
        table = page.locator(".scroller")
        assert await table.evaluate("it => it.scrollWidth > it.clientWidth && it.tabIndex === 0")
        assert await page.locator("[data-number='1'] .body").inner_text() == TEXT
        assert await page.locator("[data-number='3'] li > div").first.inner_text() == "first\nsecond"
        assert await page.locator("td").first.evaluate("it => getComputedStyle(it).textAlign") == "right"
        line = 1.3 * await page.locator("[data-number='3'] li > div").nth(1).evaluate(
            "it => it.getClientRects()[0].height"
        )
        gap = "([a, b]) => b.getBoundingClientRect().top - a.getBoundingClientRect().bottom"
        items = await page.locator("[data-number='3'] li > div").element_handles()
        assert await page.evaluate(gap, items[1:3]) > line / 2  # the empty line between two items
    finally:
        await page.close()


async def test_numbers_are_drawn_as_typed_and_fit_beside_their_text(browser: Browser) -> None:
    page = await shown(browser, 390)
    try:
        lists = page.locator("[data-number='4'] ol")
        style = "it => [getComputedStyle(it).listStyleType, parseFloat(getComputedStyle(it).paddingLeft) >= 28]"
        assert await lists.first.evaluate(style) == ["bracketed", True]
        assert await lists.last.evaluate("it => [it.start, parseFloat(getComputedStyle(it).paddingLeft) >= 36]") == [
            100,
            True,
        ]
    finally:
        await page.close()


async def test_a_copied_list_has_its_lines_and_boxes(browser: Browser) -> None:
    page = await shown(browser, 390)
    select = "it => { getSelection().selectAllChildren(it); return getSelection().toString().trim(); }"
    try:
        copied = await page.locator("[data-number='3'] .body").evaluate(select)
        assert copied == "first\nsecond\n☑\ufe0e done\n\nc"
    finally:
        await page.close()
