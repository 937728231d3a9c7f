"""A room's past in a real browser: where it opens, how one moves through it, what is read, what stays in place."""

import re
from collections.abc import Awaitable, Callable
from functools import partial
from urllib.parse import quote

import pytest
from playwright.async_api import Locator, Page, expect

from tests.pages.room.timeline.test_unread import HIDE, hide, line_stands_above, row
from tests.support.browser.accessibility import violations
from tests.support.browser.arrival import go, taken_in
from tests.support.browser.bursts import post_all
from tests.support.people import long_room
from tests.support.people.chats import OpenPage
from tests.support.running.patience import becomes, comes_true
from tests.support.servers.server import Person, Server

pytestmark = pytest.mark.browser

MOST = 15 * 50  # messages that a page has at once, whatever one does
BigId = "all => all.map(e => +e.dataset.number)"
FULL = 12 * 50  # messages that it has after long paging
IN_VIEW = """() => {
  const view = document.querySelector('.conversation').getBoundingClientRect();
  return [...document.querySelectorAll('.msg')].filter(e => {
    const rect = e.getBoundingClientRect(); return rect.bottom > view.top + 8 && rect.top < view.bottom - 16;
  }).map(e => +e.dataset.number);
}"""
HAS_MOVED = """([before, pixels]) => {
  const {scrollTop, scrollHeight, clientHeight} = document.querySelector('.conversation');
  return scrollTop !== before || (pixels < 0 ? scrollTop <= clientHeight - scrollHeight + 1 : scrollTop > -1);
}"""
STANDS = """async () => {
  const box = document.querySelector('.conversation');
  for (let still = 0, before; still < 5; ) {
    await new Promise(requestAnimationFrame);
    still = box.scrollTop === before ? still + 1 : 0; before = box.scrollTop;
  }
}"""
PLACE = "n => document.querySelector(`.msg[data-number='${n}']`)?.getBoundingClientRect().top"
WATCH_LINKED = """
  window.linked = [];
  new MutationObserver(changes => changes.forEach(({target}) => target.classList?.contains('linked') &&
    linked.push(target.dataset.number))).observe(document, {subtree: true, attributeFilter: ['class']});
"""
SPOKEN = """() => {
  const note = node => { for (const row of node.querySelectorAll?.('.msg') ?? [])
    if (row.closest('[aria-live]').getAttribute('aria-live') !== 'off') spoken.push(+row.dataset.number); };
  window.spoken = [];
  new MutationObserver(changes => changes.forEach(change => change.addedNodes.forEach(note))).observe(
    document.querySelector('.log'), {subtree: true, childList: true});
}"""


async def a_long_room(
    server: Server, messages: int, read_up_to: int | None = None, *, is_indexed: bool = False
) -> tuple[str, Person, Person]:
    """Create a room of two people with a long past; returns it with them. ``is_indexed``: see `long_room.fill`."""
    ann, bob = await server.person(), await server.person()
    room = await server.room(ann, bob)
    long_room.fill(server.database_url, room, messages, read_up_to=read_up_to, is_indexed=is_indexed)
    return room, ann, bob


async def unread(server: Server, person: Person, room: str) -> int:
    async with server.http(person) as http:
        return int((await http.get(f"/api/v1/rooms/{room}")).json()["unread"])


async def numbers(page: Page) -> list[int]:
    """Return the messages that the page has, and see that there is none missing, doubled or too many."""
    found: list[int] = await page.locator(".msg").evaluate_all(BigId)
    assert found == list(range(found[0], found[-1] + 1))
    assert len(found) <= MOST
    return found


async def in_view(page: Page) -> list[int]:
    found: list[int] = await page.evaluate(IN_VIEW)
    return found


async def last_in_view(page: Page) -> int:
    return (await in_view(page))[-1]


async def wheel(page: Page, pixels: int) -> None:
    """Turn the mouse's wheel over the conversation, and wait until it has moved and stands."""
    await page.locator(".conversation").hover()
    before = await page.evaluate("document.querySelector('.conversation').scrollTop")
    await page.mouse.wheel(0, pixels)
    await page.wait_for_function(HAS_MOVED, arg=[before, pixels])
    await page.evaluate(STANDS)


async def has_read(server: Server, person: Person, page: Page, room: str, newest: int) -> None:
    """Wait until what is in view is read, and see that nothing more is."""

    async def is_so() -> bool:
        return await unread(server, person, room) == newest - await last_in_view(page)

    await comes_true(is_so)
    await page.wait_for_timeout(1500)  # longer than read marks are held back
    assert await is_so()


