"""The send queue: what is sent is kept until the server has stored it, in order, and sent once."""

import pytest
from playwright.async_api import Page, expect

from pages.browser import assets
from tests.pages.browser.conftest import LOAD, LoadModules

pytestmark = pytest.mark.browser

BODIES = "sent.map(([, room, id, body]) => body)"
KEPT = "send_queue.items.map(({body}) => body)"
DENY = "() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') } }"


async def add(page: Page, *bodies: str, room: str = "r") -> list[bool]:
    return [await page.evaluate("([room, body]) => send_queue.add(room, body)", [room, body]) for body in bodies]


async def finish_first(page: Page) -> None:
    await page.evaluate("send_queue.done(send_queue.items[0].id)")


async def test_the_messages_of_a_room_go_out_one_after_the_other_in_order(load: LoadModules) -> None:
    page = await load("send_queue")
    await add(page, "one", "two", "three")
    assert await page.evaluate(BODIES) == ["one"]
    await add(page, "elsewhere", room="other")
    assert await page.evaluate(BODIES) == ["one", "elsewhere"]
    for _ in range(4):
        await finish_first(page)
    assert await page.evaluate(BODIES) == ["one", "elsewhere", "two", "three"]
    assert await page.evaluate("localStorage.length") == 0


async def test_an_id_is_sent_once_on_each_connection(load: LoadModules) -> None:
    page = await load("send_queue")
    await add(page, "one", "two")
    assert len(await page.evaluate("sent")) == 1
    await page.evaluate("send_queue.connected()")
    assert await page.evaluate(BODIES) == ["one", "one"]
    assert await page.evaluate("sent[0][2] === sent[1][2]")
    await page.evaluate("send_queue.done(sent[0][2]), send_queue.done(sent[0][2])")
    assert await page.evaluate(BODIES) == ["one", "one", "two"]


async def test_what_is_not_stored_is_kept_through_a_reload(load: LoadModules) -> None:
    page = await load("send_queue")
    await page.evaluate("socket.connected = false")
    assert await add(page, "one", "two") == [True, True]
    ids = await page.evaluate("send_queue.items.map(({id}) => id)")
    await page.reload()
    await page.evaluate(LOAD, {"send_queue": assets.address("send_queue.js")})
    await page.evaluate("send_queue.connected()")
    assert await page.evaluate("send_queue.items.map(({id}) => id)") == ids
    assert await page.evaluate(BODIES) == ["one"]


async def test_a_storage_that_throws_loses_nothing_while_the_page_lives(load: LoadModules) -> None:
    page = await load("send_queue")
    await page.evaluate(DENY)
    assert await add(page, "one", "two") == [False, False]
    await finish_first(page)
    assert await page.evaluate(BODIES) == ["one", "two"]


async def test_a_garbled_storage_is_cleared_and_hinders_nothing(load: LoadModules) -> None:
    page = await load("send_queue")
    await page.evaluate(
        "localStorage.setItem('chatapp.ann.sent.x', '{'), localStorage.setItem('chatapp.bob.sent.y', '{')"
    )
    await page.evaluate("send_queue.connected()")
    assert await page.evaluate("Object.keys(localStorage)") == ["chatapp.bob.sent.y"]


async def test_a_refused_message_waits_for_its_author_and_lets_others_pass(load: LoadModules) -> None:
    page = await load("send_queue")
    await add(page, "one", "two")
    await page.evaluate("send_queue.mark(send_queue.items[0].id, 'You may not.')")
    assert await page.evaluate(BODIES) == ["one", "two"]
    assert await page.evaluate("send_queue.items[0].why") == "You may not."
    await page.evaluate("send_queue.done(send_queue.items[1].id)")
    await page.evaluate("send_queue.mark(send_queue.items[0].id, '')")
    assert await page.evaluate(BODIES) == ["one", "two", "one"]


async def test_a_server_that_asks_for_time_is_given_it(load_stopped: LoadModules) -> None:
    page = await load_stopped("send_queue")
    await page.clock.install()
    await add(page, "one", "two")
    await page.evaluate("send_queue.later(send_queue.items[0].id, 300)")  # the clock goes on by itself, too
    await add(page, "elsewhere", room="other")
    await page.clock.fast_forward(150_000)
    assert await page.evaluate(BODIES) == ["one"]
    await page.clock.fast_forward(151_000)
    assert await page.evaluate(BODIES) == ["one", "one", "elsewhere"]


async def test_in_slow_mode_messages_of_a_room_go_out_one_after_another_by_themselves(
    load_stopped: LoadModules,
) -> None:
    page = await load_stopped(
        "send_queue", "send_waits", "send_queue_list", html='<div data-place="r"><div class="pending"></div></div>'
    )
    await page.clock.install()
    await add(page, "one", "two", "three")
    await finish_first(page)
    assert await page.evaluate(BODIES) == ["one", "two"]
    refuse = "send_waits.slow(300, 'r'), send_queue.hold(send_queue.items[0].id)"
    await page.evaluate(refuse)
    why = page.locator(".waiting .why")
    await expect(why).to_have_text(["Waiting for slow modeDiscard"] * 2)
    await page.evaluate("send_queue.connected()")  # a new connection is no reason to ask before
    await add(page, "elsewhere", room="other")
    await page.clock.fast_forward(150_000)
    assert await page.evaluate(BODIES) == ["one", "two", "elsewhere"]
    await page.clock.fast_forward(151_000)
    assert await page.evaluate(BODIES) == ["one", "two", "elsewhere", "two"]
    await expect(why).to_have_text(["Sending…"] * 2)
    await page.evaluate("send_queue.done(send_queue.items[0].id)")
    assert (await page.evaluate(BODIES))[-1] == "three"
    await page.evaluate(refuse)
    await page.evaluate("send_waits.slow(0, 'r')")  # it was turned off
    await page.clock.fast_forward(2)
    assert (await page.evaluate(BODIES))[-2:] == ["three", "three"]


async def test_what_one_tab_has_sent_leaves_the_other_tabs_queue(load: LoadModules) -> None:
    page = await load("send_queue")
    await page.evaluate("() => { Date.now = () => 1 }")  # both in one millisecond
    await add(page, "one", "two")
    other = await load("send_queue")
    await other.evaluate("socket.connected = false, send_queue.connected()")
    assert await other.evaluate(KEPT) == ["one", "two"]
    await finish_first(page)
    await other.wait_for_function("send_queue.items.length === 1")
    assert await other.evaluate(KEPT) == ["two"]
