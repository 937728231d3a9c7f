"""Ctrl+Shift+F leads to the search from anywhere, in this room first."""

import pytest
from playwright.async_api import Page, expect

from pages.switcher.field import switcher_html
from tests.pages.browser.conftest import LoadModules

pytestmark = pytest.mark.browser

HERE = '<a class="search-here" href="/search?q=in%3Adesign+" hidden>Search in this room</a>'
NOTE = """() => {
  window.went = [];
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a');
    if (!link) return;
    event.preventDefault();
    went.push(link.getAttribute('href'));
  });
}"""


async def opened(load: LoadModules, inside: str) -> Page:
    page = await load("search_key", html=f'{switcher_html()}<main class="main">{inside}</main>')
    await page.evaluate(NOTE)
    return page


async def went(page: Page) -> list[str]:
    """Return the links that were followed."""
    found: list[str] = await page.evaluate("went")
    return found


async def test_in_a_room_the_search_begins_with_it(load: LoadModules) -> None:
    page = await opened(load, f"{HERE}<textarea>typed</textarea>")
    await page.locator("textarea").focus()
    await page.keyboard.press("Control+Shift+F")
    assert await went(page) == ["/search?q=in%3Adesign+"]
    assert await page.locator("textarea").input_value() == "typed"


async def test_elsewhere_it_is_the_empty_search(load: LoadModules) -> None:
    page = await opened(load, "<h1>Home</h1>")
    await page.keyboard.press("Control+Shift+F")
    assert await went(page) == ["/search"]
    assert await page.locator("body > a").count() == 0


async def test_on_the_search_page_the_field_is_selected(load: LoadModules) -> None:
    page = await opened(load, '<div class="search-view"><input type="search" value="plan"></div>')
    await page.keyboard.press("Control+Shift+F")
    await expect(page.get_by_role("searchbox")).to_be_focused()
    await page.keyboard.type("other")
    await expect(page.get_by_role("searchbox")).to_have_value("other")
    assert await went(page) == []


async def test_it_leaves_the_switcher_but_no_dialog_in_which_one_is_at_work(load: LoadModules) -> None:
    page = await opened(load, f'{HERE}<dialog class="sheet"><input></dialog>')
    await page.evaluate("document.querySelector('.switcher').showModal()")
    await page.keyboard.press("Control+Shift+F")
    await expect(page.locator(".switcher")).to_be_hidden()
    assert len(await went(page)) == 1
    await page.evaluate("document.querySelector('.sheet').showModal()")
    await page.keyboard.press("Control+Shift+F")
    await expect(page.locator(".sheet")).to_be_visible()
    assert len(await went(page)) == 1


@pytest.mark.parametrize("key", ["Control+f", "Shift+F", "Control+Alt+Shift+F"])
async def test_other_keys_mean_what_they_mean(load: LoadModules, key: str) -> None:
    page = await opened(load, HERE)
    await page.keyboard.press(key)
    assert await went(page) == []