async def go_up_to(page: Page, number: int) -> None:
    """Scroll until the page has a message that is further up."""
    for _ in range(80):
        if (await numbers(page))[0] <= number:
            return
        before = (await numbers(page))[0]
        await page.locator(".conversation").evaluate("e => { e.scrollTop = -e.scrollHeight }")
        await page.wait_for_function(f"document.querySelector('.msg').dataset.number < {before}")
    raise AssertionError(f"{number} never came")


# ---------------------------------------------------------------------- opening


async def test_a_room_opens_at_the_first_unread_message_and_only_what_was_in_view_is_read(
    way: Server, open_page: OpenPage
) -> None:
    room, _, bob = await a_long_room(way, 1000, read_up_to=700)
    page = await open_page(f"{way.base}/rooms/{room}", bob)
    await line_stands_above(page, "701")
    shown = await in_view(page)
    assert shown[0] < 701 < shown[-1]
    assert 0 < await page.evaluate(PLACE, 701) < 250  # near the top
    await expect(row(page, room)).to_have_attribute("data-kind", "unread")  # bold
    await has_read(way, bob, page, room, 1000)
    for _ in range(5):
        await wheel(page, 400)
    assert await last_in_view(page) > shown[-1]
    await has_read(way, bob, page, room, 1000)
    await line_stands_above(page, "701")


async def test_a_few_unread_messages_that_fit_are_read_at_once(server: Server, open_page: OpenPage) -> None:
    room, _, bob = await a_long_room(server, 500, read_up_to=495)
    page = await open_page(f"{server.base}/rooms/{room}", bob)
    await expect(row(page, room)).to_have_attribute("data-kind", "")
    await line_stands_above(page, "496")
    await becomes(500, partial(last_in_view, page))
    await expect(page.locator(".to-newest")).to_be_hidden()


async def test_a_room_with_nothing_unread_opens_at_its_end(server: Server, open_page: OpenPage) -> None:
    room, _, bob = await a_long_room(server, 500)
    page = await open_page(f"{server.base}/rooms/{room}", bob)
    await becomes(500, partial(last_in_view, page))
    await line_stands_above(page)
    await expect(page.locator(".to-newest")).to_be_hidden()


async def test_a_page_that_cannot_be_seen_reads_nothing_until_it_is(server: Server, open_page: OpenPage) -> None:
    room, _, bob = await a_long_room(server, 500, read_up_to=300)
    page = await open_page(f"{server.base}/rooms", bob)
    await hide(page)
    await page.locator(f".sidebar a[href='/rooms/{room}']").click()
    await page.locator(".msg").first.wait_for()
    await page.wait_for_timeout(1500)
    assert await unread(server, bob, room) == 200
    await page.evaluate(HIDE, False)

    async def is_read() -> bool:
        return 0 <= 500 - await last_in_view(page) - await unread(server, bob, room) <= 1  # the field below has grown

    await comes_true(is_read)


# ---------------------------------------------------------------------- moving


async def test_one_scrolls_to_the_rooms_beginning_and_back_and_the_page_stays_small(
    way: Server, open_page: OpenPage
) -> None:
    room, ann, bob = await a_long_room(way, 900)
    page = await open_page(f"{way.base}/rooms/{room}", bob)
    await page.evaluate(SPOKEN)
    await go_up_to(page, 1)
    await expect(page.get_by_text("This is the very beginning of")).to_be_visible()
    await expect(page.get_by_role("button", name="Show earlier messages")).to_be_hidden()
    assert 900 not in await numbers(page)
    for _ in range(60):
        if (await numbers(page))[-1] == 900:
            break
        before = (await numbers(page))[-1]
        await page.locator(".conversation").evaluate("e => { e.scrollTop = 0 }")
        await page.wait_for_function(f"[...document.querySelectorAll('.msg')].at(-1).dataset.number > {before}")
    await page.locator(".conversation").evaluate("e => { e.scrollTop = 0 }")
    await expect(page.locator(".to-newest")).to_be_hidden()
    assert await page.evaluate("spoken") == []  # history is not news
    await expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")  # from now on
    await way.post(ann, room, "news")
    await expect(page.locator(".msg").last).to_contain_text("news")
    assert await page.evaluate("spoken") == [901]


