"""The keyboard's focus in lists: it stays where it is when they are drawn anew, and goes nowhere else by itself."""

import pytest
from playwright.async_api import Page

from tests.pages.browser.conftest import LoadModules

pytestmark = pytest.mark.browser

LIST = '<button aria-label="Manage Ann">…</button><a href="/people/bob">Bob</a><button>Show more</button>'
HTML = f'<div class="pane"><div id="list">{LIST}</div><input aria-label="Search"></div><p>Text</p>'
FOCUSED = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim()"
DRAW_ANEW = "(html) => { document.getElementById('list').innerHTML = html; }"
OPEN_LAYER = """() => document.body.insertAdjacentHTML(
  'beforeend', '<div class="q-dialog"><div class="sheet"><button>Cancel</button></div></div>')"""
CLOSE_LAYER = "() => document.querySelector('.q-dialog').remove()"


async def has_focus(page: Page) -> str:
    """Return the name of what has the focus, once all that was to happen by itself has happened."""
    await page.evaluate("new Promise((done) => setTimeout(done))")
    name: str = await page.evaluate(f"document.activeElement === document.body ? '' : {FOCUSED}")
    return name


@pytest.mark.parametrize("name", ["Manage Ann", "Bob", "Show more"])
async def test_a_control_that_is_drawn_anew_keeps_the_focus(load: LoadModules, name: str) -> None:
    page = await load("list_focus", html=HTML)
    await page.locator("#list > *", has_text="…" if name == "Manage Ann" else name).focus()
    await page.evaluate(DRAW_ANEW, LIST)
    assert await has_focus(page) == name


async def test_a_control_that_is_moved_keeps_the_focus(load: LoadModules) -> None:
    page = await load("list_focus", html=HTML)
    await page.get_by_role("link").focus()
    await page.evaluate("document.getElementById('list').append(document.querySelector('#list a'))")
    assert await has_focus(page) == "Bob"


async def test_the_focus_goes_nowhere_if_what_had_it_is_gone_or_one_has_left_it(load: LoadModules) -> None:
    page = await load("list_focus", html=HTML)
    await page.get_by_role("link").focus()
    await page.evaluate(DRAW_ANEW, "<a href='/people/eve'>Eve</a>")
    assert await has_focus(page) == ""
    await page.get_by_role("link").focus()
    await page.get_by_text("Text").click()
    assert await has_focus(page) == ""
    await page.evaluate(DRAW_ANEW, "<a href='/people/eve'>Eve</a>")
    assert await has_focus(page) == ""


async def test_of_several_alike_none_takes_the_focus(load: LoadModules) -> None:
    page = await load("list_focus", html=HTML)
    await page.evaluate(DRAW_ANEW, "<p>1<button>Discard</button></p><p>2<button>Discard</button></p>")
    await page.get_by_role("button", name="Discard").last.focus()
    await page.evaluate(DRAW_ANEW, "<p>1<button>Discard</button></p>")
    assert await has_focus(page) == ""


async def test_another_view_does_not_take_the_focus(load: LoadModules) -> None:
    page = await load("list_focus", html=HTML)
    await page.get_by_role("button", name="Show more").focus()
    await page.evaluate("(html) => { document.querySelector('.shell').innerHTML = html; }", HTML)
    assert await has_focus(page) == ""


async def test_a_dialog_gives_the_focus_back_to_what_was_drawn_anew_below_it(load: LoadModules) -> None:
    page = await load("list_focus", html=HTML)
    await page.get_by_role("button", name="Manage Ann").focus()
    await page.evaluate(OPEN_LAYER)
    await page.get_by_role("button", name="Cancel").focus()
    await page.evaluate(DRAW_ANEW, LIST)
    assert await has_focus(page) == "Cancel"
    await page.evaluate(CLOSE_LAYER)
    assert await has_focus(page) == "Manage Ann"
