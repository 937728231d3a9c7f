"""Unread messages as people see them: the dot, the count, the line, the title, on every open page at once."""

import asyncio
import re
from functools import partial

import pytest
from playwright.async_api import Locator, Page, expect

from tests.support.browser.accessibility import violations
from tests.support.browser.arrival import arrived, taken_in
from tests.support.browser.bursts import post_all
from tests.support.people.chats import OpenPage
from tests.support.people.members import make_members_at, make_rooms_at
from tests.support.running.patience import becomes
from tests.support.servers.server import Person, Server

pytestmark = pytest.mark.browser

HIDE = """isHidden => {
  Object.defineProperty(document, 'hidden', {value: isHidden, configurable: true});
  document.dispatchEvent(new Event('visibilitychange'));
}"""
LINES = """all => all.filter(e => getComputedStyle(e, '::before').content === '"New"').map(e => e.dataset.number)"""


async def a_room(server: Server, name: str, owner: Person, *members: Person) -> str:
    """Create a room of this name; returns its uuid."""
    async with server.http(owner) as http:
        room = str((await http.post("/api/v1/rooms", json={"name": f"{name} {owner.username}"})).json()["uuid"])
    await make_members_at(server.database_url, room, [member.uuid for member in members])
    return room


async def hide(page: Page) -> None:
    """Let the page be one that cannot be seen, and the server know it."""
    await page.evaluate(HIDE, True)
    await taken_in(page)


async def put(server: Server, person: Person, path: str, **options: object) -> None:
    async with server.http(person) as http:
        answer = await http.put(f"/api/v1/rooms/{path}", **options)  # type: ignore[arg-type]
        assert answer.is_success, answer.text


def row(page: Page, room: str) -> Locator:
    return page.locator(f".sidebar a[href='/rooms/{room}']")


def count(page: Page, room: str) -> Locator:
    return row(page, room).locator(".unread-count")


