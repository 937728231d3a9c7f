"""More messages than a page keeps, at 200 a second, in a real browser: it stays usable, and is right afterwards.

CHATAPP_TEST_EXAMPLES: other than 1, two thousand of them. What the browser feels is measured by
`python -m benchmarks.flood`; here is what must be so on any machine.
"""

import asyncio
import os

import pytest
from playwright.async_api import Page, expect

from tests.pages.room.timeline.test_history import wheel
from tests.support.browser.bursts import post_all, post_until
from tests.support.browser.flood import felt, pour, watch
from tests.support.people.chats import OpenPage
from tests.support.running.patience import comes_true
from tests.support.servers.server import Person, Server

pytestmark = pytest.mark.browser

MESSAGES, RATE = 900 if os.environ.get("CHATAPP_TEST_EXAMPLES", "1") == "1" else 2000, 200.0
EARLIER = 160
MOST_ROWS = 1000  # however many come
WORDS = "While everybody talks, I write: “naïve café” – every letter stays where it belongs, 0123456789. "
HAS_ARRIVED = """() => {
  const reader = window.chatapp?.readers.main();
  return reader?.box?.isConnected && reader.told && !reader.wanted && reader.log.querySelector('.msg') !== null;
}"""
PLACE = """() => {
  const top = document.querySelector('.conversation').getBoundingClientRect().top;
  const first = [...document.querySelectorAll('.msg')].find(e => e.getBoundingClientRect().top >= top);
  return [first.dataset.number, Math.round(first.getBoundingClientRect().top - top)];
}"""
ROWS = "all => all.map(e => [+e.dataset.number, e.dataset.key])"


async def go_to_newest(page: Page) -> None:
    """Leave what is unread, and go where the newest messages are."""
    button = page.locator(".to-newest button")
    await page.wait_for_function(HAS_ARRIVED)  # until then nothing says whether there is a button
    if await button.is_visible():
        await button.click()
    await expect(button).to_be_hidden()


async def is_right(page: Page, server: Server, person: Person, room: str) -> None:
    """The page shows the newest messages: each once, in order, none left out."""
    stored = [[m["number"], m["client_message_id"]] for m in await server.messages(person, room)]
    last = page.locator(f'.msg[data-number="{stored[-1][0]}"]')
    await expect(last).to_have_count(1)
    shown = await page.locator(".msg").evaluate_all(ROWS)
    assert shown == stored[-len(shown) :]
    assert min(len(stored), 50) <= len(shown) <= MOST_ROWS


async def test_a_flood_leaves_the_page_usable_and_right(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    room = await server.room(ann, bob)
    await post_all(server, ann, room, EARLIER)
    writing = await open_page(f"{server.base}/rooms/{room}", bob)
    await go_to_newest(writing)
    await expect(writing.locator(f'.msg[data-number="{EARLIER}"]')).to_be_visible()
    await watch(writing)
    pouring = asyncio.create_task(pour(server, ann, room, MESSAGES, RATE))
    field = writing.get_by_label("Message", exact=True)
    await field.focus()
    typed = ""
    while not pouring.done():
        await writing.keyboard.type(WORDS, delay=30)
        typed += WORDS
        assert await field.input_value() == typed
    keys = await pouring
    assert [m["client_message_id"] for m in await server.messages(ann, room)][EARLIER:] == keys
    await is_right(writing, server, ann, room)

    async def has_echoed() -> bool:  # a key's echo is counted with the picture that shows it
        return (await felt(writing)).characters >= len(typed)

    await comes_true(has_echoed)
    assert (await felt(writing)).most_rows <= MOST_ROWS
    await field.press("Enter")
    await expect(writing.locator(".msg").last).to_contain_text(typed.strip())
    await is_right(writing, server, ann, room)


@pytest.mark.nightly
async def test_whoever_reads_further_up_stays_there(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    room = await server.room(ann, bob)
    await post_all(server, ann, room, EARLIER)
    page = await open_page(f"{server.base}/rooms/{room}", bob)
    await go_to_newest(page)
    await expect(page.locator(f'.msg[data-number="{EARLIER}"]')).to_be_visible()
    while int((await page.evaluate(PLACE))[0]) > EARLIER - 60:  # up, as one reads; older messages page in
        await wheel(page, -60)
    await expect(page.locator(f'.msg[data-number="{EARLIER - 99}"]')).to_be_attached()
    place = await page.evaluate(PLACE)
    await watch(page)
    await pour(server, ann, room, MESSAGES, 2 * RATE)
    assert await page.evaluate(PLACE) == place
    assert (await felt(page)).most_rows <= MOST_ROWS


@pytest.mark.nightly
async def test_going_from_room_to_room_during_a_flood_mixes_and_loses_nothing(way: Server, open_page: OpenPage) -> None:
    ann, bob = await way.person(), await way.person()
    rooms = [await way.room(ann, bob) for _ in range(2)]
    page = await open_page(f"{way.base}/rooms/{rooms[0]}", bob)
    for room in rooms:
        await post_all(way, ann, room, EARLIER)
    is_over = asyncio.Event()
    pouring = [asyncio.create_task(post_until(is_over, way, ann, room, at_once=2, pause=2 / 50)) for room in rooms]
    for room in (rooms[1], rooms[0]) * 3:
        await page.locator(f".sidebar a[href='/rooms/{room}']").click()
        await expect(page.locator(f".conversation[data-path='/rooms/{room}'] .msg").first).to_be_attached()
        shown = await page.locator(".msg").evaluate_all(ROWS)
        assert [number for number, _ in shown] == list(range(shown[0][0], shown[-1][0] + 1))
        stored = {m["client_message_id"] for m in await way.messages(ann, room)}
        assert {key for _, key in shown} <= stored  # of this room, none of the other
        assert not any(task.done() for task in pouring)
    is_over.set()
    await asyncio.gather(*pouring)
    for room in rooms:
        await page.locator(f".sidebar a[href='/rooms/{room}']").click()
        await expect(page.locator(f".conversation[data-path='/rooms/{room}'] .msg").first).to_be_attached()
        await go_to_newest(page)
        await is_right(page, way, ann, room)
