"""S1, administration: the first administrator from the command line, pages for administrators alone, and the trail."""

from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import expect

from pages.admin.frame import AREA
from tests.acceptance.office import ADMINISTRATION, Office
from tests.acceptance.requirements import proves
from tests.acceptance.scenes import a_room, another_browser, written
from tests.support.browser.arrival import arrived
from tests.support.people.chats import OpenPage
from tests.support.servers.server import PASSWORD

pytestmark = pytest.mark.browser

PLANTS, TREES = [{"name": name, "colour": "teal", "icon": "flag"} for name in ("Plants", "Trees")]
NEWCOMER = {"name": "Ida Rhodes", "email": "ida@example.org", "username": "ida"}
# Every act there is, in an order in which each is possible: method, path, what is sent, and how the trail calls it.
ACTS: list[tuple[str, str, dict[str, Any], str]] = [
    ("POST", "/people", {"json": NEWCOMER}, "create account"),
    ("PUT", "/people/{account_uuid}/administrator", {}, "make administrator"),
    ("DELETE", "/people/{account_uuid}/administrator", {}, "unmake administrator"),
    ("POST", "/people/{account_uuid}/password-reset", {}, "send password reset"),
    ("PUT", "/rooms/{room_uuid}/owner", {"json": {"account_uuid": "{heir}"}}, "hand over room"),
    ("POST", "/rooms/{room_uuid}/close", {}, "close room"),
    ("POST", "/rooms/{room_uuid}/reopen", {}, "reopen room"),
    ("POST", "/rooms/{room_uuid}/close", {}, "close room"),
    ("DELETE", "/rooms/{room_uuid}", {"params": {"confirmation": "{room}"}}, "delete room"),
    ("DELETE", "/sessions/{session_id}", {}, "sign out browser"),
    ("DELETE", "/people/{account_uuid}/sessions", {}, "sign out everywhere"),
    ("POST", "/people/{account_uuid}/deactivate", {}, "deactivate account"),
    ("POST", "/people/{account_uuid}/reactivate", {}, "reactivate account"),
    ("DELETE", "/people/{account_uuid}", {"params": {"confirmation": "{ben}"}}, "delete account"),
    ("POST", "/categories", {"json": PLANTS}, "add category"),
    ("PUT", "/categories/{category_uuid}", {"json": TREES}, "edit category"),
    ("DELETE", "/categories/{category_uuid}", {}, "delete category"),
]
READINGS = ("people", "rooms", "messages?search=e", "sessions", "audit")


def filled_in(given: Any, known: dict[str, str]) -> Any:
    """Put what is known into the places that stand in texts, however deep."""
    if isinstance(given, dict):
        return {key: filled_in(value, known) for key, value in given.items()}
    return given.format_map(known) if isinstance(given, str) else given


@proves("S1.6")
@pytest.mark.each_engine
async def test_a_command_makes_the_first_administrator_who_finds_the_administration(
    office: Office, open_page: OpenPage
) -> None:
    assert (office.made.code, office.made.out) == (0, "ada is an administrator now.\n")
    page = await open_page(office.server.base)
    await page.get_by_label("Username or e-mail").fill("ada@example.org")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.locator(".workspace").click()
    await page.get_by_role("menuitem", name="Workspace settings").click()
    sections = page.get_by_role("navigation", name=AREA.title)
    for section in (section.label for section in AREA.sections.values()):
        await sections.get_by_role("link", name=section, exact=True).click()
        await expect(page.get_by_role("region", name=section, exact=True)).to_be_visible()
    await sections.get_by_role("link", name="Audit log").click()
    await page.get_by_role("searchbox").fill("ada")
    made = page.get_by_role("row").filter(has_text="Create administrator")
    await expect(made).to_contain_text("Command line")
    await expect(made).to_contain_text("ada")


