"""Drafts: one for each room in each tab, so that no tab erases another's; what a tab leaves behind is found again."""

import pytest
from playwright.async_api import Page

from pages.browser import assets
from tests.pages.browser.conftest import LOAD, LoadModules

pytestmark = pytest.mark.browser


async def take(page: Page, room: str = "r") -> str:
    text: str = await page.evaluate("(room) => drafts.take(room)", room)
    return text


async def keep(page: Page, text: str, room: str = "r") -> None:
    await page.evaluate("([room, text]) => drafts.keep(room, text)", [room, text])


async def reload(page: Page) -> None:
    await page.reload()
    await page.evaluate(LOAD, {"drafts": assets.address("drafts.js")})


async def test_a_draft_survives_a_reload_and_each_room_has_its_own(load: LoadModules) -> None:
    page = await load("drafts")
    await keep(page, "one")
    await keep(page, "two", "other")
    await reload(page)
    assert [await take(page), await take(page, "other"), await take(page, "third")] == ["one", "two", ""]
    await keep(page, "")
    await reload(page)
    assert await take(page) == ""
    assert await page.evaluate("drafts.rooms()") == ["other"]


async def test_two_tabs_keep_two_drafts_and_what_a_closed_one_had_is_added(load: LoadModules) -> None:
    first = await load("drafts")
    second = await load("drafts")
    await keep(first, "from the first")
    assert await take(second) == ""
    await keep(second, "from the second")
    assert await take(first) == "from the first"
    assert await take(second) == "from the second"
    assert len((await first.evaluate("drafts.list()"))[0]["text"].splitlines()) == 2
    await second.goto("about:blank")
    await first.wait_for_function("localStorage.getItem('chatapp.ann.draft.r')")
    assert await take(first) == "from the second\nfrom the first"
    assert await first.evaluate("Object.values(localStorage)") == ["from the second\nfrom the first"]


async def test_an_earlier_state_of_a_draft_is_not_added_to_it(load: LoadModules) -> None:
    page = await load("drafts")
    await page.evaluate("localStorage.setItem('chatapp.ann.draft.r', 'I thi')")
    await keep(page, "I think so")
    assert await take(page) == "I think so"


async def test_a_crashed_tabs_draft_is_found_and_a_living_ones_is_left_alone(load: LoadModules) -> None:
    first = await load("drafts")
    second = await load("drafts")
    await keep(second, "alive", "other")
    await first.evaluate("localStorage.setItem('chatapp.ann.draft.r.crashed', 'left behind')")
    await first.evaluate("drafts.callRoll()")
    assert [await take(first), await take(first, "other")] == ["left behind", ""]
    assert await take(second, "other") == "alive"


async def test_which_rooms_have_a_draft_is_told_in_every_tab(load: LoadModules) -> None:
    first = await load("drafts")
    second = await load("drafts")
    for page in (first, second):
        await page.evaluate("document.addEventListener('chatapp:drafts', ({detail}) => sent.push(detail.join()))")
    await keep(first, "a")
    await keep(first, "ab")
    await second.wait_for_function("sent.length === 1")  # it hears of changes, and tells what it finds by then
    await keep(first, "b", "q")
    await second.wait_for_function("sent.length === 2")
    await keep(first, "")
    await second.wait_for_function("sent.length === 3")
    for page in (first, second):
        assert await page.evaluate("sent") == ["r", "q,r", "q"]


async def test_a_storage_that_throws_is_no_error(load: LoadModules) -> None:
    page = await load("drafts")
    await page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('full') } }")
    await keep(page, "text")
    assert await take(page) == ""
