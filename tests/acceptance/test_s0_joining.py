"""S0, joining: what the index tells of a room, and the way into public and private ones."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.acceptance.requirements import proves
from tests.acceptance.scenes import (
    OPEN_SESAME,
    a_room,
    ask,
    card,
    categories,
    composer,
    field_error,
    in_sidebar,
    messages,
)
from tests.support.browser.arrival import arrived
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser

MADE_UP = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
async def strict_server(engines: dict[str, str], tmp_path: Path) -> AsyncIterator[Server]:
    """A server that lets nobody try more than three passwords a minute."""
    server = await Server(tmp_path / "data", {**engines, "CHATAPP_TRIES_PER_MINUTE": "3"}).start()
    yield server
    await server.stop()


@proves("S0.3")
async def test_the_index_tells_a_rooms_category_and_maker_and_a_public_one_is_joined_at_once(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    project = (await categories(server, ann))["Project"]
    room = await a_room(server, ann, category=project, description="what we build")
    await server.post(ann, room["uuid"], "said before bob came")
    page = await open_page(f"{server.base}/rooms", bob)
    for words in ("Project", "what we build", "1 member"):
        await expect(card(page, room["name"])).to_contain_text(words)
    await page.get_by_role("button", name=f"Join {room['name']}").click()
    await expect(page).to_have_url(f"{server.base}/rooms/{room['uuid']}")
    await expect(messages(page)).to_contain_text(["said before bob came"])
    await expect(in_sidebar(page, room["name"])).to_be_visible()


@proves("S0.3")
@pytest.mark.each_engine
async def test_a_private_room_asks_for_its_password_once(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    room = await a_room(server, ann, visibility="private", password=OPEN_SESAME)
    await server.post(ann, room["uuid"], "for members alone")
    page = await open_page(f"{server.base}/rooms", bob)
    await page.get_by_role("button", name=f"Join {room['name']}").click()
    prompt = page.get_by_role("dialog", name="Join with the password")
    await prompt.get_by_label("Room password").fill("open barley 7")
    await page.keyboard.press("Enter")
    await expect(field_error(page, "password")).to_have_text("That isn't the room's password.")
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
    await expect(field_error(page, "password")).to_contain_text("Enter the room's password")
    assert "for members alone" not in await page.content()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(composer(page)).to_have_count(0)


@proves("S0.3")
@pytest.mark.each_engine
async def test_wrong_passwords_are_limited_and_then_the_right_one_is_refused_as_well(
    strict_server: Server, open_page: OpenPage
) -> None:
    ann, bob = await strict_server.person("ann"), await strict_server.person("bob")
    room = await a_room(strict_server, ann, visibility="private", password=OPEN_SESAME)
    page = await open_page(f"{strict_server.base}/rooms", bob)
    await page.get_by_role("button", name=f"Join {room['name']}").click()
    password = page.get_by_label("Room password")
    await password.fill("the first guess")
    await page.keyboard.press("Enter")
    await expect(field_error(page, "password")).to_have_text("That isn't the room's password.")
    for guess in ("the second", "the third"):
        assert await ask(strict_server, bob, "POST", f"{room['uuid']}/members", password=guess) == 422
    await password.fill(OPEN_SESAME)
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Too many tries. Wait")).to_be_visible()
    await expect(composer(page)).to_have_count(0)
    assert await ask(strict_server, bob, "POST", f"{room['uuid']}/members", password=OPEN_SESAME) == 429


@pytest.mark.nightly
@proves("S0.3")
async def test_a_password_corrected_while_the_wrong_one_is_being_checked_counts(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    room = await a_room(server, ann, visibility="private", password=OPEN_SESAME)
    page = await open_page(f"{server.base}/rooms", bob)
    await page.get_by_role("button", name=f"Join {room['name']}").click()
    await page.get_by_label("Room password").evaluate(
        """(field, right) => {
          for (const value of ['wrong', 'wrong', right]) { field.value = value; field.form.requestSubmit(); }
        }""",
        OPEN_SESAME,
    )
    await expect(composer(page)).to_be_visible()


@pytest.mark.nightly
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
