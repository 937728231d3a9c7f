"""S1, groups: made, joined, left and deleted at addresses nobody can guess; and the page that lists them."""

import re
from uuid import UUID

import pytest
from playwright.async_api import expect

from tests.acceptance.office import Office
from tests.acceptance.requirements import proves
from tests.acceptance.scenes import (
    a_room,
    ask,
    card,
    cards,
    composer,
    in_sidebar,
    messages,
    open_room_settings,
    say,
)
from tests.support.people.chats import OpenPage
from tests.support.servers.server import PASSWORD, Server

pytestmark = pytest.mark.browser

A_ROOM = re.compile("/rooms/[0-9a-f-]{36}$")


@proves("S1.2")
async def test_a_group_is_made_joined_and_left_at_an_address_nobody_can_guess(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    addresses = []
    page = await open_page(f"{server.base}/rooms", ann)
    for name in (f"Chess {ann.username}", f"Go {ann.username}"):
        await page.get_by_role("link", name="Browse rooms").click()
        await page.get_by_role("button", name="Create room").first.click()
        await page.get_by_label("Name", exact=True).fill(name)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text(name)
        await expect(page).to_have_url(A_ROOM)
        addresses.append(UUID(page.url.rpartition("/")[2]))
    assert [address.version for address in addresses] == [4, 4]  # random through and through
    assert addresses[0].hex[:8] != addresses[1].hex[:8]
    guest = await open_page(f"{server.base}/rooms/{addresses[0]}", bob)
    await guest.get_by_role("button", name="Join").click()
    await say(guest, "your move")
    await open_room_settings(guest)
    await guest.get_by_role("button", name="Leave").click()
    await guest.get_by_role("dialog").get_by_role("button", name="Leave").click()
    await expect(composer(guest)).to_have_count(0)
    await expect(in_sidebar(guest, f"Chess {ann.username}")).to_have_count(0)
    assert "your move" not in await guest.content()
    assert await ask(server, bob, "GET", f"{addresses[0]}/messages") == 403


@proves("S1.2")
async def test_no_get_makes_joins_leaves_closes_or_deletes(server: Server) -> None:
    ann, bob = await server.person(), await server.person()
    room = await a_room(server, ann)
    async with server.http(bob) as http:
        before = (await http.get(f"/api/v1/rooms/{room['uuid']}")).json()
    for person in (ann, bob):
        async with server.http(headers={**person.bearer, "Cookie": person.cookie}) as http:
            for act in ("", "/join", "/leave", "/close", "/reopen", "/delete", "/members", "/members/me", "/saved"):
                query = {"confirmation": room["name"], "method": "DELETE", "_method": "DELETE"}
                assert (await http.get(f"/rooms/{room['uuid']}{act}", params=query)).status_code in (200, 303, 404)
                api = await http.get(f"/api/v1/rooms/{room['uuid']}{act}", params=query)
                assert api.status_code in (200, 403, 404, 405), act
            for path in ("/rooms/new", "/rooms/create", "/api/v1/rooms"):
                await http.get(path, params={"name": f"By GET {person.username}"})
            assert (await http.get("/api/v1/rooms", params={"search": "By GET"})).json()["rooms"] == []
    async with server.http(bob) as http:
        assert (await http.get(f"/api/v1/rooms/{room['uuid']}")).json() == before
    assert not before["is_member"]


@pytest.mark.nightly
@proves("S1.2", "S0.8")
async def test_only_the_owner_or_an_administrator_deletes_and_no_room_that_is_open(office: Office) -> None:
    server = office.server
    ann, bob, carl, eve = [await server.person() for _ in range(4)]
    rooms = [await a_room(server, ann, bob, carl) for _ in range(2)]
    for room in rooms:
        path, name = room["uuid"], room["name"]
        assert await ask(server, ann, "PUT", f"{path}/members/{bob.uuid}", role="moderator") == 204
        for person in (ann, bob, carl, eve):
            assert await ask(server, person, "DELETE", f"{path}?confirmation={name}") == 403
        assert await ask(server, ann, "GET", path) == 200
        assert await ask(server, ann, "POST", f"{path}/close") == 204
        for person in (bob, carl, eve):
            assert await ask(server, person, "DELETE", f"{path}?confirmation={name}") == 404
            assert await office.ask(person, "DELETE", f"rooms/{path}", params={"confirmation": name}) == 404
        assert await ask(server, ann, "GET", path) == 200
    assert await ask(server, ann, "DELETE", f"{rooms[0]['uuid']}?confirmation={rooms[0]['name']}") == 204
    named = {"confirmation": rooms[1]["name"]}
    assert await office.ask(office.ada, "DELETE", f"rooms/{rooms[1]['uuid']}", params=named) == 204
    for room in rooms:
        assert await ask(server, ann, "GET", room["uuid"]) == 404


@proves("S1.2")
async def test_the_last_owner_names_a_successor_and_only_a_member_can_be_one(
    server: Server, open_page: OpenPage
) -> None:
    _, ann, bob = [await server.person() for _ in range(3)]  # the first may be an administrator, and is an outsider
    room = await a_room(server, ann, bob)
    await server.post(ann, room["uuid"], "yours now")
    heir = await open_page(f"{server.base}/rooms/{room['uuid']}", bob)
    page = await open_page(f"{server.base}/rooms/{room['uuid']}", ann)
    await open_room_settings(page)
    await page.get_by_role("button", name="Leave").click()
    prompt = page.get_by_role("dialog", name=f"Leave {room['name']}")
    await expect(prompt.get_by_role("button", name="Archive instead")).to_be_visible()
    await prompt.get_by_role("button", name="Change owner and leave").click()
    await expect(prompt.get_by_role("alert")).to_contain_text("Choose the new owner.")
    await expect(prompt.get_by_role("radio")).to_have_count(1)  # neither the owner nor an outsider
    await prompt.get_by_text(bob.username, exact=True).click()
    await prompt.get_by_role("button", name="Change owner and leave").click()
    await expect(composer(page)).to_have_count(0)
    await expect(in_sidebar(page, str(room["name"]))).to_have_count(0)
    await open_room_settings(heir)
    await expect(heir.get_by_role("button", name="Archive room")).to_be_visible()
    await expect(messages(heir)).to_contain_text(["yours now"])
    assert await ask(server, ann, "POST", f"{room['uuid']}/close") == 403


@proves("S1.2")
async def test_an_owner_who_is_alone_is_asked_to_close_the_room_instead_of_leaving_it_ownerless(
    server: Server, open_page: OpenPage
) -> None:
    ann = await server.person()
    room = await a_room(server, ann)
    page = await open_page(f"{server.base}/rooms/{room['uuid']}", ann)
    await open_room_settings(page)
    await page.get_by_role("button", name="Leave").click()
    await expect(page.get_by_role("dialog", name=f"Archive {room['name']}?")).to_be_visible()
    await page.get_by_role("dialog").get_by_role("button", name="Archive room").click()
    await expect(page.get_by_role("heading", name=f"{room['name']} is archived")).to_be_visible()


@proves("S1.4")
async def test_the_home_page_lists_my_groups_and_the_ones_i_can_join(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    mine, open_to_all, hidden, closed = [
        await a_room(server, ann, *members, name=f"{name} {ann.username}", visibility=visibility)
        for name, visibility, members in (
            ("Mine", "private", [bob]),
            ("Open", "public", []),
            ("Hidden", "private", []),
            ("Closed", "public", []),
        )
    ]
    assert await ask(server, ann, "POST", f"{closed['uuid']}/close") == 204
    page = await open_page(server.base)
    await page.get_by_label("Username or e-mail").fill(bob.username)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(f"{server.base}/home")
    await page.get_by_role("link", name="Browse rooms").click()
    await page.get_by_label("Search rooms").fill(ann.username)
    await expect(cards(page)).to_have_count(2)
    await expect(page.get_by_role("button", name=f"Open {mine['name']}")).to_be_visible()
    await expect(page.get_by_role("button", name=f"Join {open_to_all['name']}")).to_be_visible()
    await page.get_by_role("link", name="Joined", exact=True).click()
    await expect(cards(page)).to_have_count(1)
    await expect(card(page, mine["name"])).to_be_visible()
    await expect(in_sidebar(page, mine["name"])).to_be_visible()
    for room in (hidden, closed):
        assert room["name"] not in await page.content()
