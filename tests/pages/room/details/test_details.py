"""The details of a room while others come, go and change: what one reads and has opened stays."""

import sqlite3
from uuid import UUID

import pytest
from playwright.async_api import expect

from tests.support.people import crowd
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Person, Server

pytestmark = pytest.mark.browser

PEOPLE = 120  # more than one page of members
ROOM = UUID(int=10**31)  # the first room of the crowd
IDLE = 1_000  # milliseconds in which what has changed would be shown


async def crowded_room(server: Server) -> Person:
    """Fill a room; returns its owner."""
    ann = await server.person("ann")
    path = server.data_dir / "chatapp.db"
    connection = sqlite3.connect(path)
    (account_id,) = connection.execute("select id from account").fetchone()
    connection.close()
    crowd.fill(path, account_id, people=PEOPLE, rooms=1, joined=1)
    return ann


async def change_membership(server: Server, owner: Person, person: Person, method: str) -> None:
    async with server.http(owner) as http:
        address = f"/api/v1/rooms/{ROOM}/members/{person.uuid}"
        answer = await http.request(method, address, json={} if method == "PUT" else None)
        assert answer.is_success, answer.text


async def test_a_list_that_was_extended_a_menu_and_the_focus_stay_when_others_come_and_go(
    own_server: Server, open_page: OpenPage
) -> None:
    ann, bob = await crowded_room(own_server), await own_server.person("bob")
    page = await open_page(f"{own_server.base}/rooms/{ROOM}", ann)
    await page.get_by_role("button", name="Details", exact=True).click()
    people = page.locator(".details .person")
    await page.get_by_role("button", name="Show more members").click()
    await expect(people).to_have_count(PEOPLE)

    manage = page.get_by_role("button", name="More actions for Penelope-30 Featherstonehaugh")
    await manage.focus()
    await change_membership(own_server, ann, bob, "PUT")
    await expect(people).to_have_count(PEOPLE + 1)
    await expect(page.get_by_role("tab", name=f"People {PEOPLE + 1}")).to_be_visible()
    await expect(manage).to_be_focused()

    await manage.press("Enter")
    item = page.get_by_role("menuitem", name="Make moderator")
    await expect(item).to_be_visible()
    await change_membership(own_server, ann, bob, "DELETE")
    await page.wait_for_timeout(IDLE)
    await expect(item).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(people).to_have_count(PEOPLE)
    await expect(manage).to_be_focused()


async def test_details_that_are_asked_for_twice_at_once_are_either_open_or_closed(
    server: Server, open_page: OpenPage
) -> None:
    ann = await server.person()
    page = await open_page(f"{server.base}/rooms/{await server.room(ann)}", ann)
    opener = page.get_by_role("button", name="Details", exact=True)
    await opener.dblclick()
    await page.wait_for_timeout(IDLE)
    is_open = await page.get_by_role("complementary", name="Details").is_visible()
    await expect(opener).to_have_attribute("aria-expanded", str(is_open).lower())


async def test_the_panel_bears_the_rooms_name_and_says_who_is_where(server: Server, open_page: OpenPage) -> None:
    ann, bob, carl = [await server.person() for _ in range(3)]
    room = await server.room(ann, bob, carl)
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    elsewhere = await open_page(f"{server.base}/home", bob)
    await expect(page.get_by_role("button", name="3 members", exact=True)).to_be_visible()
    await page.get_by_role("button", name="3 members", exact=True).click()
    panel = page.get_by_role("complementary", name="Details")
    name = await page.get_by_role("heading", level=1).text_content()
    await expect(panel.get_by_role("heading", level=2)).to_have_text(str(name))  # R8
    sections = panel.get_by_role("heading", level=3)
    await expect(sections).to_have_text(["In this room now — 1", "Online — 1", "Away or offline — 1"])
    await elsewhere.goto(f"{server.base}/rooms/{room}")
    await expect(sections).to_have_text(["In this room now — 2", "Away or offline — 1"])
    await expect(page.get_by_role("button", name="3 members, 2 here", exact=True)).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()
    await page.get_by_role("button", name="Mute", exact=True).click()  # R3
    await expect(page.get_by_role("button", name="Unmute", exact=True)).to_be_visible()

    async with server.http(ann) as http:
        direct = (await http.post("/api/v1/direct", json={"to": bob.username})).json()["uuid"]
    await page.goto(f"{server.base}/rooms/{direct}")
    await page.get_by_role("button", name="Details", exact=True).click()
    await expect(panel).to_contain_text(f"@{bob.username}")
    await expect(panel.get_by_text("Created by")).to_have_count(0)
