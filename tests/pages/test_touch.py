"""On a phone: layers close as people expect, targets and text are large enough, nothing is wider than the screen."""

import pytest
from playwright.async_api import Page, expect

from tests.support.browser.arrival import arrived
from tests.support.browser.screens import PHONE
from tests.support.people.chats import OpenPage
from tests.support.people.inbox import fill_inbox
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser

SMALL = """() => [...document.querySelectorAll('a[href], button, input, textarea, select')]
  .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.closest('.msg, [inert]'))
  .filter(one => getComputedStyle(one, '::after').position !== 'absolute')  // spread over its row
  .map(one => [one, (one.closest('label') ?? one).getBoundingClientRect(), getComputedStyle(one)])
  .filter(([, box, style]) => box.right > 0 && box.bottom > 0 && box.width > 1 && style.display !== 'inline')
  .filter(([, box]) => box.height < 43.5).map(([one, box]) => `${one.outerHTML.slice(0, 90)}: ${box.height} px`)"""
TINY = """() => [...document.querySelectorAll('input, textarea, select, .msg .body')]
  .filter(one => one.checkVisibility() && parseFloat(getComputedStyle(one).fontSize) < 16)
  .map(one => one.outerHTML.slice(0, 90))"""
WIDER = """() => [...document.querySelectorAll('html, body, .pane, .pane-body, .conversation')]
  .filter(one => one.scrollWidth > one.clientWidth + 1)
  .map(one => `${one.className || one.localName} is ${one.scrollWidth} px wide`)"""
ADMINISTRATION = ("/admin/people", "/admin/audit")
SETTINGS = ("/settings", "/settings/profile", "/settings/devices")
VIEWS = ("/home", "/mentions", "/drafts", "/saved", "/rooms", *SETTINGS, *ADMINISTRATION)
LONG = f"https://example.org/{'long' * 60} `{'code' * 60}` " + "word " * 40


async def opened(page: Page) -> None:
    """Wait until the drawer is open, and the browser's history knows."""
    await expect(page.locator("body[data-drawer]")).to_have_count(1)
    await page.wait_for_function("history.state?.isLayer")


async def test_the_menu_closes_in_every_way_and_the_room_stays(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    one, other, elsewhere = await server.room(ann, bob), await server.room(ann), await server.room(ann, bob)
    page = await open_page(f"{server.base}/rooms/{one}", ann, **PHONE)
    menu, address = page.get_by_role("button", name="Open menu"), page.url
    heading = page.get_by_role("heading", level=1)
    name = await heading.inner_text()
    dot, beside = (
        "button => getComputedStyle(button, '::after').backgroundColor",
        page.locator("body[data-news=unread]"),
    )
    assert await menu.evaluate(dot) == "rgba(0, 0, 0, 0)"
    await server.post(bob, elsewhere, "news")  # whose row is out of sight
    await expect(beside).to_have_count(1)
    assert await menu.evaluate(dot) != "rgba(0, 0, 0, 0)"
    for close in (
        lambda: page.touchscreen.tap(380, 500),
        lambda: page.get_by_role("button", name="Close menu").tap(),
        page.go_back,
        lambda: page.keyboard.press("Escape"),
    ):
        await menu.tap()
        await opened(page)
        await close()
        await expect(page.locator("body[data-drawer]")).to_have_count(0)
        await page.wait_for_function("!history.state?.isLayer")
        assert page.url == address
    await menu.tap()
    await opened(page)
    await page.locator(f'.sidebar a[href$="{other}"]').tap()
    await page.wait_for_url(f"**/rooms/{other}")
    await expect(heading).not_to_have_text(name)  # the address comes before the view
    await expect(page.locator("body[data-drawer]")).to_have_count(0)
    await page.go_back()
    await page.wait_for_url(address)
    await expect(heading).to_have_text(name)
    for close in (page.go_back, lambda: page.get_by_role("button", name="Close details").tap()):
        await page.get_by_role("button", name="Details", exact=True).tap()
        await expect(page.locator(".details")).to_be_visible()
        await page.wait_for_function("history.state?.isLayer")
        await close()
        await expect(page.locator(".details")).to_be_hidden()
        await page.wait_for_function("!history.state?.isLayer")
        assert page.url == address
    await page.get_by_role("button", name="Details", exact=True).tap()
    for close in (page.go_back, lambda: page.keyboard.press("Escape"), page.go_back):  # not what it lies over
        await page.get_by_role("button", name=f"More actions for {bob.username}").tap()
        await expect(page.get_by_role("menuitem", name="Make owner")).to_be_visible()
        await page.wait_for_function("history.state?.isLayer")
        await close()
        await expect(page.get_by_role("menuitem")).to_have_count(0)
        await expect(page.locator(".details")).to_be_visible()


async def test_targets_and_text_fit_fingers_and_nothing_scrolls_sideways(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    room = await server.room(ann, bob)
    await fill_inbox(server, ann, bob, room, LONG)
    page = await open_page(f"{server.base}/rooms/{room}", ann, **PHONE)
    await expect(page.locator(".msg")).to_have_count(2)
    wrong: list[str] = []
    for path in (f"/rooms/{room}", *VIEWS):
        await page.set_viewport_size({"width": 390, "height": 844})
        await page.goto(server.base + path)
        await arrived(page)
        wrong += [f"{path}: {one}" for check in (SMALL, TINY) for one in await page.evaluate(check)]
        for width in (320, 640):  # 640: 1280 px at a zoom of 200 %
            await page.set_viewport_size({"width": width, "height": 600})
            wrong += [f"{path}, {width} px: {one}" for one in await page.evaluate(WIDER)]
    assert wrong == []
