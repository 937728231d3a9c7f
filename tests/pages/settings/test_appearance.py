"""How pages look: chosen once, shown on all open pages of the person, and right from the first paint."""

import re

import pytest
from playwright.async_api import Page, expect

from pages import theme
from tests.support.browser.arrival import arrived
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Server

BACKGROUND = "getComputedStyle(document.documentElement).backgroundColor"
AS_TOLD = "(colour) => { document.body.style.color = colour; return getComputedStyle(document.body).color; }"
BODY = "document.body.className"


async def as_told(page: Page, colour: str) -> str:
    """Return a colour of the theme as this browser tells it."""
    told: str = await page.evaluate(AS_TOLD, colour)
    return told


async def looks(page: Page) -> dict[str, str]:
    found: dict[str, str] = await page.evaluate("({...document.documentElement.dataset})")
    return {name: found[name] for name in ("theme", "density", "clock")}


@pytest.mark.browser
async def test_what_is_chosen_shows_on_all_open_pages_and_from_the_first_paint_on(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    room = await server.room(ann, bob)
    await server.post(bob, room, "What time is it?")
    wanted = {"timezone_id": "Europe/Berlin", "locale": "en-US", "color_scheme": "light"}
    page = await open_page(f"{server.base}/settings/appearance", ann, **wanted)
    other = await open_page(f"{server.base}/rooms/{room}", ann, **wanted)
    shown = other.locator(".msg local-time").first
    await expect(shown).to_have_text(re.compile(r"^[1-9]\d?:\d\d\s[AP]M$"))  # never 09:01 PM
    await page.get_by_role("radio", name="24-hour").check()
    await expect(shown).to_have_text(re.compile(r"^(\d|1\d|2[0-3]):\d\d$"))
    await page.get_by_role("radio", name="Compact").check()
    await page.get_by_role("radio", name="Dark").check()
    await expect(other.locator("body.body--dark")).to_be_attached()
    assert await looks(other) == {"theme": "dark", "density": "compact", "clock": "24"}
    await expect(page.get_by_text("Your time zone: Europe/Berlin")).to_be_visible()
    await other.route("**/*.js", lambda route: route.abort())  # nothing but the page itself
    await other.reload()
    assert await other.evaluate(BACKGROUND) == await as_told(other, theme.DARK)
    assert "body--dark" in await other.evaluate(BODY)
    async with server.http(ann) as http:
        me = (await http.patch("/api/v1/me", json={"theme": "light", "clock": "12"})).json()
    assert [me[name] for name in ("theme", "density", "clock")] == ["light", "compact", "12"]
    await expect(page.locator("body.body--dark")).to_have_count(0)
    await expect(page.get_by_role("radio", name="Light")).to_be_checked()
    await expect(page.get_by_role("radio", name="12-hour")).to_be_checked()


@pytest.mark.browser
async def test_without_a_choice_pages_follow_the_system(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    for person, path in ((None, "/login"), (ann, "/settings")):
        for scheme, colour in (("light", theme.LIGHT), ("dark", theme.DARK)):
            page = await open_page(server.base + path, person, color_scheme=scheme)
            assert await page.evaluate(BACKGROUND) == await as_told(page, colour)
            assert ("body--dark" in await page.evaluate(BODY)) == (scheme == "dark")


@pytest.mark.browser
async def test_a_persons_card_opens_from_their_name_and_from_the_list_of_members(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    room = await server.room(ann, bob)
    async with server.http(bob) as http:
        told = {"first_name": "Bob", "last_name": "Kowalski", "time_zone": "Asia/Tokyo", "bio": "Coffee and light."}
        assert (await http.patch("/api/v1/me", json=told)).status_code == 200
    await server.post(bob, room, "Hello")
    page = await open_page(f"{server.base}/rooms/{room}", ann, timezone_id="Europe/Berlin", locale="en-US")
    card = page.get_by_role("dialog", name="Bob Kowalski")
    await page.locator(".msg .who").click()
    for words in (f"@{bob.username}", "Offline", "Coffee and light.", "Local time", "Rooms in common"):
        await expect(card).to_contain_text(words)
    await expect(card.locator("zone-time")).to_have_text(re.compile(r"^\d{1,2}:\d\d\s[AP]M"))
    await page.keyboard.press("Escape")
    await expect(card).to_have_count(0)
    await page.locator(".msg .face .avatar").click()
    await card.get_by_role("link", name="View profile").click()
    await expect(page).to_have_url(f"{server.base}/people/{bob.username}")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Bob Kowalski")
    await page.goto(f"{server.base}/people/{bob.uuid}")  # as addresses were before
    await arrived(page)
    await expect(page).to_have_url(f"{server.base}/people/{bob.username}")
    await page.get_by_role("button", name="Message", exact=True).click()
    await expect(page.get_by_label("Message", exact=True)).to_be_visible()


async def test_former_addresses_lead_to_where_things_are_now(server: Server) -> None:
    ann, bob = await server.person(), await server.person()
    moved = {
        "/profile": "/settings/profile",
        f"/people/{bob.uuid}": f"/people/{bob.username}",
        "/admin/messages?author=1": "/admin/moderation?author=1",
        "/admin/jobs": "/admin/system",
        "/admin/trail": "/admin/audit",
    }
    async with server.http(headers={"Cookie": ann.cookie}) as http, server.http() as stranger:
        for path, now in moved.items():
            answer = await http.get(path)
            assert (answer.status_code, answer.headers["location"]) == (303, now)
            refused = await stranger.get(path)
            assert refused.headers["location"].startswith("/login")
            assert bob.username not in refused.text + refused.headers["location"]
        for nowhere in ("/people/00000000-0000-4000-8000-000000000000", "/people/no.such.person", "/settings/nothing"):
            assert (await http.get(nowhere)).status_code == 404
