"""S3, the plain flow: from registering to signing out, who said what and when, and who is here."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Locator, Page, expect

from tests.acceptance.requirements import proves
from tests.acceptance.scenes import a_room, composer, heard, in_sidebar, messages, open_details, say
from tests.support.browser.arrival import AT_SIGN_IN, arrived, sign_out
from tests.support.people.chats import OpenPage
from tests.support.servers.server import PASSWORD, Server

pytestmark = pytest.mark.browser

FOREIGN = ("https://evil.example", "//evil.example/x", "/\\evil.example", "javascript:alert(1)", "/rooms\n//evil")


async def sign_in(page: Page, login: str) -> None:
    await page.get_by_label("Username or e-mail").fill(login)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()


async def own_account(server: Server, login: str) -> dict[str, Any]:
    """Return what a program that signs in like this learns of its own account."""
    async with server.http() as http:
        token = (await http.post("/api/v1/tokens", json={"login": login, "password": PASSWORD})).json()["token"]
        me: dict[str, Any] = (await http.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})).json()
    return me


def among(page: Page, section: str, username: str) -> Locator:
    """The person's line in that section of the room's people."""
    return page.get_by_role("region", name=section, exact=True).get_by_role("link", name=username)


def here(page: Page, username: str) -> Locator:
    """The place among those who are here now."""
    return among(page, "In this room now", username)


@proves("S3.1", "S4.1")
async def test_from_registering_to_the_room_and_out_again_under_first_and_last_name(
    server: Server, open_page: OpenPage
) -> None:
    ann = await server.person()
    room = await a_room(server, ann)
    username = f"p{uuid4().hex[:8]}"
    page = await open_page(f"{server.base}/signup")
    for label, typed in (
        ("Name", "  María José O'Neill-Łęcka "),
        ("E-mail", f"{username}@example.org"),
        ("Password", PASSWORD),
    ):
        await page.get_by_label(label, exact=True).fill(typed)
    await page.get_by_role("button", name="Sign up").click()
    await page.wait_for_url(f"{server.base}/home")
    await sign_out(page)
    await expect(page).to_have_url(AT_SIGN_IN)
    await sign_in(page, f"{username}@example.org")
    await page.wait_for_url(f"{server.base}/home")
    await page.get_by_role("link", name="Browse rooms").click()
    await page.get_by_role("button", name=f"Join {room['name']}").click()
    await say(page, "here I am")
    await expect(messages(page)).to_have_text([re.compile("here I am")])
    reader = await open_page(f"{server.base}/rooms/{room['uuid']}", ann)
    await expect(messages(reader)).to_have_text([re.compile("María José O'Neill-Łęcka")])
    me = await own_account(server, f"{username}@example.org")
    assert (me["first_name"], me["last_name"]) == ("María José", "O'Neill-Łęcka")
    assert me["name"] == "María José O'Neill-Łęcka"
    await sign_out(page)
    await expect(page).to_have_url(AT_SIGN_IN)
    await page.go_back()
    await expect(page).to_have_url(re.compile("/login"))
    assert "here I am" not in await page.content()


@proves("S3.1")
async def test_sign_in_never_leads_to_another_site(server: Server) -> None:
    ann = await server.person()
    async with server.http(headers={"Origin": server.base}) as http:
        for wanted in FOREIGN:
            form = {"login": ann.username, "password": PASSWORD, "next": wanted}
            assert (await http.post("/login", data=form)).json()["location"] == "/home", wanted
            opened = await http.get(f"/login?next={quote(wanted)}", headers={"Cookie": ann.cookie})
            assert opened.headers["location"] == "/home", wanted


@proves("S3.2")
async def test_a_message_keeps_its_sender_its_room_and_its_time_shown_in_each_readers_zone(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    room = await server.room(ann, bob)
    await server.post(ann, room, "what time is it?")
    [stored] = await server.messages(bob, room)
    assert (stored["author_username"], stored["number"]) == (ann.username, 1)
    at = datetime.fromisoformat(stored["created_at"])
    assert at.utcoffset() is not None
    for person, zone in ((ann, "Asia/Kathmandu"), (bob, "America/St_Johns")):  # 5:45 ahead, 3:30 or 2:30 behind
        local = at.astimezone(ZoneInfo(zone))
        page = await open_page(f"{server.base}/rooms/{room}", person, timezone_id=zone, locale="en-GB")
        row = messages(page).filter(has_text="what time is it?")
        await expect(row).to_contain_text(ann.username)
        await expect(row.locator("local-time")).to_have_text(f"{local.hour}:{local:%M}")
        full = f"{local.day} {local.strftime('%B %Y')}"
        await expect(row.locator("local-time")).to_have_attribute("title", re.compile(full))


@proves("S3.3")
@pytest.mark.each_engine
async def test_others_see_who_comes_who_goes_to_another_room_and_who_closes_the_page(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob, carl = await server.person(), await server.person(), await server.person()
    room, other = await a_room(server, ann, bob, carl), await a_room(server, bob)
    page = await open_page(f"{server.base}/rooms/{room['uuid']}", ann)
    await open_details(page)
    await expect(here(page, ann.username)).to_be_visible()
    for visitor in (bob, carl):
        await expect(among(page, "Away or offline", visitor.username)).to_be_visible()
    pages = [await open_page(f"{server.base}/rooms/{room['uuid']}", visitor) for visitor in (bob, carl)]
    for visitor in (bob, carl):
        await expect(here(page, visitor.username)).to_be_visible()
    await in_sidebar(pages[0], other["name"]).click()
    await pages[1].close()
    for visitor, where in ((bob, "Online"), (carl, "Away or offline")):  # after a reload's few seconds
        await expect(among(page, where, visitor.username)).to_be_visible()
        await expect(here(page, visitor.username)).to_have_count(0)
    await in_sidebar(pages[0], room["name"]).click()
    await expect(here(page, bob.username)).to_be_visible()


@pytest.mark.nightly
@proves("S3.3")
async def test_two_pages_of_one_person_are_one_who_stays_until_the_last_one_goes(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    room = (await a_room(server, ann, bob))["uuid"]
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    await open_details(page)
    first = await open_page(f"{server.base}/rooms/{room}", bob)
    second = await first.context.new_page()
    await second.goto(f"{server.base}/rooms/{room}")
    await arrived(second)
    await expect(here(page, bob.username)).to_have_count(1)
    await first.get_by_role("link", name="Browse rooms").click()
    await expect(composer(first)).to_have_count(0)
    await say(second, "I am still here")
    await expect(messages(page)).to_contain_text(["I am still here"])
    await expect(here(page, bob.username)).to_have_count(1)


@proves("S3.3")
async def test_who_has_left_for_another_page_hears_nothing_more_of_what_is_said(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    room, other = await a_room(server, ann, bob), await a_room(server, ann, bob)
    page = await open_page(f"{server.base}/rooms", bob)
    frames = heard(page)
    await page.goto(f"{server.base}/rooms/{room['uuid']}")
    await arrived(page)
    await server.post(ann, room["uuid"], "while bob is here")
    await expect(messages(page)).to_contain_text(["while bob is here"])
    await in_sidebar(page, other["name"]).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(other["name"])
    await server.post(ann, room["uuid"], "after bob is gone")
    await server.post(ann, other["uuid"], "said later, to be seen")
    await expect(messages(page)).to_contain_text(["said later, to be seen"])
    assert any("while bob is here" in frame for frame in frames)
    assert not any("after bob is gone" in frame for frame in frames)
