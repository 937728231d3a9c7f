"""What is offered while a search is typed: rooms, people, values and days, by keys, by pointer and by a filter."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from chatapp.search import Order
from pages.search.filters import filters_html
from pages.search.page import COMPLETED, OPTIONS
from pages.switcher.field import switcher_html
from tests.pages.browser.conftest import LoadModules
from tests.pages.browser.test_switcher import room

pytestmark = pytest.mark.browser

ATTRIBUTES = " ".join(f'{name}="{value}"' for name, value in COMPLETED.items())
HTML = f"""{switcher_html()}<main class="main"><div class="search-view"><form>
  <input type="search" name="q" aria-label="Search messages" {ATTRIBUTES}>
  <ul class="query-options" id="{OPTIONS}" role="listbox" aria-label="Suggestions" hidden></ul></form>
  {filters_html("", Order.NEWEST, ())}</div></main>"""


def person(name: str, username: str) -> dict[str, Any]:
    faces = [{"hue": 10, "picture": "", "initials": name[0]}]
    who = {"kind": "person", "value": username, "name": name, "words": username, "note": f"@{username}"}
    return {**who, "username": username, "act": "direct", "faces": faces, "at": 0}


CHOICES = [
    room("Design Team", 5, **{"in": 'in:"Design Team"'}),
    room("Zürich", 3, **{"in": "in:Zürich"}),
    room("Ada Lovelace", 9, **{"in": "in:@ada", "username": "ada", "words": "ada"}),
    room("Elsewhere", 9, note="Not joined", verbs=[]),
    person("Bo Diddley", "bo"),
    person("Åsa Öberg", "asa"),
    {"kind": "view", "name": "Settings", "words": "", "href": "/settings", "icon": "gear", "at": 0},
]


async def opened(load: LoadModules, asked: list[str] | None = None) -> Page:
    """Return a page with the search field; what it searches for is in ``searched``."""
    page = await load(html=HTML)
    seen = [] if asked is None else asked

    async def serve(route: Route) -> None:
        seen.append(route.request.url)
        await route.fulfill(body=json.dumps({"choices": CHOICES, "icons": {}}), content_type="application/json")

    await page.route("**/switcher.json", serve)
    await page.evaluate("""() => {
      window.searched = [];
      document.querySelector('form').addEventListener('submit', (event) => {
        event.preventDefault();
        searched.push(event.target.q.value);
      });
      return import('/query_completion.js');
    }""")
    return page


async def names(page: Page, typed: str) -> list[str]:
    """Return what is offered for a text that was typed."""
    field = page.get_by_label("Search messages")
    await field.fill(typed)
    return await page.get_by_role("option").locator(".name").all_inner_texts()


async def test_rooms_people_and_values_are_offered_for_the_operator_before_the_caret(load: LoadModules) -> None:
    asked: list[str] = []
    page = await opened(load, asked)
    await page.get_by_label("Search messages").press_sequentially("in:")
    await expect(page.get_by_role("option")).to_have_count(3)  # what one isn't in can't be searched
    wanted = {
        "in:": ["Ada Lovelace", "Design Team", "Zürich"],
        "plan in:zur": ["Zürich"],
        "in:#dt": ["Design Team"],
        'in:"design t': ["Design Team"],
        "in:@ada": ["Ada Lovelace"],
        "in:else": [],
        "from:": ["Written by you", "Ada Lovelace", "Bo Diddley", "Åsa Öberg"],
        "-from:did": ["Bo Diddley"],
        "FROM：asa": ["Åsa Öberg"],
        "to:m": ["Mentions you"],
        "has:": ["Link", "File", "Image", "Code", "Reaction", "Thread"],
        "has:i": ["Image"],
        "is:": ["Unread", "Saved", "Pinned", "Written by you", "In a thread"],
        "plan": [],
        "xin:": [],
        "in:zur plan": [],
        "on:1999": [],
        "after:y": ["Yesterday", "Choose a date…"],
    }
    for typed, expected in wanted.items():
        assert await names(page, typed) == expected, typed
    assert len(asked) == 1  # for all these keys


async def test_the_keyboard_alone_completes_and_searches(load: LoadModules) -> None:
    page = await opened(load)
    field, keys = page.get_by_label("Search messages"), page.keyboard
    await field.press_sequentially("plan in:des")
    first = page.get_by_role("option", name="Design Team")
    await expect(first).to_have_attribute("aria-selected", "true")
    assert await field.get_attribute("aria-expanded") == "true"
    assert await field.get_attribute("aria-activedescendant") == await first.get_attribute("id")
    await keys.press("Enter")
    await expect(field).to_have_value('plan in:"Design Team" ')
    assert await field.get_attribute("aria-expanded") == "false"
    await keys.type("from:")
    await expect(page.get_by_role("option")).to_have_count(4)
    await expect(page.locator("[aria-selected=true]")).to_have_count(0)
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "Tab"):  # once round
        await keys.press(key)
    await expect(field).to_have_value('plan in:"Design Team" from:asa ')
    await expect(field).to_be_focused()
    await keys.type("has:i")
    await keys.press("Escape")
    await expect(page.get_by_role("listbox")).to_be_hidden()
    await expect(field).to_have_value('plan in:"Design Team" from:asa has:i')  # Esc took the list alone
    assert await page.evaluate("searched") == []
    await keys.press("Enter")
    assert await page.evaluate("searched") == ['plan in:"Design Team" from:asa has:i']


async def test_enter_searches_when_nothing_is_left_to_complete(load: LoadModules) -> None:
    page = await opened(load)
    field = page.get_by_label("Search messages")
    for typed in ("from:bo", "from:", "has:link"):
        await field.fill("")
        await field.press_sequentially(typed)
        await expect(page.get_by_role("option").first).to_be_visible()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("listbox")).to_be_hidden()
    assert await page.evaluate("searched") == ["from:bo", "from:", "has:link"]


async def test_completing_in_the_middle_leaves_the_rest_and_can_be_undone(load: LoadModules) -> None:
    page = await opened(load)
    field = page.get_by_label("Search messages")
    await field.fill("plan  draft")
    await field.evaluate("(entry) => entry.setSelectionRange(5, 5)")
    await page.keyboard.type("from:bo")
    await expect(page.get_by_role("option", name="Bo Diddley")).to_be_visible()
    await page.keyboard.press("Tab")
    await expect(field).to_have_value("plan from:bo draft")
    assert await field.evaluate("(entry) => entry.selectionStart") == len("plan from:bo ")
    await page.keyboard.type("in:zur")
    await expect(page.get_by_role("option", name="Zürich")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(field).to_have_value("plan from:bo in:Zürich draft")
    await page.keyboard.press("Control+z")
    await expect(field).to_have_value("plan from:bo in:zurdraft")


async def test_a_filter_opens_what_it_filters_by_and_a_choice_searches(load: LoadModules) -> None:
    page = await opened(load)
    field = page.get_by_label("Search messages")
    await field.fill("plan")
    await page.get_by_role("button", name="From…").click()
    await expect(field).to_be_focused()
    await expect(field).to_have_value("plan from:")
    await page.get_by_role("option", name="Bo Diddley").click()
    await expect(field).to_have_value("plan from:bo ")
    assert await page.evaluate("searched") == ["plan from:bo "]
    await page.get_by_role("button", name="Has…").click()
    await page.keyboard.press("Escape")
    await expect(field).to_have_value("plan from:bo")  # as it was
    await page.get_by_role("button", name="Has…").click()
    await page.get_by_role("button", name="In…").focus()  # as who goes elsewhere does
    await expect(field).to_have_value("plan from:bo")
    await page.get_by_role("button", name="In…").click()
    await page.keyboard.press("Enter")
    assert await page.evaluate("searched.at(-1)") == "plan from:bo in:@ada "


async def test_days_are_those_of_the_reader_and_any_other_is_in_the_calendar(load: LoadModules) -> None:
    page = await opened(load)
    field = page.get_by_label("Search messages")
    await page.get_by_role("button", name="Date…").click()
    await page.get_by_role("option", name="Last 7 days").click()
    today = date.fromisoformat(
        await page.evaluate("new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10)")
    )
    assert await page.evaluate("searched.at(-1)") == f"after:{today - timedelta(7)} "
    await field.fill("plan ")
    await page.get_by_role("button", name="Date…").click()
    await page.get_by_role("option", name="This month").click()
    assert await page.evaluate("searched.at(-1)") == f"plan on:{today:%Y-%m} "
    await field.fill("plan")
    await page.get_by_role("button", name="Date…").click()
    await page.get_by_role("option", name="Choose a date…").click()
    await page.get_by_label("Choose a date").dispatch_event("keydown", {"key": "Escape"})
    await expect(field).to_be_focused()
    await expect(field).to_have_value("plan")  # as it was
    await field.fill("")
    await field.press_sequentially("before:")
    await page.get_by_role("option", name="Choose a date…").click()
    calendar = page.get_by_label("Choose a date")
    await expect(calendar).to_be_focused()
    await calendar.fill("2026-03-14")
    await expect(field).to_have_value("before:2026-03-14 ")
    await expect(calendar).to_have_count(0)
    assert len(await page.evaluate("searched")) == 2  # what was typed waits for Enter


async def test_touch_chooses_by_a_tap_alone(load: LoadModules) -> None:
    page = await opened(load)
    field = page.get_by_label("Search messages")
    await field.press_sequentially("has:")
    option = page.get_by_role("option", name="Image")
    await option.dispatch_event("pointerdown", {"pointerType": "touch"})
    await option.dispatch_event("pointercancel", {"pointerType": "touch"})  # the list was scrolled
    await expect(field).to_have_value("has:")
    await option.click()
    await expect(field).to_have_value("has:image ")
    await expect(field).to_be_focused()
