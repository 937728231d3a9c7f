"""S0, rooms: making, finding, joining, saving and closing them, on the real pages."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.async_api import Page, expect

from tests.acceptance.requirements import proves
from tests.acceptance.scenes import (
    OPEN_SESAME,
    a_room,
    arrived,
    ask,
    card,
    cards,
    categories,
    composer,
    field_error,
    in_sidebar,
    messages,
)
from tests.conftest import OpenPage
from tests.server import PASSWORD, Server

pytestmark = pytest.mark.browser

MADE_UP = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
async def strict_server(tmp_path: Path) -> AsyncIterator[Server]:
    """A server that lets nobody try more than three passwords a minute."""
    server = await Server(tmp_path / "data", {"CHATAPP_TRIES_PER_MINUTE": "3"}).start()
    yield server
    await server.stop()


async def new_room(page: Page, name: str = "", **choices: str) -> None:
    """Open the dialog and fill it in; ``choices``: what to choose from the lists."""
    await page.get_by_role("button", name="Create room").first.click()
    await page.get_by_label("Name", exact=True).fill(name)
    for label, choice in choices.items():
        await page.get_by_label(label.replace("_", " ")).select_option(choice)


async def press_create(page: Page) -> None:
    await page.get_by_role("dialog").get_by_role("button", name="Create room").click()


@proves("S0.1")
async def test_what_is_wrong_with_a_sign_up_stands_beside_the_field_and_what_was_typed_stays(
    server: Server, open_page: OpenPage
) -> None:
    ann = await server.person()
    page = await open_page(f"{server.base}/signup")
    await page.get_by_label("Username").fill(f" {ann.username.upper()}")
    await page.get_by_label("E-mail").fill("new@example.org")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign up").click()
    await expect(field_error(page, "username")).to_contain_text("taken")
    await expect(page.get_by_label("Username")).to_have_value(f" {ann.username.upper()}")
    await expect(page.get_by_label("E-mail")).to_have_value("new@example.org")
    await expect(page.get_by_label("Password")).to_have_value(PASSWORD)


@proves("S0.1")
async def test_signing_in_leads_back_to_the_page_asked_for_and_a_reload_stays_signed_in(
    server: Server, open_page: OpenPage
) -> None:
    ann = await server.person()
    room = await a_room(server, ann)
    page = await open_page(f"{server.base}/rooms/{room['uuid']}")
    await expect(page).to_have_url(re.compile("/login"))
    await page.get_by_label("Username or e-mail").fill(ann.username)
    await page.get_by_label("Password").fill("not the password")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("alert").filter(has_text="not the right password")).to_be_visible()
    await expect(page.get_by_label("Username or e-mail")).to_have_value(ann.username)
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
    async with server.http(ann) as http:
        made = (await http.get(page.url.replace("/rooms/", "/api/v1/rooms/"))).json()
    assert (made["visibility"], made["has_password"]) == ("private", True)
    assert (made["category"]["name"], made["role"]) == ("Project", "owner")


@proves("S0.2")
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
    await expect(field_error(page, "name")).to_contain_text("There is a room of this name already")
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
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
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


@proves("S0.3")
async def test_the_index_tells_a_rooms_category_and_maker_and_a_public_one_is_joined_at_once(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    project = (await categories(server, ann))["Project"]
    room = await a_room(server, ann, category=project, description="what we build")
    await server.post(ann, room["uuid"], "said before bob came")
    page = await open_page(f"{server.base}/rooms", bob)
    for words in ("Project", "what we build", "1 member", f"made by {ann.username}"):
        await expect(card(page, room["name"])).to_contain_text(words)
    await page.get_by_role("button", name=f"Join {room['name']}").click()
    await expect(page).to_have_url(f"{server.base}/rooms/{room['uuid']}")
    await expect(messages(page)).to_contain_text(["said before bob came"])
    await expect(in_sidebar(page, room["name"])).to_be_visible()


@proves("S0.3")
async def test_a_private_room_asks_for_its_password_once(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    room = await a_room(server, ann, visibility="private", password=OPEN_SESAME)
    await server.post(ann, room["uuid"], "for members alone")
    page = await open_page(f"{server.base}/rooms", bob)
    await page.get_by_role("button", name=f"Join {room['name']}").click()
    prompt = page.get_by_role("dialog", name="Join with the password")
    await prompt.get_by_label("Room password").fill("open barley 7")
    await page.keyboard.press("Enter")
    await expect(field_error(page, "password")).to_have_text("That is not the room's password.")
    assert await ask(server, bob, "GET", f"{room['uuid']}/messages") == 403
    await prompt.get_by_label("Room password").fill(OPEN_SESAME)
    await page.keyboard.press("Enter")
    await expect(messages(page)).to_contain_text(["for members alone"])
    await expect(prompt).to_be_hidden()
    await page.goto(f"{server.base}/rooms")
    await page.get_by_role("button", name=f"Open {room['name']}").click()
    await expect(messages(page)).to_contain_text(["for members alone"])


@proves("S0.3")
async def test_a_link_to_a_private_room_shows_an_outsider_the_way_in_and_nothing_that_was_said(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    room = await a_room(server, ann, visibility="private", password=OPEN_SESAME)
    await server.post(ann, room["uuid"], "for members alone")
    page = await open_page(f"{server.base}/rooms/{room['uuid']}", bob)
    await expect(page.get_by_role("button", name="Details", exact=True)).to_have_count(0)
    await page.get_by_role("button", name="Join").click()
    await page.get_by_label("Room password").fill("")
    await page.keyboard.press("Enter")
    await expect(field_error(page, "password")).to_contain_text("asks for its password")
    assert "for members alone" not in await page.content()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(composer(page)).to_have_count(0)


@proves("S0.3")
async def test_wrong_passwords_are_limited_and_then_the_right_one_is_refused_as_well(
    strict_server: Server, open_page: OpenPage
) -> None:
    ann, bob = await strict_server.person("ann"), await strict_server.person("bob")
    room = await a_room(strict_server, ann, visibility="private", password=OPEN_SESAME)
    page = await open_page(f"{strict_server.base}/rooms", bob)
    await page.get_by_role("button", name=f"Join {room['name']}").click()
    password = page.get_by_label("Room password")
    for number in range(3):
        await password.fill(f"guess number {number}")
        await page.keyboard.press("Enter")
        await expect(field_error(page, "password")).to_have_text("That is not the room's password.")
    await password.fill(OPEN_SESAME)
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Too many tries. Please wait")).to_be_visible()
    await expect(composer(page)).to_have_count(0)
    assert await ask(strict_server, bob, "POST", f"{room['uuid']}/members", password=OPEN_SESAME) == 429


@proves("S0.3")
async def test_a_private_room_without_a_password_is_like_one_that_is_not_there(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    hidden = await a_room(server, ann, name=f"Hidden {ann.username}", visibility="private")
    page = await open_page(f"{server.base}/rooms", bob)
    await page.get_by_label("Search rooms").fill(ann.username)
    await expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    seen = []
    for uuid in (hidden["uuid"], MADE_UP):
        answer = await page.goto(f"{server.base}/rooms/{uuid}")
        assert answer is not None
        await arrived(page)
        seen.append((answer.status, await page.get_by_role("main").inner_text()))
    assert seen[0] == seen[1]
    assert seen[0][0] == 404
