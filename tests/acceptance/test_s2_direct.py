"""S2, direct messages: found by name or by an address one may know, there for both at once, and whole each time."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.acceptance.requirements import proves
from tests.acceptance.scenes import (
    a_room,
    composer,
    field_error,
    in_sidebar,
    messages,
    say,
)
from tests.support.browser.arrival import arrived
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Person, Server

pytestmark = pytest.mark.browser


def addressee(page: Page) -> Locator:
    return page.get_by_role("dialog", name="New message").get_by_label("Username or e-mail")


async def write_to(page: Page, whom: str) -> None:
    """Ask for a conversation with somebody."""
    if await addressee(page).count() == 0:
        await page.get_by_role("button", name="New message").click()
    await addressee(page).fill(whom)
    await page.get_by_role("button", name="Start", exact=True).click()


def partner(page: Page) -> Locator:
    """The name of whoever the open conversation is with."""
    return page.get_by_role("heading", level=1)


async def leads_to(page: Page, other: Person) -> None:
    """Wait until the dialog has led to the conversation with somebody."""
    await expect(partner(page)).to_have_text(other.username)
    await expect(addressee(page)).to_have_count(0)


async def conversation(server: Server, person: Person, other: Person) -> str:
    """Start a direct message by REST; returns its uuid."""
    async with server.http(person) as http:
        opened = await http.post("/api/v1/direct", json={"to": other.username})
        assert opened.status_code == 201, opened.text
        return str(opened.json()["uuid"])


@proves("S2.3")
async def test_a_conversation_starts_by_username_or_by_the_address_of_a_person_you_know(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob, carl = [await server.person() for _ in range(3)]
    await server.room(ann, carl)  # carl has joined
    page = await open_page(f"{server.base}/rooms", ann)
    await write_to(page, f" @{bob.username.upper()} ")
    await leads_to(page, bob)
    await page.wait_for_url(lambda url: len(url) > len(f"{server.base}/rooms"))  # follows the heading
    first = page.url
    await write_to(page, carl.email.upper())
    await leads_to(page, carl)
    await write_to(page, bob.username)
    await leads_to(page, bob)
    await page.wait_for_url(first)  # there is one for the two of them
    await page.get_by_role("link", name="Browse rooms").click()
    await write_to(page, ann.username)
    await expect(field_error(page, "to")).to_contain_text("That's you")


@proves("S2.3")
async def test_a_strangers_address_is_answered_like_one_that_nobody_has(server: Server, open_page: OpenPage) -> None:
    ann, eve = await server.person(), await server.person()
    await a_room(server, ann, eve)  # adding anybody is up to ann alone, so it makes nobody known to ann
    await conversation(server, ann, eve)
    page = await open_page(f"{server.base}/rooms", ann)
    told, answers = [], []
    for address in (eve.email, "nobody-at-all@example.org"):
        await write_to(page, address)
        await expect(field_error(page, "to")).to_contain_text("Try their username instead")
        told.append((await page.get_by_role("dialog").inner_text(), await addressee(page).input_value()))
        async with server.http(ann) as http:
            answer = await http.post("/api/v1/direct", json={"to": address})
        answers.append((answer.status_code, answer.json()))
    assert [told[0][0], told[0][1]] == [told[1][0], eve.email]
    assert told[1][1] == "nobody-at-all@example.org"
    assert answers[0] == answers[1]
    async with server.http(ann) as http:
        assert (await http.get("/api/v1/people", params={"search": eve.email})).json() == []
        card = await http.get(f"/api/v1/people/{eve.uuid}")
    assert card.status_code == 200
    assert eve.email not in card.text


@proves("S2.3")
@pytest.mark.each_engine
async def test_names_are_completed_as_one_types_and_addresses_never(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    async with server.http(bob) as http:
        await http.patch("/api/v1/me", json={"first_name": "Benedikt", "last_name": f"Q{bob.username[1:]}"})
    page = await open_page(f"{server.base}/rooms", ann)
    await page.get_by_role("button", name="New message").click()
    found = page.get_by_role("group", name="Suggestions").get_by_role("button")
    for typed in (bob.username[:8], f"benedikt q{bob.username[1:7]}"):
        await addressee(page).fill("")
        await addressee(page).press_sequentially(typed)
        await expect(found).to_have_text([re.compile(f"Benedikt.*@{bob.username}")])
    await addressee(page).fill("nobody of this name")
    await expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("No one matches “nobody of this name”.")
    for typed in (bob.email, bob.email[:-4], f"{bob.username}@"):
        await addressee(page).fill(typed)
        await expect(page.get_by_role("dialog").get_by_role("status")).to_be_empty()
        await expect(found).to_have_count(0)
    await addressee(page).fill(bob.username[:8])
    await expect(found).to_have_count(1)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Remove Benedikt")).to_be_visible()
    await expect(addressee(page)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(partner(page)).to_have_text(f"Benedikt Q{bob.username[1:]}")


@proves("S2.4")
@pytest.mark.each_engine
async def test_a_new_conversation_is_in_both_sidebars_at_once_and_in_nobody_elses(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob, eve = [await server.person() for _ in range(3)]
    bobs, eves = [await open_page(f"{server.base}/rooms", person) for person in (bob, eve)]
    await expect(bobs.get_by_text("No direct messages yet.")).to_be_visible()
    page = await open_page(f"{server.base}/people/{bob.uuid}", ann)
    await page.get_by_role("button", name="Message", exact=True).click()
    await expect(partner(page)).to_have_text(bob.username)
    await expect(in_sidebar(page, bob.username)).to_be_visible()
    await expect(in_sidebar(bobs, ann.username)).to_be_visible()
    await expect(bobs.get_by_text("No direct messages yet.")).to_be_hidden()
    await say(page, "between us")
    await in_sidebar(bobs, ann.username).click()
    await expect(messages(bobs)).to_contain_text(["between us"])
    await expect(eves.get_by_text("No direct messages yet.")).to_be_visible()
    await eves.goto(page.url)
    await arrived(eves)
    await expect(partner(eves)).to_have_text("Page not found")
    assert "between us" not in await eves.content()


@proves("S2.7")
@pytest.mark.each_engine
async def test_the_whole_history_is_there_whenever_the_conversation_is_opened_again(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    room = await conversation(server, ann, bob)
    async with server.http(ann) as http:
        for number in range(1, 61):
            message = {"body": f"number {number}", "client_message_id": f"{room}-{number}"}
            assert (await http.post(f"/api/v1/rooms/{room}/messages", json=message)).status_code == 201
    page = await open_page(f"{server.base}/rooms/{room}", bob)
    await say(page, "and mine")
    await expect(messages(page).last).to_contain_text("and mine")
    await page.context.close()
    again = await open_page(f"{server.base}/rooms", bob)
    await in_sidebar(again, ann.username).click()
    await expect(messages(again).last).to_contain_text("and mine")
    await again.get_by_role("region", name="Conversation").hover()
    await again.mouse.wheel(0, -20_000)
    await expect(messages(again)).to_have_count(61)
    shown = await messages(again).locator("p").all_inner_texts()
    assert shown == [*(f"number {number}" for number in range(1, 61)), "and mine"]
    await expect(composer(again)).to_be_enabled()
