"""The administration as an administrator meets it, and what it does at once to the pages of other people."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from playwright.async_api import Locator, Page, expect

from pages.admin.frame import AREA as ADMINISTRATION
from tests.support.browser.accessibility import FIRST_HEADING, violations
from tests.support.browser.arrival import AT_SIGN_IN, arrived
from tests.support.people.chats import OpenPage
from tests.support.servers.server import PASSWORD, Person, Server

pytestmark = pytest.mark.browser

SECTIONS = ("people", "rooms", "moderation", "sessions", "categories", "files", "system", "audit")


@dataclass
class Office:
    """A server and the administrator of it."""

    server: Server
    ada: Person

    async def as_ada(self, method: str, path: str) -> None:
        async with self.server.http(self.ada) as http:
            answer: httpx.Response = await http.request(method, f"/api/v1/admin/{path}")
            assert answer.status_code < 300, answer.text

    async def another_administrator(self) -> Person:
        person = await self.server.person()
        await self.as_ada("PUT", f"people/{person.uuid}/administrator")
        return person


@pytest.fixture(scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """A server whose first account is Ada's."""
    server = await Server(tmp_path_factory.mktemp("office") / "data").start()
    yield Office(server, await server.person("ada"))
    await server.stop()


async def row(page: Page, search: str, words: str) -> Locator:
    """Search, and return the row that holds the words."""
    await page.get_by_role("searchbox").fill(search)
    await expect(page.get_by_role("status").first).to_have_text(re.compile(r"^1 "))
    return page.get_by_role("row").filter(has_text=words)


async def manage(page: Page, name: str, choice: str) -> Locator:
    """Open what can be done about a row, and choose; returns the dialog that asks back."""
    found = await row(page, name, name)
    await found.get_by_role("button", name=f"Manage {name}").click()
    choices = page.get_by_role("dialog", name=name, exact=True)
    await choices.get_by_role("button", name=choice).click()
    await expect(choices).to_have_count(0)  # the dialog that asks back has buttons of the same names
    return page.get_by_role("dialog")


@pytest.mark.nightly
async def test_deactivating_a_person_silences_their_open_room_at_once_and_leads_to_the_sign_in_page(
    office: Office, open_page: OpenPage
) -> None:
    server, ben, cleo = office.server, await office.server.person(), await office.server.person()
    room = await server.room(ben, cleo)
    async with server.http(cleo) as http:
        direct = (await http.post("/api/v1/direct", json={"usernames": [ben.username]})).json()["uuid"]
    bens = await open_page(f"{server.base}/rooms/{room}", ben)
    cleos = await open_page(f"{server.base}/rooms/{direct}", cleo)
    warning = cleos.get_by_text("they won't see new messages")
    admin = await open_page(f"{server.base}/admin/people", office.ada)
    await expect(warning).to_be_hidden()
    asked = await manage(admin, ben.username, "Deactivate")
    await asked.get_by_role("button", name="Deactivate").click()
    await expect(bens).to_have_url(AT_SIGN_IN)
    await expect(warning).to_be_visible()  # nobody writes to them in vain
    assert await violations(cleos) == []
    await expect(await row(admin, ben.username, ben.username)).to_contain_text("Deactivated")
    await server.post(cleo, room, "ben must not read this")
    await expect(bens.get_by_text("ben must not read this")).to_have_count(0)
    await bens.goto(f"{server.base}/rooms/{room}")
    await expect(bens).to_have_url(re.compile("/login"))
    await manage(admin, ben.username, "Reactivate")
    await expect(await row(admin, ben.username, ben.username)).not_to_contain_text("Deactivated")
    await expect(warning).to_be_hidden()


async def test_what_is_pressed_twice_asks_back_once_and_is_done_once(office: Office, open_page: OpenPage) -> None:
    server, ben = office.server, await office.server.person()
    admin = await open_page(f"{server.base}/admin/people", office.ada)
    found = await row(admin, ben.username, ben.username)
    await found.get_by_role("button", name=f"Manage {ben.username}").click()
    choices = admin.get_by_role("dialog", name=ben.username, exact=True)
    await choices.get_by_role("button", name="Sign out everywhere").dblclick()
    await expect(choices).to_have_count(0)
    await expect(admin.get_by_role("dialog")).to_have_count(1)
    await admin.get_by_role("dialog").get_by_role("button", name="Sign out").dblclick()
    await expect(admin.get_by_role("dialog")).to_have_count(0)
    async with server.http(office.ada) as http:
        told = (await http.get("/api/v1/admin/audit")).json()["entries"]
    assert [entry["action"] for entry in told if entry["subject"] == ben.username] == ["sign out everywhere"]


