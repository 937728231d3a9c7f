"""S2, what you have not read yet: a dot, a count, the title; cleared on every page; silent where you mute it."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.acceptance.requirements import proves
from tests.acceptance.scenes import ask, in_sidebar, messages
from tests.acceptance.test_s2_direct import conversation
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser

DOT = """e => {
  const look = getComputedStyle(e);
  return [e.offsetWidth, e.offsetHeight, parseFloat(look.borderRadius) >= e.offsetHeight / 2, look.backgroundColor];
}"""


def sign(page: Page, name: str) -> Locator:
    """The dot and the count in a room's line."""
    return in_sidebar(page, name).locator(".unread-count")


@proves("S2.6")
@pytest.mark.each_engine
async def test_a_message_elsewhere_shows_a_dot_and_a_count_and_opening_clears_them_on_all_pages(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    room = await conversation(server, ann, bob)
    pages = [await open_page(f"{server.base}{path}", bob) for path in ("/rooms", "/profile")]
    writer = await open_page(f"{server.base}/rooms/{room}", ann)
    await expect(pages[0]).to_have_title("Rooms · Chatapp")
    for words in ("one", "two"):
        await server.post(ann, room, words)
    for page, title in zip(pages, ("(2) Rooms · Chatapp", "(2) Profile · Settings · Chatapp"), strict=True):
        await expect(sign(page, ann.username)).to_have_text("2")
        await expect(in_sidebar(page, f"{ann.username}, online, 2 unread")).to_be_visible()  # said in words as well
        await expect(page).to_have_title(title)
    width, height, is_round, colour = await sign(pages[0], ann.username).evaluate(DOT)
    assert (width, height, is_round) == (20, 20, True)  # a dot with the count in it
    assert colour not in ("rgba(0, 0, 0, 0)", "transparent")
    await expect(messages(writer)).to_have_count(2)
    await expect(sign(writer, bob.username)).to_have_count(0)  # your own messages are read
    await expect(writer).to_have_title(f"{bob.username} · Chatapp")
    await in_sidebar(pages[0], ann.username).click()
    await expect(messages(pages[0])).to_contain_text(["one", "two"])
    await expect(pages[1]).to_have_title("Profile · Settings · Chatapp")
    await expect(pages[0]).to_have_title(f"{ann.username} · Chatapp")
    for page in pages:
        await expect(sign(page, ann.username)).to_have_count(0)
        await expect(in_sidebar(page, ann.username)).to_have_attribute("aria-label", f"{ann.username}, online")
    async with server.http(bob) as http:
        assert (await http.get(f"/api/v1/rooms/{room}")).json()["unread"] == 0
    await server.post(ann, room, "three")
    await expect(messages(pages[0]).last).to_contain_text("three")
    await expect(sign(pages[0], ann.username)).to_have_count(0)  # it is the room being looked at


@proves("S2.6")
async def test_a_removed_message_leaves_badge_title_and_sidebar(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    room = await conversation(server, ann, bob)
    await server.post(ann, room, "one")
    page = await open_page(f"{server.base}/rooms", bob)
    await server.post(ann, room, "two")
    await expect(sign(page, ann.username)).to_have_text("2")
    for number, title in ((1, "(1) Rooms · Chatapp"), (2, "Rooms · Chatapp")):
        assert await ask(server, ann, "DELETE", f"{room}/messages/{number}") == 204
        await expect(page).to_have_title(title)
    await expect(sign(page, ann.username)).to_have_count(0)
    await page.reload()
    await expect(in_sidebar(page, ann.username)).to_be_visible()
    await expect(sign(page, ann.username)).to_have_count(0)
    async with server.http(bob) as http:
        assert (await http.get(f"/api/v1/rooms/{room}")).json()["unread"] == 0


@proves("S2.6")
async def test_a_muted_room_calls_for_nobody_while_another_does(server: Server, open_page: OpenPage) -> None:
    ann, bob, carl = [await server.person() for _ in range(3)]
    noisy, other = await conversation(server, ann, bob), await conversation(server, carl, bob)
    page = await open_page(f"{server.base}/rooms/{noisy}", bob)
    mute = page.get_by_role("button", name="Mute", exact=True)
    unmute = page.get_by_role("button", name="Unmute", exact=True)
    await mute.click()
    await expect(unmute).to_be_focused()
    await page.get_by_role("link", name="Browse rooms").click()
    await expect(page).to_have_title("Rooms · Chatapp")
    await server.post(ann, noisy, "noise")
    await server.post(carl, other, "a word")
    await expect(page).to_have_title("(1) Rooms · Chatapp")
    await expect(sign(page, carl.username)).to_have_text("1")
    await expect(sign(page, ann.username)).to_have_count(0)
    await expect(in_sidebar(page, f"{ann.username}, offline, muted")).to_be_visible()
    await in_sidebar(page, ann.username).click()
    await expect(messages(page)).to_contain_text(["noise"])  # muted, not lost
    await unmute.click()
    await expect(mute).to_be_focused()
    await page.get_by_role("link", name="Browse rooms").click()
    await expect(page).to_have_title("(1) Rooms · Chatapp")
    await server.post(ann, noisy, "louder")
    await expect(sign(page, ann.username)).to_have_text("1")
    await expect(page).to_have_title("(2) Rooms · Chatapp")
