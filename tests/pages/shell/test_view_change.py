"""Going from room to room: never blank, on a fast line or a slow one; without a line the old room stays."""

import pytest
from playwright.async_api import Page, expect

from tests.support import long_room
from tests.support.chats import OpenPage
from tests.support.server import Person, Server

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
AT_ONCE = """(address) => {
  document.querySelector(`.sidebar a[href="${address}"]`).click();
  const head = document.querySelector('.arriving .pane-head');
  return {name: head?.querySelector('h1').textContent, isOut: document.querySelector('.main').inert};
}"""


async def rooms_of(server: Server, person: Person) -> list[tuple[str, str]]:
    """Make two rooms with a past; returns each one's address and name."""
    made = []
    async with server.http(person) as http:
        for _ in range(2):
            room = await server.room(person)
            long_room.fill(server.database_url, room, 30, read_up_to=30)
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
    for address, name in (second, first, second):
        assert await page.evaluate(AT_ONCE, address) == {"name": name, "isOut": True}
        await is_there(page, name)
    assert await page.evaluate("blank") == []
    await expect(page.get_by_role("textbox", name="Message")).to_be_focused()
    await page.wait_for_url(f"{server.base}{second[0]}")


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
