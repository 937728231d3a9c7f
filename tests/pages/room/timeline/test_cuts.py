"""Pages whose connection is cut, and servers that die: nothing is lost, nothing doubled, nothing out of order.

CHATAPP_TEST_EXAMPLES: other than 1, a server is killed three times instead of once.
"""

import asyncio
import os
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from playwright.async_api import Dialog, Page, Route, expect
from playwright.async_api import TimeoutError as GoneMeanwhile

from tests.support.browser.arrival import AT_SIGN_IN, arrived, sign_out
from tests.support.browser.page_client import PageClient
from tests.support.people.chats import OpenPage
from tests.support.running.patience import PATIENCE, until
from tests.support.servers.cut_proxy import CutProxy
from tests.support.servers.server import Person, Server

pytestmark = pytest.mark.browser

IS_BY_DAY = os.environ.get("CHATAPP_TEST_EXAMPLES", "1") == "1"
MESSAGES = 120 if IS_BY_DAY else 240  # while a server is killed
KILLED_AT = (60,) if IS_BY_DAY else (48, 120, 192)  # as many are posted
BigId = "all => all.map(e => +e.dataset.number)"
KEYS = "all => all.map(e => e.dataset.key)"
FORGOTTEN = 3.0  # seconds after which the server has forgotten a page that is away
CUTS = (0.3 * FORGOTTEN, FORGOTTEN, 3 * FORGOTTEN)


async def shows_exactly_the_database(page: Page, server: Server, person: Person, room: str) -> None:
    stored = [m["client_message_id"] for m in await server.messages(person, room)]
    await expect(page.locator(".msg")).to_have_count(len(stored))
    assert await page.locator(".msg").evaluate_all(BigId) == list(range(1, len(stored) + 1))
    assert await page.locator(".msg").evaluate_all(KEYS) == stored


@pytest.fixture
async def forgetful(tmp_path: Path) -> AsyncIterator[Server]:
    """A server that soon forgets a page that is away."""
    server = await Server(tmp_path / "data", {"CHATAPP_RECONNECT_SECONDS": f"{FORGOTTEN:g}"}).start()
    yield server
    await server.stop()


async def test_a_cut_page_ends_with_exactly_the_database_and_keeps_its_text(
    forgetful: Server, open_page: OpenPage
) -> None:
    server = forgetful
    ann, bob = await server.person(), await server.person()

    async def one(seconds: float) -> None:
        room = await server.room(ann, bob)
        proxy = await CutProxy(server.port).mend()
        page = await open_page(f"{proxy.base}/rooms/{room}", bob)
        await server.post(ann, room, "before the cut")
        await expect(page.locator(".msg")).to_have_count(1)
        await page.get_by_label("Message", exact=True).fill("half a thou")
        await proxy.cut()
        posting = asyncio.create_task(_keep_posting(server, ann, room, until=seconds))
        await page.get_by_label("Message", exact=True).press("End")
        await page.keyboard.type("ght")
        await asyncio.sleep(seconds)
        await proxy.mend()
        await posting
        await shows_exactly_the_database(page, server, ann, room)
        await expect(page.get_by_label("Message", exact=True)).to_have_value("half a thought")
        await page.get_by_label("Message", exact=True).press("Enter")
        await expect(page.locator(".msg").last).to_contain_text("half a thought")
        await shows_exactly_the_database(page, server, ann, room)
        await proxy.cut()

    await asyncio.gather(*(one(seconds) for seconds in CUTS))


async def test_that_the_connection_is_lost_is_said_once_above_the_composer_and_hides_nothing(
    server: Server, open_page: OpenPage
) -> None:
    ann = await server.person()
    room = await server.room(ann)
    proxy = await CutProxy(server.port).mend()
    page = await open_page(f"{proxy.base}/rooms/{room}", ann, viewport={"width": 390, "height": 844})
    await proxy.cut()
    bar = page.locator(".offline-bar")
    await expect(bar).to_be_visible()
    await expect(page.locator("#popup")).to_be_hidden()
    said, box = await bar.bounding_box(), await page.locator(".composer-box").bounding_box()
    assert said is not None
    assert box is not None
    assert said["y"] + said["height"] <= box["y"]