async def test_what_was_said_while_nobody_looked_is_counted_on_the_next_visit(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    room, other = await a_room(server, "One", ann, bob), await a_room(server, "Two", ann, bob)
    await post_all(server, ann, room, 120)
    await server.post(ann, other, "hello")
    page = await open_page(f"{server.base}/rooms", bob)
    await expect(row(page, room)).to_have_attribute("aria-label", f"One {ann.username}, 120 unread")
    await expect(row(page, room)).to_have_attribute("data-kind", "unread")
    await expect(count(page, room)).to_have_count(0)  # bold, and no number: nothing of it concerns bob
    await expect(row(page, other)).to_have_attribute("aria-label", f"Two {ann.username}, 1 unread")
    await expect(page).to_have_title("(121) Rooms · Chatapp")


async def test_a_page_that_shows_the_room_counts_nothing_and_stores_what_it_showed(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    room = await a_room(server, "Garden", ann, bob)
    page = await open_page(f"{server.base}/rooms/{room}", bob)
    other = await open_page(f"{server.base}/rooms", bob)
    await other.evaluate(
        """() => { window.counts = []; new MutationObserver(() => counts.push(
          ...[...document.querySelectorAll('.sidebar [data-unread]:not([data-unread=""])')].map(e => e.dataset.unread))
        ).observe(document.querySelector('.sidebar'), {subtree: true, childList: true, attributes: true}); }"""
    )
    for number in range(5):
        await server.post(ann, room, f"number {number}")
        await expect(page.locator(".msg")).to_have_count(number + 1)
    await other.wait_for_timeout(1500)  # longer than read marks are held back
    assert await other.evaluate("counts") == []  # the other page did not even blink
    await page.context.close()
    await other.reload()
    await arrived(other)
    await expect(row(other, room)).to_be_visible()
    await expect(row(other, room)).to_have_attribute("data-unread", "")


async def test_a_page_that_is_hidden_reads_nothing_until_it_is_shown(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    room = await a_room(server, "Garden", ann, bob)
    page = await open_page(f"{server.base}/rooms/{room}", bob)
    other = await open_page(f"{server.base}/rooms", bob)
    await hide(page)
    await server.post(ann, room, "while you were away")
    await expect(page.locator(".msg")).to_have_count(1)
    for open_ in (page, other):
        await expect(row(open_, room)).to_have_attribute("data-unread", "1")
    await expect(page).to_have_title(f"(1) Garden {ann.username} · Chatapp")
    await page.evaluate(HIDE, False)
    for open_ in (page, other):
        await expect(row(open_, room)).to_have_attribute("data-unread", "")


async def test_a_program_that_marks_a_room_as_read_clears_the_dot(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    room = await a_room(server, "Garden", ann, bob)
    page = await open_page(f"{server.base}/rooms", bob)
    for words in ("one", "two"):
        await server.post(ann, room, words)
    await expect(row(page, room)).to_have_attribute("data-unread", "2")
    await put(server, bob, f"{room}/read", json={"number": 1})
    await expect(row(page, room)).to_have_attribute("data-unread", "1")
    await put(server, bob, f"{room}/read", json={"number": 2})
    await expect(row(page, room)).to_have_attribute("data-unread", "")


async def test_a_muted_room_shows_no_count_and_none_in_the_title_until_it_may_again(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    muted, other = await a_room(server, "Noise", ann, bob), await a_room(server, "Signal", ann, bob)
    page = await open_page(f"{server.base}/rooms", bob)
    await server.post(ann, muted, "before")
    await expect(row(page, muted)).to_have_attribute("data-unread", "1")
    await put(server, bob, f"{muted}/muted")
    await expect(row(page, muted)).to_have_attribute("data-unread", "")
    await expect(row(page, muted)).to_have_attribute("aria-label", f"Noise {ann.username}, muted")
    await server.post(ann, muted, "more noise")
    await server.post(ann, other, "hello")
    await expect(page).to_have_title("(1) Rooms · Chatapp")
    await expect(row(page, muted)).to_have_attribute("data-unread", "")
    async with server.http(bob) as http:
        assert (await http.delete(f"/api/v1/rooms/{muted}/muted")).is_success
    await expect(row(page, muted)).to_have_attribute("data-unread", "2")
    await expect(page).to_have_title("(3) Rooms · Chatapp")


async def test_the_line_stands_above_the_first_unread_message_until_the_room_is_left(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    room, other = await a_room(server, "Garden", ann, bob), await a_room(server, "Other", ann, bob)
    for words in ("one", "two"):
        await server.post(ann, room, words)
    await put(server, bob, f"{room}/read", json={"number": 1})
    page = await open_page(f"{server.base}/rooms/{room}", bob)
    await line_stands_above(page, "2")
    await server.post(ann, room, "three")
    await page.get_by_label("Message", exact=True).fill("four, from me")
    await page.keyboard.press("Enter")
    await expect(page.locator(".msg")).to_have_count(4)
    await line_stands_above(page, "2")
    await row(page, other).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Other"))
    await row(page, room).click()
    await expect(page.locator(".msg")).to_have_count(4)
    await line_stands_above(page)


async def test_the_line_comes_with_the_first_message_while_the_page_is_hidden(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    room = await a_room(server, "Garden", ann, bob)
    page = await open_page(f"{server.base}/rooms/{room}", bob)
    await server.post(ann, room, "seen")
    await expect(page.locator(".msg")).to_have_count(1)
    await line_stands_above(page)
    await hide(page)
    for words in ("unseen", "unseen too"):
        await server.post(ann, room, words)
    await expect(page.locator(".msg")).to_have_count(3)
    await page.evaluate(HIDE, False)
    await line_stands_above(page, "2")


async def line_stands_above(page: Page, *numbers: str) -> None:
    """Wait until the line stands above this message, and see that it stays there; above none, it does not come."""
    await becomes(list(numbers), partial(page.locator(".msg").evaluate_all, LINES))
    await taken_in(page)
    await page.wait_for_timeout(200)  # time enough for a line to come or to go that should not
    assert await page.locator(".msg").evaluate_all(LINES) == list(numbers)


async def test_a_burst_in_another_room_redraws_the_row_rarely_and_ends_with_the_right_count(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    room = await a_room(server, "Busy", ann, bob)
    page = await open_page(f"{server.base}/rooms", bob)
    await page.evaluate(
        """room => { window.drawn = 0; new MutationObserver(() => drawn++).observe(
          document.querySelector(`.sidebar a[href='/rooms/${room}']`), {subtree: true, childList: true}); }""",
        room,
    )
    sender = await open_page(f"{server.base}/rooms/{room}", ann)
    begun = asyncio.get_running_loop().time()
    await sender.evaluate(
        """() => { for (let n = 1; n <= 60; n++)
          emitEvent('message_post', document.querySelector('[data-place]').dataset.place,
            crypto.randomUUID(), `burst ${n}`); }"""
    )
    await expect(row(page, room)).to_have_attribute("data-unread", "60")
    took = asyncio.get_running_loop().time() - begun
    assert await page.evaluate("drawn") <= 4 + 20 * took, "more often than every tenth of a second, drawn twice each"


async def test_saving_muting_renaming_joining_and_leaving_show_at_once_on_all_pages(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    room = await a_room(server, "Garden", ann, bob)
    pages = [await open_page(f"{server.base}/rooms", bob) for _ in range(2)]
    for page in pages:
        await expect(page.locator("[data-section=rooms] .room-row")).to_have_count(1)
        await expect(page.locator("[data-section=saved]")).to_be_hidden()
    await put(server, bob, f"{room}/saved")
    for page in pages:
        await expect(page.locator("[data-section=saved] .room-row")).to_have_count(1)
        await expect(page.locator("[data-section=rooms] .room-row")).to_have_count(0)
    async with server.http(ann) as http:
        changed = await http.patch(f"/api/v1/rooms/{room}", json={"name": f"Orchard {ann.username}"})
        assert changed.is_success, changed.text
    for page in pages:
        await expect(row(page, room).locator(".name")).to_have_text(f"Orchard {ann.username}")
    async with server.http(bob) as http:
        await http.delete(f"/api/v1/rooms/{room}/members/me")
    for page in pages:
        await expect(row(page, room)).to_have_count(0)
    await server.post(ann, room, "nothing of yours")
    async with server.http(bob) as http:
        await http.post(f"/api/v1/rooms/{room}/members")
    for page in pages:
        await expect(row(page, room)).to_be_visible()
        await expect(row(page, room)).to_have_attribute("data-unread", "")
    await server.post(ann, room, "yours again")
    for page in pages:
        await expect(row(page, room)).to_have_attribute("data-unread", "1")


async def test_a_room_is_marked_as_unread_from_a_message_on_and_stays_so(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    room = await a_room(server, "Garden", ann, bob)
    for number in range(1, 5):
        await server.post(ann, room, f"number {number}")
    page = await open_page(f"{server.base}/rooms/{room}", bob)
    other = await open_page(f"{server.base}/home", bob)
    await expect(page.locator(".msg")).to_have_count(4)
    await expect(row(other, room)).to_have_attribute("data-unread", "")
    await page.locator('.msg[data-number="3"]').hover()
    await page.get_by_role("button", name="More actions").last.click()
    await page.get_by_role("button", name="Mark unread from here").click()
    for open_ in (page, other):
        await expect(row(open_, room)).to_have_attribute("data-unread", "2")
    await expect(other.locator(".unread-card .words")).to_have_text(["number 3", "number 4"])
    assert await page.locator(".msg").evaluate_all(LINES) == ["3"]
    await server.post(ann, room, "number 5")  # in view, and all the same unread
    await expect(page.locator(".msg")).to_have_count(5)
    for open_ in (page, other):
        await expect(row(open_, room)).to_have_attribute("data-unread", "3")
    await page.get_by_label("Message", exact=True).focus()
    await page.keyboard.press("Escape")
    for open_ in (page, other):
        await expect(row(open_, room)).to_have_attribute("data-unread", "")


async def test_sections_fold_and_remember_it_and_show_what_is_unread_all_the_same(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    quiet, busy = await a_room(server, "Quiet", ann, bob), await a_room(server, "Busy", ann, bob)
    page = await open_page(f"{server.base}/rooms", bob)
    await expect(row(page, quiet)).to_be_visible()
    fold = page.get_by_role("button", name="Rooms", exact=True)
    await fold.focus()
    await page.keyboard.press("Enter")
    await expect(fold).to_have_attribute("aria-expanded", "false")
    await expect(row(page, quiet)).to_be_hidden()
    await page.reload()
    await arrived(page)
    await expect(fold).to_have_attribute("aria-expanded", "false")
    await expect(row(page, quiet)).to_be_hidden()
    await server.post(ann, busy, "look")
    await expect(row(page, busy)).to_be_visible()
    await fold.click()
    await expect(row(page, quiet)).to_be_visible()


async def test_the_sidebar_with_very_many_rooms_is_cut_and_keeps_what_is_unread(
    own_server: Server, open_page: OpenPage
) -> None:
    ann, bob = await own_server.person("ann"), await own_server.person("bob")
    names = [f"Room {number:03}" for number in range(205)]
    made = await make_rooms_at(own_server.database_url, names, ann.uuid, bob.uuid)
    await own_server.post(ann, made[-1], "at the very end")
    page = await open_page(f"{own_server.base}/rooms", bob)
    await expect(page.locator(".room-row")).to_have_count(200)
    await expect(row(page, made[-1])).to_have_attribute("data-unread", "1")
    await page.get_by_role("link", name="All my rooms").click()
    await expect(page).to_have_url(f"{own_server.base}/rooms?show=joined")


async def test_axe_finds_nothing_in_a_busy_sidebar(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    saved, muted, busy = [await a_room(server, name, ann, bob) for name in ("Saved", "Muted", "Busy")]
    await put(server, bob, f"{saved}/saved")
    await put(server, bob, f"{muted}/muted")
    async with server.http(ann) as http:
        assert (await http.post("/api/v1/direct", json={"to": bob.username})).is_success
    page = await open_page(f"{server.base}/rooms/{busy}", bob)
    await hide(page)
    for room in (muted, busy):
        await server.post(ann, room, "look")
    await expect(row(page, busy)).to_have_attribute("data-unread", "1")
    assert await violations(page) == []