@pytest.mark.nightly
async def test_removing_a_message_blanks_it_on_an_open_page_of_another_person(
    office: Office, open_page: OpenPage
) -> None:
    server, ben, cleo = office.server, await office.server.person(), await office.server.person()
    room = await server.room(ben, cleo)
    spam = f"cheap watches {cleo.username}"
    await server.post(cleo, room, spam)
    bens = await open_page(f"{server.base}/rooms/{room}", ben)
    await expect(bens.get_by_text(spam)).to_be_visible()
    admin = await open_page(f"{server.base}/admin/moderation", office.ada)
    await expect(admin.get_by_role("row")).to_have_count(0)  # nothing to read before one searches
    found = await row(admin, spam.upper(), spam)
    await found.get_by_role("button", name="Remove").click()
    await admin.get_by_role("dialog").get_by_role("button", name="Remove message").click()
    await expect(bens.get_by_text(spam)).to_have_count(0)
    await expect(bens.locator(".msg .gone")).to_be_visible()
    await expect(admin.get_by_text("No messages match.")).to_be_visible()
    assert [message["body"] for message in await server.messages(ben, room)] == [""]


async def test_a_conversation_of_two_is_not_found(office: Office, open_page: OpenPage) -> None:
    server, ben, cleo = office.server, await office.server.person(), await office.server.person()
    secret = f"between us {ben.username}"
    async with server.http(ben) as http:
        made = await http.post("/api/v1/direct", json={"to": cleo.username})
        assert made.status_code < 300, made.text
    await server.post(ben, made.json()["uuid"], secret)
    admin = await open_page(f"{server.base}/admin/moderation", office.ada)
    await admin.get_by_role("searchbox").fill(secret)
    await expect(admin.get_by_text("No messages match.")).to_be_visible()
    await admin.goto(f"{server.base}/admin/moderation?room={made.json()['uuid']}")
    await expect(admin.get_by_role("heading", level=1)).to_have_text("Page not found")


@pytest.mark.nightly
async def test_closing_a_room_silences_its_open_pages_at_once_and_deleting_wants_its_name(
    office: Office, open_page: OpenPage
) -> None:
    server, ben, cleo = office.server, await office.server.person(), await office.server.person()
    room = await server.room(ben, cleo)
    cleos = await open_page(f"{server.base}/rooms/{room}", cleo)
    await expect(cleos.get_by_label("Message", exact=True)).to_be_visible()
    name = await cleos.get_by_role("heading", level=1).inner_text()
    admin = await open_page(f"{server.base}/admin/rooms", office.ada)
    asked = await manage(admin, name, "Archive")
    await asked.get_by_role("button", name="Archive room").click()
    await expect(cleos.get_by_label("Message", exact=True)).to_have_count(0)
    await expect(await row(admin, name, name)).to_contain_text("Archived")
    asked = await manage(admin, name, "Delete")
    await asked.get_by_label("Room name").fill("another")
    await asked.get_by_role("button", name="Delete room").click()
    await expect(asked.get_by_text("That doesn't match the room's name above.")).to_be_visible()
    await asked.get_by_label("Room name").fill(name)
    await asked.get_by_role("button", name="Delete room").click()
    await expect(admin.get_by_role("row").filter(has_text=name)).to_have_count(0)


async def test_a_room_is_handed_to_a_member(office: Office, open_page: OpenPage) -> None:
    server, ben, cleo = office.server, await office.server.person(), await office.server.person()
    room = await server.room(ben, cleo)
    async with server.http(ben) as http:
        name = (await http.get(f"/api/v1/rooms/{room}")).json()["name"]
    admin = await open_page(f"{server.base}/admin/rooms", office.ada)
    asked = await manage(admin, name, "Change owner")
    await asked.get_by_label("New owner").select_option(cleo.username)
    await asked.get_by_role("button", name="Change owner").click()
    await expect(await row(admin, name, name)).to_contain_text(cleo.username)


@pytest.mark.nightly
async def test_signing_a_browser_out_ends_its_open_pages(office: Office, open_page: OpenPage) -> None:
    server, ben = office.server, await office.server.person()
    bens = await open_page(f"{server.base}/rooms", ben)
    admin = await open_page(f"{server.base}/admin/sessions", office.ada)
    found = await row(admin, ben.username, ben.username)
    await found.get_by_role("button", name=re.compile(f"^Sign out {ben.username},")).click()
    await expect(bens).to_have_url(AT_SIGN_IN)
    await expect(admin.get_by_role("row").filter(has_text=ben.username)).to_have_count(0)


