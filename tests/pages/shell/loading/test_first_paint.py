"""What a browser is sent first: little, in the right colours, with a skeleton that goes as the page comes."""

import asyncio
import re

import httpx
import pytest
from playwright.async_api import Route, expect

from chatapp.web import urls
from pages import theme
from pages.shell.loading import first_paint
from tests.support.browser.arrival import arrived
from tests.support.people import long_room
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Person, Server

STATE = """() => {
  const boot = document.querySelector('.boot');
  const has = (selector) => boot.querySelectorAll(selector).length;
  return {ids: has('[id]'), places: has('reading-place'), isInert: boot.inert, isHidden: boot.ariaHidden};
}"""
UNTIL_A_SCRIPT = """(paper) => {
  for (const one of [document.documentElement, document.body]) one.removeAttribute('data-theme');
  document.body.className = '';
  document.body.style.color = paper;
  const {color, backgroundColor} = getComputedStyle(document.body);
  return [getComputedStyle(document.documentElement).backgroundColor === color, backgroundColor];
}"""
LIMIT = 280_000  # bytes over the wire, compressed; CONTRIBUTING.md
ADDRESSES = re.compile(r'(?:src|href|from|url)[= (]+"(/[^"]+)"')
IMPORTED_BY_NAME = re.compile(r'"vue": "([^"]+)"')


def browser_of(server: Server, person: Person | None = None) -> httpx.AsyncClient:
    """Return what asks as a browser does."""
    return server.http(headers={"Accept-Encoding": "gzip, deflate, br", "Cookie": person.cookie if person else ""})


async def bytes_of(http: httpx.AsyncClient, address: str) -> int:
    """Return how many bytes a response has on the wire, without its headers; it must be kept for good."""
    async with http.stream("GET", address) as response:
        assert response.status_code == 200, address
        assert "max-age=31536000" in response.headers["cache-control"], address
        return sum([len(part) async for part in response.aiter_raw()])


async def test_a_first_load_is_small(server: Server) -> None:
    ann = await server.person()
    room = await server.room(ann)
    for number in range(3):
        await server.post(ann, room, f"message {number}")
    async with browser_of(server, ann) as http:
        async with http.stream("GET", f"/rooms/{room}") as response:
            total = sum([len(part) async for part in response.aiter_raw()])
        html = (await http.get(f"/rooms/{room}")).text
        needed = {*ADDRESSES.findall(html), *IMPORTED_BY_NAME.findall(html)}
        assert any(address.endswith("/shell.js") for address in needed)
        assert any("vue.esm-browser.prod.js" in address for address in needed)
        needed -= {urls.MANIFEST, urls.TOUCH_ICON}  # for when the page is there
        sizes = {address: await bytes_of(http, address) for address in needed if not address.startswith("/rooms")}
    assert total + sum(sizes.values()) <= LIMIT, sizes


async def test_the_html_has_a_skeleton_and_colours_and_no_word_about_modules(server: Server) -> None:
    ann = await server.person()
    room = await server.room(ann)
    async with server.http(ann) as http:
        name = (await http.get(f"/api/v1/rooms/{room}")).json()["name"]
    async with browser_of(server, ann) as http:
        html = (await http.get(f"/rooms/{room}")).text
        outside = (await http.get("/there-is-no-such-page")).text
    boot = html[html.index('class="boot"') : html.index('id="app"')]
    assert all(part in boot for part in ("boot-side", "boot-head", f">{name}</bdi>", "boot-composer"))
    assert first_paint.TOO_OLD in html
    for page in (html, outside):
        assert "does not support ES modules" not in page
        assert '<meta name="color-scheme" content="light dark">' in page
        assert re.search(r"prefers-color-scheme: dark\).*background: " + re.escape(theme.DARK), page)
        assert page.count('name="theme-color"') == 2


@pytest.mark.parametrize("preference", ["light", "dark"])
def test_a_preference_goes_before_the_system(preference: str) -> None:
    head = first_paint.colours(preference)
    assert f'<meta name="color-scheme" content="{preference}">' in head
    assert f'<meta name="theme-color" content="{first_paint.GROUNDS[preference]}">' in head
    assert f"color-scheme: {preference}; background: {first_paint.GROUNDS[preference]};" in head  # until a script runs


@pytest.mark.browser
async def test_the_skeleton_goes_as_the_page_comes_and_dark_is_dark(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    room = await server.room(ann)
    page = await open_page(f"{server.base}/rooms/{room}", ann, color_scheme="dark")
    assert await page.locator(".boot").count() == 0
    assert await page.evaluate("document.body.classList.contains('body--dark')")
    assert await page.evaluate("window.Quasar.version === undefined"), "Quasar comes only when it is needed"
    await page.get_by_role("button", name="New room").click()
    await page.get_by_role("dialog").wait_for()
    await page.emulate_media(color_scheme="light")
    await page.wait_for_function("document.body.classList.contains('body--light')")
    await page.emulate_media(color_scheme="dark")
    assert await page.evaluate(UNTIL_A_SCRIPT, theme.DARK) == [True, "rgba(0, 0, 0, 0)"], "nothing light over it"


@pytest.mark.browser
async def test_the_page_is_seen_before_its_scripts_are_there(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    room = await server.room(ann)
    long_room.fill(server.database_url, room, 60, read_up_to=30)
    page = await open_page(f"{server.base}/people", ann)
    held, may_go = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        held.set()
        await may_go.wait()
        await route.continue_()

    await page.route("**/shell.js", hold)
    await page.goto(f"{server.base}/rooms/{room}", wait_until="commit")
    await held.wait()
    drawn = page.locator(".boot .msg[data-number='31']")  # the first that is unread
    await expect(drawn).to_be_in_viewport()
    at = await drawn.bounding_box()
    assert await page.evaluate(STATE) == {"ids": 0, "places": 0, "isInert": True, "isHidden": "true"}
    await page.keyboard.type("Early bird")
    await page.keyboard.press("Enter")
    may_go.set()
    await arrived(page)
    await expect(page.locator(".boot")).to_have_count(0)
    now = await page.locator(".msg[data-number='31']").bounding_box()
    assert at is not None
    assert now is not None
    assert abs(at["x"] - now["x"]) < 1
    assert abs(at["y"] - now["y"]) < 1  # dates and times come with the scripts, and have their places before
    await expect(page.get_by_label("Message", exact=True)).to_have_value("Early bird")
    await expect(page.get_by_label("Message", exact=True)).to_be_focused()
