"""The drawer, panels and dialogs of a narrow screen: each way to close the topmost does, and gives the focus back."""

import pytest
from playwright.async_api import Page, expect

from tests.pages.browser.conftest import LoadModules

pytestmark = pytest.mark.browser

HTML = """
<nav class="sidebar"><button class="drawer-close">Close menu</button><a id="one" href="/rooms/one">One</a></nav>
<div class="scrim" aria-hidden="true"></div>
<div class="main"><button class="menu-button">Open menu</button>
  <aside id="panel" data-layer style="position: fixed; inset: 0; display: none"><button data-close>Back</button></aside>
  <dialog id="ask"><button>Cancel</button></dialog></div>"""
SWIPE = """(to) => {
  const at = (x) => new Touch({identifier: 1, target: document.getElementById('one'), clientX: x, clientY: 100});
  const say = (type, touches, x) => document.getElementById('one').dispatchEvent(
    new TouchEvent(type, {bubbles: true, touches, changedTouches: [at(x)]}));
  say('touchstart', [at(200)], 200);
  say('touchend', [], to);
}"""
WAYS = ("escape", "cross", "beside", "back", "swipe")


async def narrow(load: LoadModules) -> Page:
    page = await load("layers", html=HTML)
    await page.set_viewport_size({"width": 390, "height": 700})
    script = """() => {
      document.querySelector('[data-close]').onclick = () => panel.style.setProperty('display', 'none');
      window.followed = [];
      document.addEventListener('click', (event) => {
        const link = event.target.closest('a');
        if (!link) return;
        event.preventDefault();
        followed.push(history.state?.isLayer ?? false);
      });
    }"""
    await page.evaluate(script)
    return page


async def is_left(page: Page) -> None:
    """Wait until the drawer is closed, and no entry of the history stands for it."""
    await expect(page.locator("body[data-drawer]")).to_have_count(0)
    await page.wait_for_function("!history.state?.isLayer")


@pytest.mark.parametrize("way", WAYS)
async def test_each_way_closes_the_drawer_and_gives_the_focus_back(load: LoadModules, way: str) -> None:
    page = await narrow(load)
    address = page.url
    await page.get_by_role("button", name="Open menu").click()
    await expect(page.get_by_role("link", name="One")).to_be_focused()
    await page.wait_for_function("history.state?.isLayer")
    if way == "escape":
        await page.keyboard.press("Escape")
    elif way == "cross":
        await page.get_by_role("button", name="Close menu").click()
    elif way == "beside":
        await page.mouse.click(370, 400)
    elif way == "back":
        await page.evaluate("history.back()")
    else:
        await page.evaluate(SWIPE, 190)
        await expect(page.locator("body[data-drawer]")).to_have_count(1)  # too short
        await page.evaluate(SWIPE, 90)
    await is_left(page)
    await expect(page.get_by_role("button", name="Open menu")).to_be_focused()
    assert page.url == address
    assert not await page.locator(".main").evaluate("main => main.inert")


async def test_back_closes_one_layer_after_the_other(load: LoadModules) -> None:
    page = await narrow(load)
    await page.evaluate("() => { panel.style.display = 'block'; ask.showModal(); }")
    await page.wait_for_function("history.state?.isLayer")
    await page.evaluate("history.back()")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(page.locator("#panel")).to_be_visible()
    await page.wait_for_function("history.state?.isLayer")
    await page.evaluate("history.back()")
    await expect(page.locator("#panel")).to_be_hidden()
    await page.wait_for_function("!history.state?.isLayer")


async def test_a_link_in_the_drawer_leads_on_from_the_page_below_it(load: LoadModules) -> None:
    page = await narrow(load)
    await page.get_by_role("button", name="Open menu").click()
    await page.wait_for_function("history.state?.isLayer")
    await page.get_by_role("link", name="One").click()
    await page.wait_for_function("followed.length === 1")
    assert await page.evaluate("followed") == [False]
    await is_left(page)


async def test_on_a_wide_screen_back_leaves_the_page_as_ever(load: LoadModules) -> None:
    page = await narrow(load)
    await page.set_viewport_size({"width": 1440, "height": 900})
    await page.evaluate("() => ask.showModal()")
    await page.evaluate("new Promise((done) => setTimeout(done))")
    assert not await page.evaluate("history.state?.isLayer")


DIALOG = """
<button id="open" onclick="pressed.push('open')">Create room</button><textarea></textarea>
<dialog id="ask"><form onsubmit="event.preventDefault(), pressed.push('sent')"><input></form></dialog>"""


async def test_a_second_enter_hits_nothing_that_a_closing_or_opening_dialog_has_given_the_focus_to(
    load_stopped: LoadModules,
) -> None:
    page = await load_stopped("double_press", html=DIALOG)
    await page.clock.install(time=0)
    await page.clock.pause_at(1000)
    await page.evaluate("window.pressed = []")
    enter, field = page.keyboard.press, page.locator("input")

    async def pressed(*expected: str) -> None:
        assert await page.evaluate("pressed.splice(0)") == [*expected]

    await page.locator("#open").focus()
    await enter("Enter")
    await page.evaluate("ask.showModal()")
    await expect(field).to_be_focused()
    await enter("Enter")
    await pressed("open")
    await page.clock.run_for(900)
    await enter("Enter")  # meant
    await enter("Enter")  # for the same field: the form decides
    await page.evaluate("ask.close()")
    await expect(page.locator("#open")).to_be_focused()
    await enter("Enter")
    await pressed("sent", "sent")
    await page.clock.run_for(900)
    await enter("Enter")
    await pressed("open")
    await page.evaluate("ask.showModal()")
    await page.clock.run_for(900)
    await enter("Enter")
    await page.evaluate("ask.close()")
    await enter("Tab")  # who presses something else in between has seen it
    await page.locator("#open").focus()
    await enter("Enter")
    await pressed("sent", "open")