async def test_an_administrator_demoted_while_their_page_is_open_sees_nothing_at_once(
    office: Office, open_page: OpenPage
) -> None:
    server, dan, ben = office.server, await office.another_administrator(), await office.server.person()
    page = await open_page(f"{server.base}/admin/people", dan)
    await manage(page, ben.username, "Deactivate")
    await office.as_ada("DELETE", f"people/{dan.uuid}/administrator")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    await expect(page.get_by_role("table")).to_have_count(0)
    async with server.http(ben) as http:
        assert (await http.get("/api/v1/me")).status_code == 200


@pytest.mark.parametrize("path", ["/admin", *(f"/admin/{section}" for section in SECTIONS), "/admin/nonsense"])
async def test_for_a_member_nothing_is_here(office: Office, open_page: OpenPage, path: str) -> None:
    ben = await office.server.person()
    async with office.server.http(headers={"Cookie": ben.cookie}) as http:
        answer = await http.get(path)
    assert answer.status_code == 404
    assert office.ada.email not in answer.text
    assert "Audit log" not in answer.text


async def test_deleting_an_account_wants_the_username_and_the_trail_keeps_it(
    office: Office, open_page: OpenPage
) -> None:
    server, ben = office.server, await office.server.person()
    admin = await open_page(f"{server.base}/admin/people", office.ada)
    asked = await manage(admin, ben.username, "Delete account")
    await asked.get_by_label("Username").fill("nobody")
    await asked.get_by_role("button", name="Delete account").click()
    await expect(asked.get_by_text("That doesn't match the username above.")).to_be_visible()
    await asked.get_by_label("Username").fill(ben.username)
    await asked.get_by_role("button", name="Delete account").click()
    await expect(admin.get_by_role("row").filter(has_text=ben.username)).to_have_count(0)
    await admin.get_by_role("link", name="Audit log").click()
    await expect(admin.get_by_role("table", name="Audit log")).to_be_visible()
    found = await row(admin, ben.username, ben.username)
    await expect(found).to_contain_text("Delete account")
    await expect(found).to_contain_text("ada")


async def test_a_person_is_added_and_chooses_a_password_by_the_link(office: Office, open_page: OpenPage) -> None:
    server = office.server
    admin = await open_page(f"{server.base}/admin/people", office.ada)
    await admin.get_by_role("button", name="Add person").click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_label("Name", exact=True).fill("Ida Rhodes")
    await dialog.get_by_label("E-mail").fill("no address")
    await dialog.get_by_role("button", name="Add person").click()
    await expect(dialog.locator("#error-email")).not_to_be_empty()
    await dialog.get_by_label("E-mail").fill("ida@example.org")
    await dialog.get_by_role("button", name="Add person").click()
    shown = admin.get_by_role("dialog", name="Ida Rhodes has an account")
    link = await shown.get_by_label("Link to choose a password").input_value()
    await shown.get_by_role("button", name="Done").click()
    added = admin.get_by_role("row").filter(has_text="ida@example.org")
    await expect(added).to_contain_text("@ida")
    idas = await open_page(link)
    await idas.get_by_label("New password").fill(PASSWORD)
    await idas.get_by_role("button").last.click()
    await expect(idas).not_to_have_url(re.compile("/reset"))
    await added.get_by_role("button", name="Manage").click()
    await admin.get_by_role("dialog").get_by_role("button", name="Send a password reset").click()
    await expect(admin.locator(".toast").last).to_contain_text("The link for ida@example.org is in the server's log.")


async def test_what_is_found_looks_as_in_its_room(office: Office, open_page: OpenPage) -> None:
    server, ben = office.server, await office.server.person()
    room = await server.room(ben)
    await server.post(ben, room, f"**cheap** watches by {ben.username}")
    admin = await open_page(f"{server.base}/admin/moderation", office.ada)
    found = await row(admin, f"watches by {ben.username}", "watches")
    await expect(found.locator("strong")).to_have_text("cheap")
    await expect(found.locator(".msg .avatar")).to_be_visible()


