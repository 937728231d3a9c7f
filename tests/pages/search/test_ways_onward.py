"""The search page where it does not simply find: one's own rooms, nothing, too many, too fast; outsiders."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.support.browser.accessibility import violations
from tests.support.people import long_room
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Person, Server

pytestmark = pytest.mark.browser

FETCHED = """() => performance.getEntriesByType('resource').some(
  ({name, responseEnd}) => name.endsWith('/switcher.json') && responseEnd > 0)"""


async def named_room(server: Server, owner: Person, name: str) -> str:
    """Create a private room; returns its uuid."""
    async with server.http(owner) as http:
        made = await http.post("/api/v1/rooms", json={"name": name, "visibility": "private"})
    return str(made.json()["uuid"])


async def offered(page: Page) -> list[str]:
    """Return which rooms the filter "In…" offers, once the page has them all."""
    await page.get_by_role("button", name="In…").click()
    await page.wait_for_function(FETCHED)
    await page.get_by_label("Search messages").press("Escape")
    await page.get_by_role("button", name="In…").click()
    return await page.get_by_role("option").locator(".name").all_inner_texts()


async def test_a_filter_opens_what_it_filters_by_and_an_outsider_is_offered_their_own(
    server: Server, open_page: OpenPage
) -> None:
    ann, eve = await server.person(), await server.person()
    name = f"Secret plans {ann.username}"
    room = await named_room(server, ann, name)
    await server.post(ann, room, "the eagle lands")
    page = await open_page(f"{server.base}/search", ann)
    assert name in await offered(page)
    assert await violations(page) == []
    await page.get_by_role("option", name=name).click()
    await expect(page.locator("[data-hit]")).to_have_count(1)  # a filter that was chosen searches
    field = page.get_by_label("Search messages")
    await expect(field).to_have_value(f'in:"{name}"')
    await page.get_by_role("button", name="From…").click()
    await expect(page.get_by_role("option", name="Written by you")).to_be_visible()
    await page.keyboard.type(eve.username)  # of so many people, others are offered first
    await page.get_by_role("option", name=eve.username).click()
    await expect(page.get_by_role("heading", name="No messages match")).to_be_visible()
    await expect(field).to_have_value(f'in:"{name}" from:{eve.username}')

    outsider = await open_page(f"{server.base}/search", eve)
    assert name not in await offered(outsider)
    await outsider.get_by_label("Search messages").press("Escape")
    await outsider.get_by_label("Search messages").press_sequentially("in:secret")
    await expect(outsider.get_by_role("option")).to_have_count(0)
    await outsider.get_by_label("Search messages").fill(f'in:"{name}" eagle')
    await outsider.get_by_label("Search messages").press("Enter")
    await expect(outsider.get_by_text(f"You aren't in a room called “{name}”.")).to_be_visible()


async def test_where_filters_hide_what_is_there_one_searches_without_them(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    room = await server.room(ann)
    await server.post(ann, room, "the eagle lands")
    page = await open_page(f"{server.base}/search?q=eagle+is:saved+from:me", ann)
    await page.get_by_role("link", name="Search without filters").click()
    await expect(page.locator("[data-hit]")).to_have_count(1)
    await expect(page.get_by_label("Search messages")).to_have_value("eagle")


async def test_of_more_than_a_page_shows_one_is_told_to_narrow_the_search(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    room = await server.room(ann)
    long_room.fill(server.database_url, room, 230, read_up_to=230, say=lambda number: f"needle {number}")
    page = await open_page(f"{server.base}/search?q=needle", ann)
    for count in range(20, 200, 20):
        await expect(page.locator("[data-hit]")).to_have_count(count)
        await page.get_by_role("button", name="Show more").dblclick()  # twice means once
    await expect(page.locator("[data-hit]")).to_have_count(200)
    await expect(page.get_by_text("These are the first 200. Narrow the search to see others.")).to_be_visible()
    await expect(page.get_by_role("button", name="Show more")).to_have_count(0)
    links = await page.locator("[data-hit]").evaluate_all("(all) => all.map((one) => one.getAttribute('href'))")
    assert len(set(links)) == 200


async def test_who_searches_too_fast_is_told_so_and_may_try_again(tmp_path: Path, open_page: OpenPage) -> None:
    strict = await Server(tmp_path / "data", {"CHATAPP_TRIES_PER_MINUTE": "10"}).start()
    ann = await strict.person()
    page = await open_page(f"{strict.base}/search", ann)
    async with strict.http(ann) as http:
        answers = [(await http.get("/api/v1/search", params={"q": "word"})).status_code for _ in range(61)]
    assert answers[-1] == 429
    await page.get_by_label("Search messages").fill("word")
    await page.get_by_label("Search messages").press("Enter")
    await expect(page.get_by_text("You're searching too fast.")).to_be_visible()
    await expect(page.get_by_role("button", name="From…")).to_be_visible()  # the page is whole
    await page.get_by_role("button", name="Try again").click()
    await expect(page.get_by_role("button", name="Try again")).to_be_visible()
    assert await violations(page) == []
    await strict.stop()


async def test_one_writes_to_a_person_who_was_found(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    page = await open_page(f"{server.base}/search?q={bob.username}", ann)
    await page.get_by_role("button", name=f"Direct message with {bob.username}").click()
    await page.wait_for_url("**/rooms/*")
    await expect(page.get_by_role("heading", level=1, name=bob.username)).to_be_visible()
    await page.go_back()
    await page.reload()
    await expect(page.get_by_role("link", name=f"Direct message with {bob.username}")).to_be_visible()


async def test_a_key_leads_from_a_room_to_a_search_in_it(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    room = await server.room(ann)
    for text in ("the eagle lands", "nothing of it"):
        await server.post(ann, room, text)
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    await page.get_by_label("Message", exact=True).fill("not sent yet")
    await page.keyboard.press("Control+Shift+F")
    field = page.get_by_label("Search messages")
    await expect(field).to_be_focused()
    await page.keyboard.type("eagle")
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-hit]")).to_have_count(1)
    for _ in range(2):  # and again, without a new page
        await page.go_back()
        await page.go_back()
        await expect(page.get_by_label("Message", exact=True)).to_have_value("not sent yet")
        await page.get_by_label("Message", exact=True).focus()
        await page.keyboard.press("Control+Shift+F")
        await page.keyboard.type("nothing")  # at once
        await expect(field).to_have_value(re.compile("in:.* nothing"))
        await page.keyboard.press("Enter")
        await expect(page.locator("[data-hit]")).to_have_count(1)
        await expect(page.locator(".search-row mark")).to_have_text("nothing")
        await expect(field).to_be_focused()  # arrows lead on from here
    await field.blur()
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog").get_by_text("Search messages, in this room first")).to_be_visible()
    await expect(page.get_by_role("dialog").get_by_text("In an empty message: edit your last one")).to_be_visible()


async def test_what_is_typed_stays_when_something_happens_elsewhere(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    room = await server.room(ann, bob)
    page = await open_page(f"{server.base}/search?q=eagle", ann)
    field = page.get_by_label("Search messages")
    await field.fill("eagle and another")
    await server.post(bob, room, "hello")
    await expect(page.locator(f".sidebar .room-row[href$='{room}'][data-unread='1']")).to_be_visible()
    await page.set_viewport_size({"width": 1280, "height": 800})
    await server.post(bob, room, f"@{ann.username} hello")
    await expect(page.locator(f".sidebar .room-row[href$='{room}'][data-unread='2']")).to_be_visible()
    await expect(field).to_have_value("eagle and another")
    await page.reload()
    await page.get_by_role("button", name="From…").click()  # also while the results are on their way
    await expect(page.get_by_role("heading", name="No messages match")).to_be_visible()
    await expect(page.get_by_role("option", name="Written by you")).to_be_visible()
    await expect(field).to_have_value("eagle from:")