async def test_older_and_newer_messages_come_without_a_mouse(server: Server, open_page: OpenPage) -> None:
    room, _, bob = await a_long_room(server, 600)
    page = await open_page(f"{server.base}/rooms/{room}/300", bob)
    first, last = (await numbers(page))[0], (await numbers(page))[-1]
    await page.get_by_role("button", name="Show earlier messages").focus()
    await page.keyboard.press("Enter")
    await page.wait_for_function(f"document.querySelector('.msg').dataset.number < {first}")
    await page.get_by_role("button", name="Show later messages").focus()
    await page.keyboard.press("Enter")
    await page.wait_for_function(f"[...document.querySelectorAll('.msg')].at(-1).dataset.number > {last}")


async def test_a_tall_window_is_filled_without_scrolling(server: Server, open_page: OpenPage) -> None:
    room, _, bob = await a_long_room(server, 600)
    page = await open_page(f"{server.base}/rooms/{room}", bob, viewport={"width": 1440, "height": 4000})
    await page.wait_for_function(
        "(e => e.scrollHeight > e.clientHeight + 400)(document.querySelector('.conversation'))"
    )
    await becomes(600, partial(last_in_view, page))


# ---------------------------------------------------------------------- staying in place


async def stays(page: Page, number: int, act: Callable[[], Awaitable[object]], until: str) -> None:
    """See that a message stays where it is, whatever is done, in every picture that is drawn."""
    await page.evaluate(
        """n => { const place = () => document.querySelector(`.msg[data-number='${n}']`)?.getBoundingClientRect().top;
          window.places = [place()]; window.isWatching = true;
          const watch = () => { places.push(place()); if (isWatching) requestAnimationFrame(watch); }; watch(); }""",
        number,
    )
    await act()
    await page.wait_for_function(until)
    await page.wait_for_timeout(200)
    places = await page.evaluate("() => { isWatching = false; return places; }")
    assert max(abs(place - places[0]) for place in places) <= 2