async def _keep_posting(server: Server, person: Person, room: str, *, until: float) -> None:
    """Post about 20 messages, spread over the cut and a little beyond."""
    for number in range(20):
        await server.post(person, room, f"while away {number}")
        await asyncio.sleep(until / 18)


async def test_what_is_sent_while_cut_off_is_said_and_sent_exactly_once(server: Server, open_page: OpenPage) -> None:
    await asyncio.gather(*(sends_while_cut_off(server, open_page, seconds) for seconds in (0.5, 4.0)))


async def sends_while_cut_off(server: Server, open_page: OpenPage, seconds: float) -> None:
    ann, bob = await server.person(), await server.person()
    room = await server.room(ann, bob)
    proxy = await CutProxy(server.port).mend()
    page = await open_page(f"{proxy.base}/rooms/{room}", bob)
    await proxy.cut()
    said = page.get_by_text("You're offline. Messages will be sent when you're back.").filter(visible=True)
    await expect(said).to_have_count(1)
    for words in ("first", "second"):
        await page.get_by_label("Message", exact=True).fill(words)
        await page.keyboard.press("Enter")
    await expect(page.locator(".pending .waiting")).to_have_count(2)  # shown at once, grey until durable
    assert await server.messages(ann, room) == []
    await asyncio.sleep(seconds)
    await proxy.mend()
    await expect(page.locator(".pending .waiting")).to_have_count(0)
    assert [m["body"] for m in await server.messages(ann, room)] == ["first", "second"]
    await shows_exactly_the_database(page, server, ann, room)
    await proxy.cut()


async def test_unsent_words_survive_a_reload_and_another_page_of_the_same_room(
    server: Server, open_page: OpenPage
) -> None:
    ann = await server.person()
    room = await server.room(ann)
    other_room = await server.room(ann)
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    await page.get_by_label("Message", exact=True).fill("a draft\nof two lines")
    await page.goto(f"{server.base}/rooms/{other_room}")
    await arrived(page)
    await expect(page.get_by_label("Message", exact=True)).to_have_value("")
    await page.locator(f".sidebar a[href='/rooms/{room}']").click()
    await expect(page.get_by_label("Message", exact=True)).to_have_value("a draft\nof two lines")


