"""Drafts on several devices, in the browser: what is typed is never replaced, and what is sent does not come back."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from pages.browser import assets
from tests.pages.browser.composer_page import HTML
from tests.pages.browser.conftest import LOAD, LoadModules

pytestmark = pytest.mark.browser

ENTER = """(room) => {
  document.querySelector('[data-place]').dataset.place = room;
  document.querySelector('.composer textarea').value = '';
  composer.enter(room);
}"""
MODULES = ("composer", "drafts", "draft_sync", "draft_events", "send_queue")


@pytest.fixture
def load(load_stopped: LoadModules) -> LoadModules:
    """Loads modules into pages whose clock these tests set."""
    return load_stopped


async def a_page(load: LoadModules, revision: int = 0, body: str = "", kept: str = "") -> Page:
    page = await load(*MODULES, html=HTML)
    await page.clock.install(time=0)
    await page.clock.pause_at(1_000_000)
    await page.evaluate(ENTER, "r")
    await arrived(page, revision, body, kept)
    return page


async def arrived(page: Page, revision: int, body: str, kept: str = "") -> None:
    await page.evaluate("told => draft_sync.arrived('r', ...told)", [revision, body, kept])


async def outdated(page: Page, revision: int, body: str, kept: str = "", *, was_sent: bool = False) -> None:
    await page.evaluate("told => draft_sync.outdated('r', ...told)", [revision, body, kept, was_sent])


async def stored(page: Page, revision: int) -> None:
    await page.evaluate("told => draft_sync.stored('r', told)", revision)


async def told(page: Page, kind: str = "draft_write") -> list[Any]:
    """Return what was emitted of a kind since the last call."""
    found: list[Any] = await page.evaluate("window.sent.splice(0)")
    return [one[1:] for one in found if one[0] == kind]


async def rest(page: Page) -> list[Any]:
    await page.clock.run_for(1100)
    return await told(page)


async def other(page: Page) -> str:
    line = page.locator(".other-version")
    return (await line.locator(".words").text_content() or "") if await line.is_visible() else ""


async def value(page: Page) -> str:
    return await page.get_by_label("Message", exact=True).input_value()


async def test_a_text_is_written_a_second_after_the_last_key_and_when_one_leaves(load: LoadModules) -> None:
    page = await a_page(load)
    await page.keyboard.type("hel")
    await page.clock.run_for(900)
    await page.keyboard.type("lo")
    assert await told(page) == []
    assert await rest(page) == [["r", "hello", 0, ""]]
    await page.keyboard.type(" world")
    assert await rest(page) == []  # one at a time
    await stored(page, 1)
    assert await rest(page) == [["r", "hello world", 1, ""]]
    await stored(page, 2)
    assert await rest(page) == []
    await page.keyboard.type("!")
    await page.evaluate(ENTER, "q")
    assert await told(page) == [["r", "hello world!", 2, ""]]


async def test_nothing_is_written_while_one_is_offline_and_it_goes_on_from_the_same_revision(load: LoadModules) -> None:
    page = await a_page(load, 4, "hello")
    assert await value(page) == "hello"
    await page.evaluate("socket.connected = false")
    await page.keyboard.type(" you")
    assert await rest(page) == []
    await page.reload()
    await page.evaluate(LOAD, {name: assets.address(f"{name}.js") for name in MODULES})
    await page.evaluate(ENTER, "r")
    assert await value(page) == "hello you"
    await page.evaluate("draft_events.connected(['r'])")
    assert ["r"] in await told(page, "draft_read")
    await arrived(page, 4, "hello")
    assert await rest(page) == [["r", "hello you", 4, ""]]


async def test_what_another_device_typed_is_followed_unless_something_else_is_typed_here(load: LoadModules) -> None:
    page = await a_page(load, 1, "one")
    await arrived(page, 2, "one two")
    assert (await value(page), await rest(page)) == ("one two", [])
    await page.keyboard.type(" here")
    await arrived(page, 3, "one two there")
    assert await value(page) == "one two here"
    assert await told(page) == [["r", "one two here", 2, ""]]  # the server decides
    await outdated(page, 3, "one two there")
    assert await value(page) == "one two here"
    assert await other(page) == "one two there"
    assert await told(page) == [["r", "one two here", 3, "one two there"]]
    await stored(page, 4)
    await page.get_by_role("button", name="Use it").click()
    assert (await value(page), await other(page)) == ("one two there", "one two here")
    assert await told(page) == [["r", "one two there", 4, "one two here"]]
    await stored(page, 5)
    await page.get_by_role("button", name="Discard").click()
    assert await told(page) == [["r", "one two there", 5, ""]]
    await expect(page.locator(".other-version")).to_be_hidden()


async def test_a_text_that_went_on_elsewhere_is_taken_over_and_one_that_went_on_here_is_kept(
    load: LoadModules,
) -> None:
    page = await a_page(load, 1, "one")
    await page.keyboard.type(" two")
    assert await rest(page) == [["r", "one two", 1, ""]]
    await outdated(page, 2, "one t")
    assert (await value(page), await other(page)) == ("one two", "")
    assert await told(page) == [["r", "one two", 2, ""]]
    await page.clock.run_for(5000)
    await outdated(page, 3, "one two three")
    assert (await value(page), await other(page)) == ("one two three", "")
    assert await rest(page) == []


async def test_what_is_sent_elsewhere_goes_from_the_field_and_what_is_new_stays(load: LoadModules) -> None:
    page = await a_page(load, 1, "hello")
    await page.evaluate("draft_events.hear('r', 2, true)")
    assert (await value(page), await rest(page)) == ("", [])
    await page.keyboard.type("new")
    await page.evaluate("draft_events.hear('r', 5, true)")
    assert await value(page) == "new"
    assert await rest(page) == [["r", "new", 5, ""]]
    assert await page.evaluate("Object.keys(localStorage)") == [
        await page.evaluate("Object.keys(localStorage).find(key => key.includes('draft.r.'))")
    ]


async def test_what_was_on_its_way_and_sent_elsewhere_does_not_come_back(load: LoadModules) -> None:
    page = await a_page(load)
    await page.keyboard.type("hel")
    assert await rest(page) == [["r", "hel", 0, ""]]  # stored, and the answer is lost
    await page.evaluate("draft_events.connected([])")
    await arrived(page, 2, "")
    assert await told(page) == [["r", "hel", 0, ""]]
    await outdated(page, 2, "", was_sent=True)
    assert (await value(page), await rest(page)) == ("", [])


async def test_a_message_says_which_draft_it_came_from_and_what_is_typed_next_waits_for_it(load: LoadModules) -> None:
    page = await a_page(load, 3, "hello")
    await page.keyboard.type(" wrld")
    await rest(page)
    await page.keyboard.type("!")
    await page.keyboard.press("Enter")
    sent = await page.evaluate("window.sent.splice(0)")
    assert [one[0] for one in sent] == ["draft_sent", "message_post"]
    assert sent[0][1:] == [sent[1][2], 3, "hello wrld"]
    await page.keyboard.type("ok")
    assert await rest(page) == []
    await stored(page, 4)  # of what was on its way
    assert await rest(page) == []
    await page.evaluate("draft_events.hear('r', 5, true)")
    await page.evaluate("send_queue.done(send_queue.items[0].id)")
    assert await rest(page) == [["r", "ok", 5, ""]]


async def test_what_a_program_sent_leaves_the_field_alone(load: LoadModules) -> None:
    page = await a_page(load, 3, "hello")
    await arrived(page, 4, "", "hello")
    assert (await value(page), await other(page)) == ("hello", "")
    assert await rest(page) == [["r", "hello", 4, ""]]
    await page.evaluate(ENTER, "q")
    await page.evaluate("draft_sync.arrived('q', 7, '', 'left over')")
    assert (await value(page), await other(page)) == ("left over", "")


async def test_the_rooms_with_a_draft_are_those_of_all_devices(load: LoadModules) -> None:
    page = await a_page(load)
    await page.evaluate("draft_events.connected(['a', 'b'])")
    await page.keyboard.type("here")
    assert await page.evaluate("drafts.rooms()") == ["a", "b", "r"]
    await page.evaluate("draft_events.hear('a', 3, true)")
    assert await page.evaluate("drafts.rooms()") == ["b", "r"]


async def test_what_is_refused_is_not_written_again_until_it_changes(load: LoadModules) -> None:
    page = await a_page(load)
    await page.keyboard.type("x")
    assert len(await rest(page)) == 1
    await page.evaluate("draft_sync.refused('r')")
    assert await rest(page) == []
    await page.keyboard.type("y")
    assert len(await rest(page)) == 1
    await page.evaluate("draft_sync.later('r', 7)")
    assert await rest(page) == []
    await page.clock.run_for(7000)
    assert await told(page) == [["r", "xy", 0, ""]]


async def test_the_message_that_is_answered_goes_with_the_text_and_the_newer_choice_wins(load: LoadModules) -> None:
    page = await a_page(load, 1, "one")
    bar = page.locator(".replying")
    await page.evaluate("told => draft_sync.arrived('r', ...told)", [2, "one", "", 7])
    await expect(bar).to_have_text("Replying to an earlier message")
    assert await rest(page) == []
    await page.get_by_role("button", name="Cancel reply").click()
    assert await rest(page) == [["r", "one", 2, ""]]
    await stored(page, 3)
    await page.evaluate(
        """() => {
      document.querySelector('[data-place]').insertAdjacentHTML('beforeend', '<div class="log"><article class="msg"'
        + ' data-number="5"><a class="who">Ada</a><div class="body"><p>words</p></div></article></div>');
      document.querySelector('.msg').dispatchEvent(
        new CustomEvent('chatapp:act', {bubbles: true, detail: {act: 'reply'}}));
    }"""
    )
    assert await rest(page) == [["r", "one", 3, "", 5]]
    await page.clock.run_for(4000)
    await page.evaluate("told => draft_sync.outdated('r', ...told)", [4, "one two", "", False, 9])
    assert await value(page) == "one two"
    await expect(bar).to_have_text("Replying to an earlier message")
    assert await rest(page) == []
    await page.evaluate("draft_events.hear('r', 5, true)")  # sent elsewhere
    await expect(bar).to_be_hidden()
    assert (await value(page), await rest(page)) == ("", [])


async def test_a_text_that_is_taken_away_before_the_other_tabs_have_answered_stays_away(load: LoadModules) -> None:
    page = await a_page(load)
    await page.keyboard.type("words")
    await rest(page)
    await stored(page, 1)
    await page.get_by_label("Message", exact=True).fill("")
    await page.evaluate("composer.enter('r')")  # as the tabs' answer has it taken again
    await arrived(page, 1, "words")
    assert await value(page) == ""
    assert await rest(page) == [["r", "", 1, ""]]
