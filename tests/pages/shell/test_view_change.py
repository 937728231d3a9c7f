"""Going from room to room: never blank, on a fast line or a slow one; without a line the old room stays."""

import pytest
from playwright.async_api import Page, expect

from pages.nicegui_patches.packed_frames import LEAST
from tests.support.people import long_room
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Person, Server

pytestmark = pytest.mark.browser

WATCH = """() => {
  window.blank = [];
  const look = () => {
    const head = document.querySelector('.main .pane-head');
    const pane = document.querySelector('.main .pane');
    if (!head?.isConnected || !head.textContent.trim()) blank.push('no head');
    if (!pane?.querySelector('.msg')) blank.push('no message');
  };
  new MutationObserver(look).observe(document.body, {childList: true, subtree: true});
}"""
WEIGH = """() => {  // what comes over the line: texts in characters, compressed messages in bytes
  window.weights = [[], []];
  const {ws} = socket.io.engine.transport;
  ws.addEventListener('message', ({data}) => weights[data.byteLength ? 1 : 0].push(data.byteLength ?? data.length));
}"""
AT_ONCE = """(address) => {
  const send = socket.emit;
  let isSentFirst;
  socket.emit = (...all) => {
    isSentFirst ??= !document.querySelector('.arriving');
    return send.apply(socket, all);
  };
  document.querySelector(`.sidebar a[href="${address}"]`).click();
  socket.emit = send;
  const title = document.querySelector('.arriving .pane-head h1');
  return {isSentFirst, name: title?.textContent, isOut: document.querySelector('.main').matches('[data-leaving]')};
}"""
STAYS = """(address) => new Promise((resolve) => {  // where the last row stands, from the first picture on
  const [told, at] = [{above: 0}, new Set()];
  new MutationObserver(() => {
    told.above = Math.max(told.above, document.querySelectorAll('.main [data-above]').length);
  }).observe(document.body, {childList: true, subtree: true, attributes: true});
  document.querySelector(`.sidebar a[href="${address}"]`).click();
  let left = 8;
  const look = () => {
    const box = document.querySelector('.main .conversation');
    if (box.dataset.path !== address) return void requestAnimationFrame(look);
    at.add(box.querySelector('.log').lastElementChild.getBoundingClientRect().bottom);
    if (left--) requestAnimationFrame(look);
    else resolve({...told, places: at.size, left: document.querySelectorAll('[data-above]').length});
  };
  requestAnimationFrame(look);
})"""
REMEMBERED = """(address) => {
  const texts = (root) => [...document.querySelectorAll(`${root} .msg .body`)].map((body) => body.textContent.trim());
  document.querySelector(`.sidebar a[href="${address}"]`).click();
  const more = [...document.querySelectorAll('.arriving .more')].filter((one) => one.checkVisibility()).length;
  return {texts: texts('.arriving'), more, ids: document.querySelectorAll('.arriving [id]').length};
}"""
PLACES = """(root) => [`${root} .pane-head h1`, `${root} .details-button`, `${root} .msg .body`].map((selector) => {
  const {left, bottom} = [...document.querySelectorAll(selector)].at(-1).getBoundingClientRect();
  return [Math.round(left), Math.round(bottom)];
})"""
WATCHED = "Object.values(mounted_app.elements).some(Vue.isReactive)"  # costs a third of drawing a room
AFTER_A_RESTART = """(address) => {
  socket.io.opts.query.client_id = '00000000-0000-4000-8000-000000000000';
  socket.io.engine.close();
  document.querySelector(`.sidebar a[href="${address}"]`).click();
}"""
TO_MESSAGE = """(address) => {
  const link = document.createElement('a');
  link.setAttribute('href', `${address}/1`);
  document.querySelector('.main').append(link);
  link.click();
  return document.querySelector('.arriving .pane-head h1').textContent;
}"""
HOLD = """() => {
  const [send, all] = [socket.emit, []];
  socket.emit = (...one) => void all.push(one);
  window.letGo = () => {
    socket.emit = send;
    for (const one of all) send.apply(socket, one);
  };
}"""
LAST = "[...document.querySelectorAll('.main .msg .body')].map((body) => body.textContent.trim())"


async def rooms_of(server: Server, person: Person, *others: Person, messages: int = 30) -> list[tuple[str, str]]:
    """Make two rooms with a past; returns each one's address and name."""
    made = []
    async with server.http(person) as http:
        for _ in range(2):
            room = await server.room(person, *others)
            long_room.fill(server.database_url, room, messages, read_up_to=messages)
            made.append((f"/rooms/{room}", (await http.get(f"/api/v1/rooms/{room}")).json()["name"]))
    return made


async def is_there(page: Page, name: str) -> None:
    await expect(page.locator(".main .pane-head h1")).to_have_text(name)
    await expect(page.locator(".arriving")).to_have_count(0)
    await expect(page.locator(".main .msg").last).to_be_visible()


