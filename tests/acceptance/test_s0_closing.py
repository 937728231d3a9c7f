"""S0, a room's end: closed, reopened, and at last deleted for good; who was inside is led out and told."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.acceptance.requirements import proves
from tests.acceptance.scenes import (
    a_room,
    ask,
    card,
    cards,
    composer,
    field_error,
    heard,
    in_sidebar,
    messages,
    open_room_settings,
    say,
)
from tests.support.browser.arrival import arrived
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Person, Server

pytestmark = pytest.mark.browser


def address(server: Server, room: dict[str, Any]) -> str:
    return f"{server.base}/rooms/{room['uuid']}"


async def press_close(page: Page) -> None:
    """Ask for the room to be closed; the confirmation is still to come."""
    await open_room_settings(page)
    await page.get_by_role("button", name="Archive room").click()
    await expect(page.get_by_role("dialog", name=re.compile("^Archive "))).to_be_visible()


async def a_closed_room(server: Server, owner: Person, *members: Person, **said: object) -> dict[str, Any]:
    room = await a_room(server, owner, *members, **said)
    assert await ask(server, owner, "POST", f"{room['uuid']}/close") == 204
    return room


@proves("S0.8")
async def test_closing_asks_first_and_changes_nothing_when_one_thinks_better_of_it(
    server: Server, open_page: OpenPage
) -> None:
    ann = await server.person()
    room = await a_room(server, ann)
    page = await open_page(address(server, room), ann)
    await press_close(page)
    await expect(page.get_by_role("dialog")).to_contain_text("restore it any time under “Mine”")
    await expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.get_by_role("button", name="Archive room").click()
    await expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await say(page, "still open")
    await expect(messages(page)).to_contain_text(["still open"])


@proves("S0.8")
@pytest.mark.each_engine
async def test_closing_leads_everybody_out_tells_them_and_ends_all_access(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    room = await a_room(server, ann, bob)
    await server.post(ann, room["uuid"], "before the end")
    page, inside = await open_page(address(server, room), ann), await open_page(address(server, room), bob)
    await expect(messages(inside)).to_contain_text(["before the end"])
    await press_close(page)
    await page.get_by_role("dialog").get_by_role("button", name="Archive room").dblclick()  # the second press is lost
    await expect(page.get_by_role("heading", name=f"{room['name']} is archived")).to_be_visible()
    await expect(inside).to_have_url(f"{server.base}/rooms")
    await expect(inside.get_by_role("alert").get_by_text(f"{room['name']} was archived.")).to_be_visible()
    await expect(card(inside, room["name"])).to_have_count(0)
    await expect(in_sidebar(inside, room["name"])).to_have_count(0)
    await inside.go_back()
    await expect(inside.get_by_role("heading", level=1)).to_have_text("Page not found")
    await expect(messages(inside)).to_have_count(0)
    for person, method, path in (
        (bob, "GET", ""),
        (bob, "GET", "/messages"),
        (bob, "GET", "/members"),
        (bob, "POST", "/members"),
        (bob, "POST", "/reopen"),
    ):
        assert await ask(server, person, method, room["uuid"] + path) == 404, path
    for person in (ann, bob):
        assert (await server.post(person, room["uuid"], "too late")).status_code in (403, 404)


@proves("S0.8")
async def test_reopening_brings_back_the_members_and_all_that_was_said(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    room = await a_room(server, ann, bob)
    await server.post(bob, room["uuid"], "remember this")
    assert await ask(server, ann, "POST", f"{room['uuid']}/close") == 204
    page = await open_page(f"{server.base}/rooms?show=mine", ann)
    elsewhere = await open_page(f"{server.base}/rooms", bob)
    await card(page, room["name"]).get_by_role("button", name="Open").click()
    await expect(composer(page)).to_have_count(0)
    assert "remember this" not in await page.content()
    await page.get_by_role("button", name="Restore room").click()
    await expect(messages(page)).to_contain_text(["remember this"])
    await in_sidebar(elsewhere, room["name"]).click()  # back by itself
    await expect(messages(elsewhere)).to_contain_text(["remember this"])
    await say(elsewhere, "and this")
    await expect(messages(page)).to_contain_text(["remember this", "and this"])


@proves("S0.8", "S0.7")
@pytest.mark.each_engine
async def test_deleting_for_good_wants_the_name_typed_and_leaves_nothing_but_the_offer_to_make_a_room(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    await a_room(server, bob, ann)  # ann is in a room, and has made only the one that goes
    room = await a_closed_room(server, ann, bob, name=f"Old Barn {ann.username}")
    page = await open_page(address(server, room), ann)
    await page.get_by_role("button", name="Delete permanently").click()
    prompt = page.get_by_role("dialog", name=f"Delete {room['name']} permanently?")
    typed = prompt.get_by_label(f"Type “{room['name']}” to confirm")
    await typed.fill("Old Barn")
    await page.keyboard.press("Enter")
    await expect(field_error(page, "confirmation")).to_contain_text("doesn't match the room's name")
    await expect(typed).to_have_value("Old Barn")
    assert await ask(server, ann, "GET", room["uuid"]) == 200
    await typed.fill(room["name"])
    await prompt.get_by_role("button", name="Delete permanently").click()
    await expect(page).to_have_url(f"{server.base}/rooms?show=mine")
    await expect(page.get_by_role("heading", name="You haven't created any rooms yet")).to_be_visible()
    await expect(cards(page)).to_have_count(0)
    await page.get_by_role("button", name="Create a room").click()
    await expect(page.get_by_role("dialog", name="Create a room")).to_be_visible()
    for person in (ann, bob):
        assert await ask(server, person, "GET", room["uuid"]) == 404
    await a_room(server, bob, name=room["name"])  # the name is free again


@pytest.mark.nightly
@proves("S0.8")
async def test_a_link_to_a_closed_room_tells_a_former_member_nothing(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    room = await a_closed_room(server, ann, bob, name=f"Attic {ann.username}", description="old letters")
    page = await open_page(f"{server.base}/rooms?show=joined", bob)
    frames = heard(page)
    await page.goto(address(server, room))
    await arrived(page)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    for shown in (await page.content(), *frames):
        assert "Attic" not in shown
        assert "old letters" not in shown