@proves("S1.6")
async def test_for_everybody_else_there_is_no_administration_neither_page_nor_rest(
    office: Office, open_page: OpenPage
) -> None:
    server = office.server
    ben = await server.person()
    await a_room(server, ben)  # owning a room changes nothing
    page = await open_page(f"{server.base}/rooms", ben)
    await page.locator(".workspace").click()
    await expect(page.get_by_role("menuitem")).to_have_text(["Settings", "Sign out"])
    await page.goto(f"{server.base}/admin/people")
    await arrived(page)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    async with server.http(headers={"Cookie": ben.cookie}) as browser, server.http() as stranger:
        for path in ("", *(f"/{section}" for section in AREA.sections)):
            seen = await browser.get(f"/admin{path}")
            assert (seen.status_code, "ada@example.org" in seen.text) == (404, False), path
            assert (await stranger.get(f"/admin{path}")).headers["location"].startswith("/login"), path
    known = {"account_uuid": ben.uuid, "room_uuid": str(uuid4()), "session_id": "1", "category_uuid": str(uuid4())}
    asked = {*(("GET", f"/{path}") for path in READINGS), *((method, path) for method, path, _, _ in ACTS)}
    async with server.http(ben) as program, server.http() as stranger:
        for method, path in asked:
            address = ADMINISTRATION + path.format_map(known)
            assert (await program.request(method, address, json={})).status_code == 404, path
            assert (await stranger.request(method, address, json={})).status_code == 401, path


@proves("S1.6")
@pytest.mark.each_engine
async def test_every_act_stands_in_the_trail_and_no_act_is_left_out_here(office: Office) -> None:
    server = office.server
    async with server.http() as http:
        paths = (await http.get("/api/v1/openapi.json")).json()["paths"]
    there = {
        (method.upper(), path.removeprefix("/admin"))
        for path, methods in paths.items()
        for method in methods
        if "/admin/" in path and method != "get"
    }
    assert there == {(method, path) for method, path, _, _ in ACTS}
    ben, heir = await server.person(), await server.person()
    room = await a_room(server, ben, heir)
    [signed_in] = (await office.get("sessions", search=ben.username))["sessions"]
    known = {
        "account_uuid": ben.uuid,
        "room_uuid": str(room["uuid"]),
        "session_id": str(signed_in["session_id"]),
        "heir": heir.uuid,
        "room": str(room["name"]),
        "ben": ben.username,
    }
    before = await office.trail()
    async with server.http(office.ada) as http:
        for method, path, given, action in ACTS:
            if action == "sign out everywhere":
                await another_browser(server, ben.username)
            answer = await http.request(method, ADMINISTRATION + path.format_map(known), **filled_in(given, known))
            assert answer.is_success, f"{method} {path}: {answer.text}"
            if path == "/categories":
                known["category_uuid"] = answer.json()["uuid"]
            trail = await office.trail()
            assert trail[0][:2] == ("ada", action)
            assert trail[1:] == before[:49]  # this one act, once, and what was there stays
            before = trail
    assert {subject for _, _, subject in trail[: len(ACTS)]} == {ben.username, room["name"], "Plants", "Trees", "ida"}


@proves("S1.6")
async def test_an_administrator_finds_a_message_and_removes_it_from_open_pages_and_the_trail_tells_who(
    office: Office, open_page: OpenPage
) -> None:
    server, ben, cleo = office.server, await office.server.person(), await office.server.person()
    room = await a_room(server, ben, cleo, visibility="private")
    spam = f"cheap watches {cleo.username}"
    await server.post(cleo, room["uuid"], spam)
    reader = await open_page(f"{server.base}/rooms/{room['uuid']}", ben)
    await expect(reader.get_by_text(spam)).to_be_visible()
    page = await open_page(f"{server.base}/admin/moderation", office.ada)
    await page.get_by_role("searchbox").fill(spam.upper())
    await page.get_by_role("row").filter(has_text=spam).get_by_role("button", name="Remove").click()
    await page.get_by_role("dialog").get_by_role("button", name="Remove message").click()
    await expect(reader.get_by_text(spam)).to_have_count(0)
    assert await written(server, ben, room["uuid"]) == [""]
    await page.get_by_role("link", name="Audit log").click()
    await page.get_by_role("searchbox").fill(str(room["name"]))
    entry = page.get_by_role("row").filter(has_text="Remove message")
    await expect(entry).to_contain_text("ada")
    assert spam not in await page.content()  # the trail keeps that it was removed, not what it was