async def test_a_room_is_named_at_once_and_nothing_is_ever_blank(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    first, second = await rooms_of(server, ann)
    page = await open_page(f"{server.base}{first[0]}", ann)
    await page.evaluate(WATCH)
    await page.evaluate(WEIGH)
    for address, name in (second, first, second):
        assert await page.evaluate(AT_ONCE, address) == {"isSentFirst": True, "name": name, "isOut": True}
        await is_there(page, name)
    assert await page.evaluate("blank") == []
    texts, packed = await page.evaluate("weights")
    assert len(packed) == 3  # a room each; what opens it was 40,000 characters
    assert max(texts) < LEAST
    await expect(page.get_by_role("textbox", name="Message")).to_be_focused()
    await page.wait_for_url(f"{server.base}{second[0]}")


async def test_rows_out_of_view_are_laid_out_later_and_nothing_in_view_moves(
    server: Server, open_page: OpenPage
) -> None:
    ann = await server.person()
    first, second = await rooms_of(server, ann, messages=60)
    page = await open_page(f"{server.base}{first[0]}", ann)
    told = await page.evaluate(STAYS, second[0])
    assert 0 < told["above"] < 60
    assert not await page.evaluate(WATCHED)
    assert (told["places"], told["left"]) == (1, 0)


async def test_a_room_that_was_left_is_seen_at_once_unless_it_has_news(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    first, second = await rooms_of(server, ann, bob)
    page = await open_page(f"{server.base}{first[0]}", ann)
    shown = await page.evaluate(LAST)
    assert (await page.evaluate(REMEMBERED, second[0]))["texts"] == []  # never seen yet
    await is_there(page, second[1])
    seen = await page.evaluate(REMEMBERED, first[0])
    assert (seen["ids"], seen["more"]) == (0, 0)
    assert 0 < len(seen["texts"]) < len(shown)
    assert shown[-len(seen["texts"]) :] == seen["texts"]
    await is_there(page, first[1])
    await page.evaluate(REMEMBERED, second[0])
    await is_there(page, second[1])
    await server.post(bob, first[0].rpartition("/")[2], "news")
    await expect(page.locator(f".sidebar a[href='{first[0]}'][data-kind=unread]")).to_be_visible()
    assert (await page.evaluate(REMEMBERED, first[0]))["texts"] == []  # what is new stands elsewhere
    await is_there(page, first[1])


async def test_a_room_that_was_left_stands_where_it_will_wide_and_narrow(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    first, second = await rooms_of(server, ann)
    page = await open_page(f"{server.base}{first[0]}", ann)
    await page.evaluate(REMEMBERED, second[0])
    await is_there(page, second[1])
    for width, (address, name) in ((1440, first), (390, second)):
        await page.set_viewport_size({"width": width, "height": 844})
        seen = await page.evaluate(
            f"(address) => {{ ({REMEMBERED})(address); return ({PLACES})('.arriving'); }}", address
        )
        await is_there(page, name)
        assert seen == await page.evaluate(PLACES, ".main"), width


async def test_without_a_connection_the_old_room_stays_and_the_new_one_opens_later(
    own_server: Server, open_page: OpenPage
) -> None:
    ann = await own_server.person()
    first, second = await rooms_of(own_server, ann)
    page = await open_page(f"{own_server.base}{first[0]}", ann)
    await page.evaluate("socket.io.engine.close()")
    await page.wait_for_function("!socket.connected")
    await page.evaluate("(address) => document.querySelector(`.sidebar a[href='${address}']`).click()", second[0])
    await expect(page.get_by_text(f"{second[1]} opens when you're back")).to_be_visible()
    await expect(page.locator(".main .pane-head h1")).to_have_text(first[1])
    await is_there(page, second[1])
    await expect(page.get_by_text("opens when you're back")).to_have_count(0)
    await page.context.set_offline(True)  # of which the socket hears later
    await page.wait_for_selector("html[data-offline]")
    await page.locator(f".sidebar a[href='{first[0]}']").click()
    await expect(page.get_by_text(f"{first[1]} opens when you're back")).to_be_visible()
    await page.context.set_offline(False)
    await is_there(page, first[1])
    await page.evaluate(AFTER_A_RESTART, second[0])
    await page.wait_for_url(f"{own_server.base}{second[0]}")  # loaded anew, and there
    await is_there(page, second[1])


async def test_what_is_typed_while_a_room_is_on_its_way_is_for_that_room_and_one_may_go_back(
    server: Server, open_page: OpenPage
) -> None:
    ann = await server.person()
    first, second = await rooms_of(server, ann, messages=2)
    page = await open_page(f"{server.base}{first[0]}", ann)
    entry = page.get_by_label("Message", exact=True)
    await page.evaluate(HOLD)
    for (address, _), words in ((second, "for the second"), (first, "for the first")):
        await page.locator(f".sidebar a[href='{address}']").click()
        await page.keyboard.type(words)
        await page.keyboard.press("Enter")  # sends nothing
    await page.evaluate("letGo()")
    await is_there(page, first[1])
    await expect(entry).to_have_value("for the first")
    await page.wait_for_url(f"{server.base}{first[0]}")
    await page.locator(f".sidebar a[href='{second[0]}']").click()
    await is_there(page, second[1])
    await expect(entry).to_have_value("for the second")
    await page.locator(".conversation").click(position={"x": 400, "y": 8})  # letters are for the field then
    await page.keyboard.type("joke")
    await expect(entry).to_have_value("for the secondjoke")
    assert await page.locator(".typed-ahead").count() == 0
    assert await page.evaluate(TO_MESSAGE, first[0]) == first[1]  # as of a search: it knows no name itself
    await is_there(page, first[1])
