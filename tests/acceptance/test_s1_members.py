"""S1, membership: who looks after a room, and that nobody else reads along, on the page or on its connection."""

import pytest
from playwright.async_api import Locator, Page, expect

from pages.room.details.details import REFRESH_SECONDS
from tests.acceptance.requirements import proves
from tests.acceptance.scenes import (
    a_room,
    ask,
    composer,
    field_error,
    heard,
    in_sidebar,
    messages,
    open_details,
    open_room_settings,
    say,
)
from tests.pages.shell.authentication.test_websocket_auth import settled
from tests.support.browser.arrival import arrived
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Person, Server

pytestmark = pytest.mark.browser


def member(page: Page, person: Person) -> Locator:
    """The line of the panel that shows a member."""
    return page.get_by_label("Details").locator(".person").filter(has_text=person.username)


async def choose(page: Page, person: Person, act: str) -> None:
    """Open what can be done with a member, and choose."""
    await page.get_by_role("button", name=f"More actions for {person.username}").click()
    await page.get_by_role("menuitem", name=act).click()


@proves("S1.3")
@pytest.mark.each_engine
async def test_the_owner_adds_a_person_whose_open_pages_show_it_and_who_reads_all_that_was_said(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    room = await a_room(server, ann, visibility="private")
    await server.post(ann, room["uuid"], "before bob came")
    page = await open_page(f"{server.base}/rooms/{room['uuid']}", ann)
    guest = await open_page(f"{server.base}/rooms", bob)
    await open_details(page)
    await page.get_by_role("complementary", name="Details").get_by_role("button", name="Add people").click()
    typed = page.get_by_role("dialog").get_by_label("Username")
    await typed.fill(f"{bob.username}-nobody")
    await page.keyboard.press("Enter")
    await expect(field_error(page, "person")).to_contain_text("No one matches")
    assert await ask(server, bob, "GET", room["uuid"]) == 404
    await typed.fill("")
    await typed.press_sequentially(bob.username[:7])
    await page.get_by_role("group", name="Suggestions").get_by_role("button", name=bob.username).click()
    await page.get_by_role("dialog").get_by_role("button", name="Add", exact=True).click()
    await expect(member(page, bob)).to_be_visible()
    await in_sidebar(guest, str(room["name"])).click()
    await expect(messages(guest)).to_contain_text(["before bob came"])
    await say(guest, "thank you")
    await expect(messages(page)).to_contain_text(["before bob came", "thank you"])


@proves("S1.3", "S0.8")
async def test_a_moderator_looks_after_people_and_nothing_else_and_a_plain_member_not_even_that(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob, carl = [await server.person() for _ in range(3)]
    room = await a_room(server, ann, bob, carl)
    owner = await open_page(f"{server.base}/rooms/{room['uuid']}", ann)
    page = await open_page(f"{server.base}/rooms/{room['uuid']}", bob)
    for opened in (owner, page):
        await open_details(opened)
    await expect(member(page, carl)).to_be_visible()
    await expect(page.get_by_role("button", name="Add people")).to_be_visible()  # any member of a public room adds them
    for label in ("Removed people", f"More actions for {carl.username}"):
        await expect(page.get_by_role("button", name=label)).to_have_count(0)
    for method, path in (("PUT", f"members/{bob.uuid}"), ("DELETE", f"members/{carl.uuid}")):
        assert await ask(server, bob, method, f"{room['uuid']}/{path}", role="moderator") == 403
    assert await ask(server, bob, "POST", f"{room['uuid']}/close") == 403
    await choose(owner, bob, "Make moderator")
    await expect(member(page, bob)).to_contain_text("Moderator")
    await expect(page.get_by_role("button", name="Removed people")).to_be_visible()
    await expect(page.get_by_role("button", name=f"More actions for {ann.username}")).to_have_count(0)
    await open_room_settings(page)
    await expect(page.get_by_role("button", name="Leave")).to_be_visible()
    for label in ("Edit", "Archive room"):
        await expect(page.get_by_role("button", name=label)).to_have_count(0)
    await page.get_by_role("tab", name="People").click()
    assert await ask(server, bob, "POST", f"{room['uuid']}/close") == 403
    assert await ask(server, bob, "DELETE", f"{room['uuid']}?confirmation={room['name']}") == 403
    assert await ask(server, bob, "PUT", f"{room['uuid']}/members/{carl.uuid}", role="moderator") == 403
    await choose(page, carl, "Remove from room")
    await page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    for opened in (owner, page):
        await expect(member(opened, carl)).to_have_count(0)
    assert await ask(server, bob, "DELETE", f"{room['uuid']}/members/{ann.uuid}") == 403
    await page.get_by_role("button", name="Removed people").click()
    await expect(page.get_by_role("dialog")).to_contain_text(carl.username)
    await page.get_by_role("dialog").get_by_role("button", name="Close").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await choose(owner, bob, "Remove as moderator")
    await expect(page.get_by_role("button", name="Removed people")).to_have_count(0)


@pytest.mark.nightly
@proves("S1.3")
async def test_an_open_menu_outlives_changes_of_the_room_which_are_shown_when_it_closes(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob, carl = [await server.person() for _ in range(3)]
    room = await a_room(server, ann, bob)
    page = await open_page(f"{server.base}/rooms/{room['uuid']}", ann)
    await open_details(page)
    await page.get_by_role("button", name=f"More actions for {bob.username}").click()
    remove = page.get_by_role("menuitem", name="Remove from room")
    await expect(remove).to_be_visible()
    assert await ask(server, ann, "PUT", f"{room['uuid']}/members/{carl.uuid}", role="member") == 204
    await server.post(ann, room["uuid"], "carl is here")
    await expect(messages(page)).to_contain_text(["carl is here"])
    await page.wait_for_timeout(1000 * REFRESH_SECONDS)  # the list would have been drawn anew by then
    await expect(remove).to_be_visible()
    await expect(member(page, carl)).to_have_count(0)
    await page.keyboard.press("Escape")
    await expect(member(page, carl)).to_be_visible()


@proves("S1.3")
async def test_the_room_is_handed_on_and_the_former_owner_moderates_it(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    room = await a_room(server, ann, bob)
    page = await open_page(f"{server.base}/rooms/{room['uuid']}", ann)
    heir = await open_page(f"{server.base}/rooms/{room['uuid']}", bob)
    for opened in (page, heir):
        await open_details(opened)
    await choose(page, bob, "Make owner")
    await page.get_by_role("dialog").get_by_role("button", name="Make owner").click()
    for opened in (page, heir):
        await expect(member(opened, bob)).to_contain_text("Owner")
        await expect(member(opened, ann)).to_contain_text("Moderator")
    for opened in (page, heir):
        await open_room_settings(opened)
    await expect(heir.get_by_role("button", name="Archive room")).to_be_visible()
    await expect(page.get_by_role("button", name="Archive room")).to_have_count(0)
    assert await ask(server, ann, "POST", f"{room['uuid']}/close") == 403


@proves("S1.5")
async def test_an_outsiders_open_page_gets_nothing_of_a_room_not_even_on_its_connection(
    server: Server, open_page: OpenPage
) -> None:
    ann, eve = await server.person(), await server.person()
    outside = await open_page(f"{server.base}/rooms", eve)
    frames = heard(outside)
    for visibility in ("public", "private"):
        room = (await a_room(server, ann, visibility=visibility))["uuid"]
        await server.post(ann, room, "the well is under the oak")
        await outside.goto(f"{server.base}/rooms/{room}")
        await arrived(outside)
        await server.post(ann, room, "and the key is in the well")
        await settled(server, ann, room)
        await expect(composer(outside)).to_have_count(0)
        assert frames  # it was connected all the while
        for shown in (await outside.content(), *frames):
            assert "the well" not in shown
        assert (await server.post(eve, room, "let me in")).status_code in (403, 404)