async def test_a_category_is_made_changed_and_deleted(office: Office, open_page: OpenPage) -> None:
    admin = await open_page(f"{office.server.base}/admin/categories", office.ada)
    await admin.get_by_role("button", name="New category").click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_label("Name").fill("general")
    await dialog.get_by_role("button", name="Create category").click()
    await expect(dialog.get_by_text("There's already a category with this name.")).to_be_visible()
    await dialog.get_by_label("Name").fill("Plants")
    await dialog.get_by_label("Colour").select_option("teal")
    await dialog.get_by_role("button", name="Create category").click()
    await expect(admin.get_by_role("row").filter(has_text="Plants")).to_contain_text("Teal")
    await admin.get_by_role("button", name="Edit Plants").click()
    await expect(dialog.get_by_label("Colour")).to_have_value("teal")
    await dialog.get_by_label("Name").fill("Trees")
    await dialog.get_by_role("button", name="Save").click()
    await admin.get_by_role("button", name="Delete Trees").click()
    await dialog.get_by_role("button", name="Delete category").click()
    await expect(admin.get_by_role("row").filter(has_text="Trees")).to_have_count(0)


async def test_axe_finds_nothing_and_nothing_is_wider_than_the_page(office: Office, open_page: OpenPage) -> None:
    ben = await office.server.person()
    room = await office.server.room(ben)
    await office.server.post(ben, room, "w" * 3_000)
    await office.as_ada("DELETE", f"people/{(await office.server.person()).uuid}/sessions")  # something for the trail
    page = await open_page(office.server.base + "/admin", office.ada)
    shown = dict.fromkeys(SECTIONS, page.get_by_role("table"))
    shown["moderation"] = page.get_by_role("searchbox")  # messages are shown when words are searched for
    shown["files"] = page.get_by_text("No one has sent a file yet.")
    for section in ADMINISTRATION.sections:
        await page.goto(f"{office.server.base}/admin/{section}" + (f"?room={room}" if section == "moderation" else ""))
        await arrived(page)
        await expect(shown.get(section, page.get_by_role("heading", level=1))).to_be_visible()
        assert await page.evaluate(FIRST_HEADING) == "h1", section
        assert await violations(page, fitting=".admin") == [], section
    await page.goto(f"{office.server.base}/admin")  # on a narrow page the list of sections
    await arrived(page)
    assert await violations(page) == []
    await page.goto(f"{office.server.base}/admin/people")
    await arrived(page)
    await page.get_by_role("button", name="Manage").first.click()
    assert await violations(page) == []


@pytest.mark.nightly
async def test_more_people_come_when_asked_for(office: Office, open_page: OpenPage) -> None:
    async with office.server.http() as http:
        for index in range(52):
            name = f"crowd{index:02}"
            new = {"username": name, "email": f"{name}@example.org", "password": PASSWORD}
            assert (await http.post("/api/v1/accounts", json=new)).status_code == 201
    admin = await open_page(f"{office.server.base}/admin/people", office.ada)
    await admin.get_by_role("searchbox").fill("crowd")
    status = admin.get_by_role("status").first
    await expect(admin.get_by_role("row").nth(1)).to_contain_text("crowd00")
    await expect(status).to_have_text("50 people, and more")
    await admin.get_by_role("button", name="Show more").click()
    await expect(status).to_have_text("52 people")
    await admin.get_by_label("Show", exact=True).select_option("deactivated")
    await expect(admin.get_by_text("No matches.")).to_be_visible()


async def test_markup_in_a_message_stays_text(office: Office, open_page: OpenPage) -> None:
    server, ben = office.server, await office.server.person()
    room = await server.room(ben)
    words = f"<img src=x onerror=document.body.remove()> {ben.username}"
    await server.post(ben, room, words)
    admin = await open_page(f"{server.base}/admin/moderation", office.ada)
    await expect(await row(admin, words, ben.username)).to_contain_text(words)
    await expect(admin.locator(".table img[src=x]")).to_have_count(0)


async def test_what_people_hear_of_until_they_choose_is_the_workspaces(office: Office, open_page: OpenPage) -> None:
    ben = await office.server.person()
    page = await open_page(f"{office.server.base}/admin/general", office.ada)
    other = await open_page(f"{office.server.base}/admin/general", office.ada)
    await page.get_by_label("What people hear of in rooms").select_option(label="Every message")
    await page.get_by_role("button", name="Save").first.click()
    await expect(other.get_by_label("What people hear of in rooms")).to_have_value("all")
    theirs = await open_page(f"{office.server.base}/settings/notifications", ben)
    await expect(theirs.get_by_role("radio", name="Workspace default (Every message)")).to_be_checked()
    async with office.server.http(ben) as http:
        rules = (await http.get("/api/v1/me/notifications")).json()
    assert (rules["level"], rules["workspace_level"]) == (None, "all")