async def test_a_refused_message_says_why_and_can_be_edited(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    room = await server.room(ann)
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    field = page.get_by_label("Message", exact=True)
    await field.evaluate("e => { e.value = 'x'.repeat(10001); e.dispatchEvent(new Event('input', {bubbles: true})) }")
    await field.press("Enter")
    await expect(page.locator(".composer-note .error")).to_contain_text("up to 10,000 characters; this one has 10,001")
    assert len(await field.input_value()) == 10_001
    await field.evaluate("e => { e.value = `\\n${'x'.repeat(10000)}\\n \\n`; chatapp.composer.typed(e) }")
    await field.press("Enter")  # the server keeps ten thousand of these
    await expect(field).to_have_value("")
    await expect(page.locator(".msg")).to_have_count(1)
    await field.evaluate("e => { e.value = 'bell\\u0007'; e.dispatchEvent(new Event('input', {bubbles: true})) }")
    await field.press("Enter")
    row = page.locator(".waiting.failed")
    await expect(row).to_contain_text("control characters")
    await row.get_by_role("button", name="Edit").click()
    await expect(field).to_have_value("bell\u0007")
    await field.fill("bell")
    await field.press("Enter")
    await expect(page.locator(".msg")).to_have_text([re.compile("x{10000}"), re.compile("bell")])
    assert [m["body"] for m in await server.messages(ann, room)] == ["x" * 10_000, "bell"]


async def test_enter_sends_and_shift_enter_breaks_the_line(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    room = await server.room(ann)
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    field = page.get_by_label("Message", exact=True)
    await field.fill("one")
    await field.press("Shift+Enter")
    await page.keyboard.type("two")
    await field.press("Enter")
    await field.press("Enter")  # an empty field sends nothing
    await expect(page.locator(".msg")).to_have_count(1)
    assert [m["body"] for m in await server.messages(ann, room)] == ["one\ntwo"]


@pytest.mark.nightly
async def test_killing_the_server_loses_and_doubles_nothing(own_server: Server, open_page: OpenPage) -> None:
    ann, bob = await own_server.person("ann"), await own_server.person("bob")
    room = await own_server.room(ann, bob)
    pages = [await open_page(f"{own_server.base}/rooms/{room}", person) for person in (ann, bob)]
    wire = await PageClient(own_server.base, f"/rooms/{room}", bob.cookie).open()
    acknowledged: dict[str, int] = {}

    async def post_all() -> None:
        async with own_server.http(ann) as http:
            for number in range(MESSAGES):
                key = str(uuid4())
                acknowledged[key] = await _until_acknowledged(http, room, key, f"message {number}")

    posting = asyncio.create_task(post_all())
    for count in KILLED_AT:
        while len(acknowledged) < count:  # noqa: ASYNC110  (no event says it)
            await asyncio.sleep(0.01)
        await own_server.kill()
        await own_server.start()
    await posting

    stored = await own_server.messages(ann, room)
    assert [m["number"] for m in stored] == list(range(1, MESSAGES + 1))  # gapless
    assert {m["client_message_id"]: m["number"] for m in stored} == acknowledged  # each exactly once, as acknowledged
    for page in pages:
        last = page.locator(".msg").last
        to_newest = page.get_by_role("button", name="Jump to the newest message")
        async with asyncio.timeout(PATIENCE):
            while await last.get_attribute("data-number") != str(MESSAGES):
                if await to_newest.is_visible():  # loaded anew, the page opens at the last place read
                    with suppress(GoneMeanwhile):
                        await to_newest.click(timeout=1000)
                await page.wait_for_timeout(200)
        shown = await page.locator(".msg").evaluate_all(BigId)
        assert shown == list(range(shown[0], MESSAGES + 1))
        assert len(shown) >= 50
    await wire.is_ready.wait()
    expected = [(m["number"], m["client_message_id"]) for m in stored]

    def is_right(rows: list[tuple[int, str]]) -> bool:  # from the last place read: nobody scrolls here
        return len(rows) >= 20 and rows == expected[rows[0][0] - 1 :][: len(rows)]

    await until(lambda: is_right(wire.rows()))
    await wire.close()


async def test_a_page_that_is_looked_at_again_tries_at_once_and_keeps_its_text(
    own_server: Server, open_page: OpenPage
) -> None:
    ann = await own_server.person("ann")
    room = await own_server.room(ann)
    page = await open_page(f"{own_server.base}/rooms/{room}", ann)
    await page.get_by_label("Message", exact=True).fill("not yet sent")
    await page.evaluate("window.isTheSame = true; socket.io.reconnection(false)")  # hidden, it would be a minute late
    await own_server.kill()
    await expect(page.locator("#popup")).to_have_attribute("aria-hidden", "false")
    assert await page.evaluate("[socket.io.reconnectionDelayMax(), isTheSame]") == [1500, True]
    await own_server.start()
    await own_server.post(ann, room, "meanwhile")
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(page.locator(".msg")).to_have_text([re.compile("meanwhile")])
    await expect(page.get_by_label("Message", exact=True)).to_have_value("not yet sent")
    assert await page.evaluate("window.isTheSame") is None


async def _until_acknowledged(http: httpx.AsyncClient, room: str, key: str, body: str) -> int:
    """Post with retries, as a careful program does; returns the number the server gave."""
    while True:
        try:
            message = {"body": body, "client_message_id": key}
            answer = await http.post(f"/api/v1/rooms/{room}/messages", json=message)
        except httpx.TransportError:
            await asyncio.sleep(0.05)
            continue
        if answer.status_code in (200, 201):
            return int(answer.json()["number"])
        assert answer.status_code == 503, answer.text
        await asyncio.sleep(0.05)


BREAK_STORAGE = {
    "garbled": """() => {
        const account = `chatapp.${document.querySelector('.shell').dataset.account}.`;
        localStorage.setItem(account + 'sent.x', '{broken');
        localStorage.setItem(account + 'sent.y', '{}');
    }""",
    "full or denied": """() => {
        Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') };
    }""",
}


@pytest.mark.parametrize("how", BREAK_STORAGE)
async def test_a_browser_that_stores_nothing_loses_nothing_while_the_page_lives(
    server: Server, open_page: OpenPage, how: str
) -> None:
    ann = await server.person()
    room = await server.room(ann)
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    await page.evaluate(BREAK_STORAGE[how])
    await page.evaluate("chatapp.sendQueue.connected()")
    for words in ("one", "two"):
        await page.get_by_label("Message", exact=True).fill(words)
        await page.keyboard.press("Enter")
    await expect(page.locator(".msg")).to_have_text([re.compile("one"), re.compile("two")])
    await expect(page.locator(".pending .waiting")).to_have_count(0)


async def test_one_persons_messages_keep_their_order_when_the_database_stalls(
    own_server: Server, open_page: OpenPage
) -> None:
    ann = await own_server.person("ann")
    room = await own_server.room(ann)
    page = await open_page(f"{own_server.base}/rooms/{room}", ann)
    lock = sqlite3.connect(own_server.data_dir / "chatapp.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    for words in ("first", "second", "third"):
        await page.get_by_label("Message", exact=True).fill(words)
        await page.keyboard.press("Enter")
    await asyncio.sleep(6)  # longer than SQLite waits for a lock: the first try is refused
    lock.execute("ROLLBACK")
    lock.close()
    await expect(page.locator(".msg")).to_have_count(3)
    assert [m["body"] for m in await own_server.messages(ann, room)] == ["first", "second", "third"]


async def test_signing_out_while_cut_off_discards_nothing(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    room = await server.room(ann)
    proxy = await CutProxy(server.port).mend()
    page = await open_page(f"{proxy.base}/rooms/{room}", ann)
    asked: list[str] = []

    async def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        await dialog.accept()

    page.on("dialog", answer)
    await proxy.cut()
    await page.get_by_label("Message", exact=True).fill("keep me")
    await page.keyboard.press("Enter")
    await sign_out(page)
    await until(lambda: len(asked) == 2)
    await expect(page.locator(".pending .waiting")).to_have_count(1)
    await proxy.mend()
    await expect(page.locator(".msg")).to_have_text([re.compile("keep me")])
    assert asked[0].startswith("Some messages haven't been sent.")
    assert asked[1].startswith("Can't reach Chatapp")
    await proxy.cut()


async def drafts(page: Page) -> list[str]:
    """Return what this browser keeps of Chatapp's."""
    kept: list[str] = await page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('chatapp.'))")
    return sorted(kept)  # a browser promises no order


async def test_signing_out_takes_the_drafts_along_however_slow_the_answer(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    room = await server.room(ann)
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    await page.get_by_label("Message", exact=True).fill("a secret draft")
    assert await drafts(page) != []

    async def slowly(route: Route) -> None:
        answer = await route.fetch(max_redirects=0)
        await asyncio.sleep(1)  # the open page hears of the session's end before the answer arrives
        await route.fulfill(response=answer)

    await page.route("**/logout", slowly)
    await sign_out(page)
    await expect(page).to_have_url(AT_SIGN_IN)
    assert await drafts(page) == []
    await page.unroute_all(behavior="ignoreErrors")


async def test_signing_out_that_fails_gives_the_drafts_back(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    room = await server.room(ann)
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    page.on("dialog", lambda dialog: dialog.accept())
    await page.get_by_label("Message", exact=True).fill("a draft")
    before = await drafts(page)
    await page.route("**/logout", lambda route: route.fulfill(status=503))
    await sign_out(page)
    await page.wait_for_function("count => Object.keys(localStorage).length === count", arg=len(before))
    assert await drafts(page) == before
    await expect(page.get_by_label("Message", exact=True)).to_have_value("a draft")
