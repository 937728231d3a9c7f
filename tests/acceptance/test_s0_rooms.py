"""S0, rooms: the way in, and making a room, on the real pages."""

import asyncio
import re
from uuid import uuid4

import pytest
from playwright.async_api import Page, expect

from tests.acceptance.requirements import proves
from tests.acceptance.scenes import (
    OPEN_SESAME,
    a_room,
    card,
    cards,
    field_error,
)
from tests.support.people.chats import OpenPage
from tests.support.servers.server import PASSWORD, Server

pytestmark = pytest.mark.browser


async def new_room(page: Page, name: str = "", **choices: str) -> None:
    """Open the dialog and fill it in; ``choices``: what to choose from the lists."""
    await page.get_by_role("button", name="Create room").first.click()
    await page.get_by_label("Name", exact=True).fill(name)
    for label, choice in choices.items():
        await page.get_by_label(label.replace("_", " ")).select_option(choice)


async def press_create(page: Page) -> None:
    await page.get_by_role("dialog").get_by_role("button", name="Create room").click()


@proves("S0.1", "S3.1")
async def test_signing_in_leads_back_to_the_page_asked_for_and_a_reload_stays_signed_in(
    server: Server, open_page: OpenPage
) -> None:
    ann = await server.person()
    room = await a_room(server, ann)
    page = await open_page(f"{server.base}/rooms/{room['uuid']}")
    await expect(page).to_have_url(re.compile("/login"))
    login = ann.email.upper()
    await page.get_by_label("Username or e-mail").fill(login)
    await page.get_by_label("Password").fill("not the password")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("alert").filter(has_text="Wrong username or password.")).to_be_visible()
    await expect(page.get_by_label("Username or e-mail")).to_have_value(login)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(f"{server.base}/rooms/{room['uuid']}")
    for _ in range(2):
        await expect(page.get_by_role("heading", level=1)).to_have_text(str(room["name"]))
        await page.reload()


@proves("S0.2")
async def test_a_room_is_public_unless_private_is_chosen_which_shows_the_password_field(
    server: Server, open_page: OpenPage
) -> None:
    ann = await server.person()
    name = f"Cellar {ann.username}"
    page = await open_page(f"{server.base}/rooms", ann)
    await new_room(page, name, Category="Project")
    await expect(page.get_by_label("Who may join")).to_have_value("public")
    await expect(page.get_by_label("Password")).to_be_hidden()
    await page.get_by_label("Who may join").select_option("private")
    await page.get_by_label("Password").fill("short")
    await press_create(page)
    await expect(field_error(page, "password")).to_contain_text("6 to 1,024 characters")
    await page.get_by_label("Password").fill(OPEN_SESAME)
    await press_create(page)
    await expect(page.get_by_role("heading", level=1)).to_have_text(name)
    await page.wait_for_url(re.compile("/rooms/[0-9a-f-]{36}$"))  # follows the heading
    async with server.http(ann) as http:
        made = (await http.get(page.url.replace("/rooms/", "/api/v1/rooms/"))).json()
    assert (made["visibility"], made["has_password"]) == ("private", True)
    assert (made["category"]["name"], made["role"]) == ("Project", "owner")


@proves("S0.2")
@pytest.mark.each_engine
async def test_a_name_that_differs_by_case_and_space_alone_is_refused_and_the_rest_stays_typed(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    await a_room(server, ann, name=f"Tea House {ann.username}", visibility="private")  # bob cannot see it
    page = await open_page(f"{server.base}/rooms", bob)
    await new_room(page, f"  tea   HOUSE {ann.username} ", Category="Social", Who_may_join="private")
    await page.get_by_label("Description").fill("with scones")
    await page.get_by_label("Password").fill(OPEN_SESAME)
    await press_create(page)
    await expect(field_error(page, "name")).to_contain_text("There's already a room with this name")
    await expect(page.get_by_label("Name", exact=True)).to_be_focused()
    await expect(page.get_by_label("Description")).to_have_value("with scones")
    await expect(page.get_by_label("Who may join")).to_have_value("private")
    await expect(page.get_by_label("Password")).to_have_value(OPEN_SESAME)
    chosen = await page.get_by_label("Category").evaluate("e => e.selectedOptions[0].textContent")
    assert chosen == "Social"


@proves("S0.2")
async def test_pressing_enter_twice_makes_one_room_and_tells_no_error(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    page = await open_page(f"{server.base}/rooms", ann)
    await new_room(page, f"Once {ann.username}")
    await asyncio.gather(page.keyboard.press("Enter"), page.keyboard.press("Enter"))  # as fast as one does it
    await expect(page.get_by_role("heading", level=1)).to_have_text(f"Once {ann.username}")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    async with server.http(ann) as http:
        found = (await http.get("/api/v1/rooms", params={"show": "mine"})).json()["rooms"]
    assert [room["name"] for room in found] == [f"Once {ann.username}"]


HOSTILE = (
    "<script>window.hacked=1</script>",
    "'\"><img src=x onerror=window.hacked=1>",
    "שלום עולם",
    "👩\u200d👩\u200d👧 漢字",
    "W" * 51,
)


@pytest.mark.nightly
@proves("S0.2")
async def test_a_name_is_shown_as_it_was_typed_whatever_it_holds(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    mark = uuid4().hex[:8]
    rooms = [await a_room(server, ann, name=f"{name} {mark}") for name in HOSTILE]
    page = await open_page(f"{server.base}/rooms", bob, viewport={"width": 390, "height": 844})
    await page.get_by_label("Search rooms").fill(mark)
    await expect(cards(page)).to_have_count(len(HOSTILE))
    for room in rooms:
        await expect(card(page, room["name"])).to_be_visible()
    await card(page, rooms[-1]["name"]).get_by_role("button", name="Join").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(rooms[-1]["name"])
    await expect(page).to_have_title(f"{rooms[-1]['name']} · Chatapp")
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert await page.evaluate("window.hacked") is None