async def test_the_place_one_reads_at_is_kept_while_messages_come_and_go_above_and_below(
    way: Server, open_page: OpenPage
) -> None:
    room, _, bob = await a_long_room(way, 3000)
    page = await open_page(f"{way.base}/rooms/{room}/1500", bob)
    for name, times, edge, pixels in (("earlier", 12, 0, -1400), ("later", 4, -1, 2000)):
        for _ in range(times):  # beyond the limit: what comes on one side goes on the other
            shown, number = await in_view(page), (await numbers(page))[edge]
            until = f"[...document.querySelectorAll('.msg')].at({edge}).dataset.number != {number}"
            await stays(
                page, shown[len(shown) // 2], partial(page.evaluate, f"chatapp.readers.main().say('{name}')"), until
            )
            await wheel(page, pixels)
        assert len(await numbers(page)) == FULL


async def test_the_reading_place_is_kept_while_new_messages_come_and_old_ones_change(
    way: Server, open_page: OpenPage
) -> None:
    room, ann, bob = await a_long_room(way, 400, is_indexed=True)
    page = await open_page(f"{way.base}/rooms/{room}", bob)
    await wheel(page, -2500)
    top, *_, middle = (await in_view(page))[:6]

    async def post(count: int) -> None:
        for number in range(count):
            await way.post(ann, room, f"news {number}\n" * 3)

    async def edit_above() -> None:
        async with way.http(ann) as http:
            for number in range(top - 12, top):  # some are of ann
                path = f"/api/v1/rooms/{room}/messages/{number}"
                assert (await http.patch(path, json={"body": "much longer\n" * 9})).status_code in (200, 403)

    await stays(page, middle, partial(post, 8), "document.querySelector('.msg[data-number=\"408\"]')")
    await stays(page, middle, edit_above, "document.querySelectorAll('.msg .edited').length >= 4")
    until = "document.querySelector('.msg[data-number=\"453\"]')"
    await stays(page, middle, partial(post, 45), until)  # chunks are frozen: every row of them is drawn anew


# ---------------------------------------------------------------------- back to the newest


async def test_a_button_says_how_many_came_and_leads_to_the_newest(way: Server, open_page: OpenPage) -> None:
    room, ann, bob = await a_long_room(way, 400)
    page = await open_page(f"{way.base}/rooms/{room}", bob)
    button = page.locator(".to-newest button")
    await expect(button).to_be_hidden()
    await wheel(page, -1500)
    await expect(button).to_be_visible()
    await expect(button).to_have_attribute("aria-label", "Jump to the newest message")
    await taken_in(page)  # the server knows that the newest is out of view
    for words in ("one", "two"):
        await way.post(ann, room, words)
    await expect(button).to_have_text("2 new messages")
    await expect(page.get_by_role("status").filter(has_text="new message")).to_have_count(1)
    assert await unread(way, bob, room) == 2
    await page.get_by_role("button", name="2 new messages").focus()
    await page.keyboard.press("Enter")
    await expect(button).to_be_hidden()
    await becomes(402, partial(last_in_view, page))
    await expect(page.locator(".conversation")).to_be_focused()
    await expect(row(page, room)).to_have_attribute("data-kind", "")


async def test_from_far_up_the_button_leads_to_the_newest_and_what_comes_then_follows(
    way: Server, open_page: OpenPage
) -> None:
    room, ann, bob = await a_long_room(way, 2000)
    page = await open_page(f"{way.base}/rooms/{room}/100", bob)
    await page.evaluate(SPOKEN)
    before = await numbers(page)
    await way.post(ann, room, "far below")
    button = page.locator(".to-newest button")
    await expect(button).to_have_text("1 new message")
    assert (await numbers(page))[-1] <= before[-1] + 50
    await button.click()
    await expect(page.locator(".msg").last).to_contain_text("far below")
    await expect(button).to_be_hidden()
    assert await page.evaluate("spoken") == []
    await way.post(ann, room, "and one more")
    await expect(page.locator(".msg").last).to_contain_text("and one more")
    await becomes(2002, partial(last_in_view, page))


async def test_writing_from_far_up_shows_what_was_written(server: Server, open_page: OpenPage) -> None:
    room, _, bob = await a_long_room(server, 2000)
    page = await open_page(f"{server.base}/rooms/{room}/100", bob)
    await page.get_by_label("Message", exact=True).fill("from far up")
    await page.keyboard.press("Enter")
    await expect(page.locator(".msg").last).to_contain_text("from far up")
    await becomes(2001, partial(last_in_view, page))


# ---------------------------------------------------------------------- links to messages


async def test_a_link_to_a_message_opens_the_room_there_with_the_message_marked(
    way: Server, open_page: OpenPage
) -> None:
    room, _, bob = await a_long_room(way, 2000, read_up_to=1900)
    page = await open_page(f"{way.base}/rooms", bob)
    await page.add_init_script(WATCH_LINKED)
    await go(page, f"{way.base}/rooms/{room}/700")
    row = page.locator(".msg[data-number='700']")
    await expect(row).to_be_focused()
    await page.wait_for_function("[...new Set(linked)].join() === '700'")
    shown = await in_view(page)
    assert shown[2] < 700 < shown[-3]
    await page.wait_for_timeout(1500)
    assert await unread(way, bob, room) == 100  # reading old messages reads no new ones
    await expect(row).not_to_have_class(re.compile("linked"))
    await expect(page.locator(f".sidebar a[href='/rooms/{room}']")).to_have_attribute("aria-current", "page")


async def test_the_time_of_a_message_is_a_link_that_moves_the_conversation_and_not_the_page(
    server: Server, open_page: OpenPage
) -> None:
    room, ann, bob = await a_long_room(server, 2000)
    await server.post(ann, room, f"see {server.base}/rooms/{room}/42")
    page = await open_page(f"{server.base}/rooms/{room}", bob)
    await page.evaluate("window.same = document.querySelector('.conversation')")
    await page.locator(".msg[data-number='1995'] .at").click()
    await expect(page).to_have_url(f"{server.base}/rooms/{room}/1995")
    await expect(page.locator(".msg[data-number='1995']")).to_be_focused()
    await page.locator(f".msg .body a[href='{server.base}/rooms/{room}/42']").click()
    await expect(page.locator(".msg[data-number='42']")).to_be_focused()
    await expect(page).to_have_url(f"{server.base}/rooms/{room}/42")
    assert await page.evaluate("same.isConnected")
    await page.reload()
    await expect(page.locator(".msg[data-number='42']")).to_be_focused()


# ---------------------------------------------------------------------- back and forward

TOP = """() => {
  const view = document.querySelector('.conversation').getBoundingClientRect();
  return [...document.querySelectorAll('.msg')].map(e => [+e.dataset.number, e.getBoundingClientRect().top - view.top])
    .find(([, top]) => top >= 0);
}"""  # the first message in view, and how far down it stands
IS_AT = "([number, top]) => (now => now?.[0] === number && Math.abs(now[1] - top) <= 2)((" + TOP + ")())"


async def a_room_with_links(server: Server, messages: int, *numbers: int) -> tuple[str, Person, Person]:
    """Make a long room whose newest message links to messages of it."""
    room, ann, bob = await a_long_room(server, messages)
    await server.post(ann, room, " ".join(f"{server.base}/rooms/{room}/{number}" for number in numbers))
    return room, ann, bob


def link_to(page: Page, server: Server, path: str) -> Locator:
    """Find a link in a message by the address it shows."""
    return page.locator(f".msg .body a[href='{server.base}{path}']")  # its name says what it leads to


async def test_back_and_forward_lead_to_where_one_read(server: Server, open_page: OpenPage) -> None:
    room, _, bob = await a_room_with_links(server, 1500, 300, 1490)
    path = f"/rooms/{room}"
    page = await open_page(server.base + path, bob)
    await page.evaluate("window.same = document.querySelector('.conversation')")
    await link_to(page, server, f"{path}/300").click()
    await expect(page.locator(".msg[data-number='300']")).to_be_focused()
    await wheel(page, -700)
    place = await page.evaluate(TOP)
    await page.wait_for_function("history.state.place?.number === +chatapp.readers.main().anchor")

    await page.go_back()
    await expect(page).to_have_url(server.base + path)
    await becomes(1501, partial(last_in_view, page))
    await expect(link_to(page, server, f"{path}/300")).to_be_focused()  # where one left
    await expect(page.locator(".to-newest")).to_be_hidden()

    await page.go_forward()
    await page.wait_for_function(IS_AT, arg=place)
    await expect(page).to_have_url(f"{server.base}{path}/300")

    await page.go_back()
    await becomes(1501, partial(last_in_view, page))
    await link_to(page, server, f"{path}/1490").click()  # near by: the server need not be asked
    await expect(page.locator(".msg[data-number='1490']")).to_be_focused()
    await page.go_back()
    await becomes(1501, partial(last_in_view, page))
    assert await page.evaluate("same.isConnected")


async def test_the_way_back_from_elsewhere_leads_to_the_message_one_had_gone_to(
    server: Server, open_page: OpenPage
) -> None:
    room, _, bob = await a_room_with_links(server, 1500, 300)
    page = await open_page(f"{server.base}/rooms/{room}", bob)
    await link_to(page, server, f"/rooms/{room}/300").click()
    await expect(page.locator(".msg[data-number='300']")).to_be_focused()
    await page.locator(".sidebar a[href='/rooms']").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Rooms")
    await expect(page).to_have_url(f"{server.base}/rooms")  # follows the heading
    await page.go_back()
    await expect(page.locator(".msg[data-number='300']")).to_be_focused()
    await page.go_back()
    await becomes(1501, partial(last_in_view, page))

    await wheel(page, -900)  # and the way back finds the exact place, whichever it is
    place = await page.evaluate(TOP)
    for return_ in (page.locator(f".sidebar a[href='/rooms/{room}']").click, page.go_back):
        await page.locator(".sidebar a[href='/rooms']").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Rooms")
        await expect(page).to_have_url(f"{server.base}/rooms")
        await return_()
        await expect(page.locator(".conversation .msg").first).to_be_attached()
        await page.wait_for_function(IS_AT, arg=place)
        await expect(page).to_have_url(f"{server.base}/rooms/{room}")


@pytest.mark.parametrize("width", [pytest.param(1440, marks=pytest.mark.nightly), 390])
async def test_the_sidebars_link_to_the_room_one_is_in_leads_to_the_newest(
    server: Server, open_page: OpenPage, width: int
) -> None:
    room, _, bob = await a_long_room(server, 1500)
    path = f"/rooms/{room}"
    page = await open_page(f"{server.base}{path}/700", bob, viewport={"width": width, "height": 800})
    await expect(page.locator(".msg[data-number='700']")).to_be_focused()
    menu = page.get_by_role("button", name="Open menu")
    if width < 700:
        await menu.click()
    await page.locator(f".sidebar a[href='{path}']").click()
    await expect(page).to_have_url(server.base + path)
    await becomes(1500, partial(last_in_view, page))
    if width < 700:
        await expect(menu).to_have_attribute("aria-expanded", "false")
    await page.go_back()
    await becomes(True, partial(is_in_view, page, 700))


async def is_in_view(page: Page, number: int) -> bool:
    return number in await in_view(page)


async def test_the_server_knows_at_which_message_one_is(server: Server, open_page: OpenPage) -> None:
    room, ann, _ = await a_long_room(server, 500)
    page = await open_page(f"{server.base}/rooms/{room}/100", ann)
    await page.locator(".msg[data-number='101'] .at").click()
    await expect(page).to_have_url(f"{server.base}/rooms/{room}/101")
    async with server.http(ann) as http:
        (await http.post(f"/api/v1/rooms/{room}/close")).raise_for_status()
    await page.get_by_role("button", name="Restore room").click()  # the view is built anew
    await expect(page.locator(".msg[data-number='101']")).to_be_focused()


# ---------------------------------------------------------------------- the keyboard's focus


async def test_the_focus_stays_on_a_message_and_its_link_when_others_of_its_chunk_change(
    way: Server, open_page: OpenPage
) -> None:
    room, ann, bob = await a_long_room(way, 600)
    page = await open_page(f"{way.base}/rooms/{room}/290", bob)
    row = page.locator(".msg[data-number='290']")
    await expect(row).to_be_focused()

    async def react(emoji: str) -> None:
        async with way.http(ann) as http:
            (await http.put(f"/api/v1/rooms/{room}/messages/288/reactions/{quote(emoji)}")).raise_for_status()
        await expect(page.locator(".msg[data-number='288'] .reactions")).to_contain_text(emoji)

    await react("👍")
    await expect(row).to_be_focused()
    await row.locator(".at").focus()
    await react("🎉")
    await expect(row.locator(".at")).to_be_focused()
    await page.get_by_label("Message", exact=True).focus()
    await react("🚀")
    await expect(page.get_by_label("Message", exact=True)).to_be_focused()
    await page.get_by_label("Message", exact=True).blur()
    await react("👀")
    assert await page.evaluate("document.activeElement === document.body")


async def test_the_focus_stays_on_a_message_when_its_chunk_is_frozen(way: Server, open_page: OpenPage) -> None:
    room, ann, bob = await a_long_room(way, 490)
    page = await open_page(f"{way.base}/rooms/{room}/449", bob)
    row = page.locator(".msg[data-number='449']")
    await expect(row).to_be_focused()
    await row.evaluate("e => { window.before = e }")
    await post_all(way, ann, room, 20)
    await page.wait_for_function("!before.isConnected")
    await expect(row).to_be_focused()


@pytest.mark.parametrize(
    "wanted",
    ["501", "garbled", *(pytest.param(wanted, marks=pytest.mark.nightly) for wanted in ("0", "9" * 20, "-1"))],
)
async def test_a_link_to_no_message_shows_the_room_at_its_end_and_says_so(
    server: Server, open_page: OpenPage, wanted: str
) -> None:
    room, _, bob = await a_long_room(server, 500)
    page = await open_page(f"{server.base}/rooms/{room}/{wanted}", bob)
    await expect(page.get_by_text("That message doesn't exist. Showing the latest ones.")).to_be_visible()
    await becomes(500, partial(last_in_view, page))


async def test_a_link_to_a_message_tells_outsiders_no_more_than_the_room_does(
    server: Server, open_page: OpenPage
) -> None:
    ann, eve = await server.person(), await server.person()
    hidden, public = await server.room(ann, visibility="private"), await server.room(ann)
    for room in (hidden, public):
        await server.post(ann, room, "between members")
        page = await open_page(f"{server.base}/rooms/{room}", eve)
        of_room = await page.locator(".main").inner_text()
        answer = await page.goto(f"{server.base}/rooms/{room}/1")
        assert await page.locator(".main").inner_text() == of_room
        assert "between members" not in await page.content()
        assert answer is not None
        assert answer.status == (404 if room == hidden else 200)


async def test_axe_finds_nothing_far_up_in_a_room(server: Server, open_page: OpenPage) -> None:
    room, ann, bob = await a_long_room(server, 500, read_up_to=100)
    page = await open_page(f"{server.base}/rooms/{room}", bob)
    await server.post(ann, room, "news")
    await expect(page.locator(".to-newest button")).to_contain_text("new messages")
    assert await violations(page) == []
    await page.goto(f"{server.base}/rooms/{room}/200")
    row = page.locator(".msg[data-number='200']")
    await expect(row).to_be_focused()
    await row.evaluate("e => e.classList.add('linked')")  # as it is for three seconds
    assert await violations(page) == []
