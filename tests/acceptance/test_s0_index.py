"""S0, the index: searching as one types, live for everybody, one's saved rooms and one's own."""

import pytest
from playwright.async_api import Page, expect

from tests.acceptance.requirements import proves
from tests.acceptance.scenes import OPEN_SESAME, a_room, ask, card, cards, categories, composer, in_sidebar
from tests.support.browser.arrival import arrived
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser


async def go_to_tab(page: Page, label: str) -> None:
    """Look at other rooms of the index."""
    await page.get_by_role("navigation", name="Which rooms").get_by_role("link", name=label).click()
    await expect(page.get_by_role("list", name=label)).to_be_attached()


async def is_pressed(page: Page, *, so: bool) -> None:
    await expect(page.get_by_role("button", name="Save", exact=True)).to_have_attribute("aria-pressed", str(so).lower())


@proves("S0.4")
@pytest.mark.each_engine
async def test_rooms_are_found_as_one_types_by_name_description_and_category(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    mark, social = ann.username, (await categories(server, ann))["Social"]
    await a_room(server, ann, name=f"{mark} Straße")
    await a_room(server, ann, name=f"{mark} two", description="Where the WALRUS lives")
    await a_room(server, ann, name=f"{mark} three", category=social)
    page = await open_page(f"{server.base}/rooms", bob)
    search = page.get_by_label("Search rooms")
    for typed, found in (
        (f"{mark[2:]} STRASS", [f"{mark} Straße"]),  # part of a name, regardless of case
        (f"{mark} two where the walrus", [f"{mark} two"]),
        (mark, [f"{mark} Straße", f"{mark} three", f"{mark} two"]),
    ):
        await search.fill("")
        await search.press_sequentially(typed)  # no Enter
        await expect(cards(page).locator(".name bdi")).to_have_text(found)
    await search.fill("soci")
    await expect(card(page, f"{mark} three")).to_be_visible()
    await expect(card(page, f"{mark} two")).to_have_count(0)


@pytest.mark.nightly
@proves("S0.4")
@pytest.mark.each_engine
async def test_percent_underscore_and_backslash_are_searched_for_as_what_they_are(
    server: Server, open_page: OpenPage
) -> None:
    ann = await server.person()
    mark = ann.username
    for name in (f"{mark} 50% off", f"{mark} 50 off", f"{mark}_x", f"{mark}\\x"):
        await a_room(server, ann, name=name)
    page = await open_page(f"{server.base}/rooms", ann)
    for typed, found in (("% off", " 50% off"), ("_", "_x"), ("\\", "\\x")):
        await page.get_by_label("Search rooms").fill(f"{mark} 50{typed}" if "%" in typed else f"{mark}{typed}")
        await expect(cards(page).locator(".name bdi")).to_have_text([mark + found])


@proves("S0.4")
async def test_a_search_that_finds_nothing_says_so_and_clearing_it_brings_everything_back(
    server: Server, open_page: OpenPage
) -> None:
    ann = await server.person()
    room = await a_room(server, ann, name=f"Back {ann.username}")
    page = await open_page(f"{server.base}/rooms?show=joined", ann)
    await page.get_by_label("Search rooms").fill("<b>no such room</b>")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    await expect(page.get_by_text("No rooms match “<b>no such room</b>”.")).to_be_visible()
    await expect(cards(page)).to_have_count(0)
    await page.get_by_label("Search rooms").fill("")
    await expect(card(page, room["name"])).to_be_visible()
    await expect(page.get_by_role("heading", name="Nothing found")).to_be_hidden()


@proves("S0.5")
@pytest.mark.each_engine
async def test_the_open_index_shows_what_others_make_rename_close_and_reopen_by_itself(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    before, after = f"Before {ann.username}", f"After {ann.username}"
    page = await open_page(f"{server.base}/rooms", bob)
    uuid = (await a_room(server, ann, name=before))["uuid"]
    await expect(card(page, before)).to_be_visible()
    assert await ask(server, ann, "PATCH", uuid, name=after, description="now with a roof") == 204
    await expect(card(page, after)).to_contain_text("now with a roof")
    await expect(card(page, before)).to_have_count(0)
    assert await ask(server, ann, "POST", f"{uuid}/close") == 204
    await expect(card(page, after)).to_have_count(0)
    assert await ask(server, ann, "POST", f"{uuid}/reopen") == 204
    await expect(card(page, after)).to_be_visible()
    assert await ask(server, ann, "PATCH", uuid, visibility="private") == 204  # without a password: members alone
    await expect(card(page, after)).to_have_count(0)


@proves("S0.5")
async def test_a_private_room_shows_by_itself_only_where_it_may_be_joined_and_only_if_it_matches_the_search(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    mark = ann.username
    page = await open_page(f"{server.base}/rooms", bob)
    await page.get_by_label("Search rooms").fill(mark)
    await expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    await a_room(server, ann, name=f"Hush {mark}", visibility="private")
    await a_room(server, ann, name=f"Elsewhere {mark[::-1]}")
    await a_room(server, ann, name=f"Locked {mark}", visibility="private", password=OPEN_SESAME)
    await expect(cards(page).locator(".name bdi")).to_have_text([f"Locked {mark}"])
    await expect(page.get_by_role("heading", name="Nothing found")).to_be_hidden()


@proves("S0.5")
async def test_renaming_shows_at_once_in_the_open_room_and_in_the_sidebar_of_its_members(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    room = await a_room(server, ann, bob)
    page = await open_page(f"{server.base}/rooms/{room['uuid']}", bob)
    assert await ask(server, ann, "PATCH", room["uuid"], name=f"New {ann.username}", description="fresh paint") == 204
    await expect(page.get_by_role("heading", level=1)).to_have_text(f"New {ann.username}")
    await expect(page.locator(".pane-head").get_by_text("fresh paint")).to_be_visible()
    await expect(in_sidebar(page, f"New {ann.username}")).to_be_visible()
    await expect(page.get_by_role("log")).to_contain_text(f"renamed this room from “{room['name']}”")
    await expect(page.get_by_text(room["name"])).to_have_count(1)  # and nowhere else
    await expect(composer(page)).to_have_attribute("placeholder", f"Message #New {ann.username}")
    await expect(page).to_have_title(f"New {ann.username} · Chatapp")


@proves("S0.6")
@pytest.mark.each_engine
async def test_saving_shows_at_once_on_the_persons_other_pages_and_on_nobody_elses(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    room = await a_room(server, ann, bob)
    address = f"{server.base}/rooms/{room['uuid']}"
    page, others = await open_page(address, ann), await open_page(address, bob)
    second = await page.context.new_page()
    await second.goto(f"{server.base}/rooms?show=saved")
    await arrived(second)
    await expect(second.get_by_role("heading", name="Nothing saved yet")).to_be_visible()
    third = await page.context.new_page()
    await third.goto(address)
    await arrived(third)
    await page.get_by_role("button", name="Save", exact=True).click()
    await is_pressed(page, so=True)
    await is_pressed(third, so=True)
    await expect(card(second, room["name"])).to_be_visible()
    saved = second.locator("[data-section=saved]")
    await expect(saved.get_by_role("link", name=room["name"])).to_be_visible()
    await is_pressed(others, so=False)
    await expect(others.locator("[data-section=saved]")).to_be_hidden()
    await third.get_by_role("button", name="Save", exact=True).click()
    await is_pressed(page, so=False)
    await expect(second.get_by_role("heading", name="Nothing saved yet")).to_be_visible()
    await expect(saved).to_be_hidden()


@proves("S0.7")
async def test_mine_holds_what_i_made_closed_rooms_included_and_nobody_elses(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    own, closed = await a_room(server, ann), await a_room(server, ann, bob, visibility="private")
    foreign = await a_room(server, bob, ann)
    assert await ask(server, ann, "POST", f"{closed['uuid']}/close") == 204
    page = await open_page(f"{server.base}/rooms", ann)
    await expect(card(page, own["name"])).to_be_visible()
    await expect(card(page, closed["name"])).to_have_count(0)
    await go_to_tab(page, "Mine")
    await expect(cards(page)).to_have_count(2)
    await expect(card(page, own["name"])).not_to_contain_text("archived")
    await expect(card(page, closed["name"])).to_contain_text("archived")
    await go_to_tab(page, "Joined")
    await expect(card(page, foreign["name"])).to_be_visible()
    await expect(card(page, closed["name"])).to_have_count(0)
