"""Who is typing and who has seen what, on real pages: those who look are told, and nothing is counted or kept."""

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.acceptance.scenes import composer, say
from tests.support.browser.page_client import PageClient
from tests.support.people.chats import OpenPage
from tests.support.running.patience import until
from tests.support.servers.server import Person, Server

AFTER = "getComputedStyle(document.querySelector('.msg[data-number=\"{}\"]'), '::after').content"


def told(page: PageClient) -> list[str]:
    """What the page was told of who is typing."""
    return [script for script in page.scripts if "typing.show" in script]


COUNT = """() => {
  const before = window.emitEvent;
  window.emitEvent = (told, name, ...more) => {
    if (name === 'typed') window.reports = (window.reports ?? 0) + 1;
    before(told, name, ...more);
  };
}"""


async def opened(server: Server, room: str, person: Person, *, is_visible: bool = True) -> PageClient:
    """Open a room's page as a browser does that says whether it can be seen."""
    page = await PageClient(server.base, f"/rooms/{room}", person.cookie).open()
    await page.tell("activity", is_visible, is_visible)
    return page


async def type_on(page: PageClient) -> None:
    """Report a key, as the page's script does."""
    await page.tell("typed", page.path.rpartition("/")[2])


async def test_pages_that_are_looked_at_are_told_and_others_and_other_rooms_are_not(way: Server) -> None:
    ann, ben, eve = [await way.person() for _ in range(3)]
    room, other = await way.room(ann, ben), await way.room(ann, ben, eve)
    looked_at, typist, elsewhere = [
        await opened(way, where, who) for where, who in ((room, ann), (room, ben), (other, eve))
    ]
    hidden = await opened(way, room, ann, is_visible=False)
    await way.post(ann, room, "first")  # so that all have arrived
    for page in (looked_at, typist, hidden):
        await until(lambda page=page: page.rows())
    await type_on(typist)
    await until(lambda: told(looked_at))
    assert f'chatapp.typing.show("{room}", "{ben.uuid}", "{ben.username}")' in told(looked_at)[0]
    await way.post(ben, room, "second")
    for page in (looked_at, typist, hidden):
        await until(lambda page=page: len(page.rows()) == 2)
    assert [len(told(page)) for page in (typist, hidden, elsewhere)] == [0, 0, 0]
    for page in (looked_at, typist, elsewhere, hidden):
        await page.close()


async def test_what_is_told_has_no_number_so_that_it_is_neither_counted_nor_sent_again(server: Server) -> None:
    ann, ben = await server.person(), await server.person()
    room = await server.room(ann, ben)
    page, typist = await opened(server, room, ann), await opened(server, room, ben)
    seen: list[Any] = []
    take = page._take

    def numbered(name: str, message: dict[str, Any]) -> None:
        seen.append((name, message.get("_id"), message.get("code", "")))
        take(name, message)

    page._take = numbered  # type: ignore[method-assign]
    await server.post(ann, room, "first")
    await until(lambda: page.rows() and typist.rows())
    await type_on(typist)
    await until(lambda: told(page))
    [number] = [number for name, number, code in seen if "typing.show" in code]
    assert number is None
    await page.drop()  # it comes back and is sent what it lacks
    await page.is_ready.wait()
    await server.post(ann, room, "second")
    await until(lambda: len(page.rows()) == 2)
    assert len(told(page)) == 1
    assert page.reloads == 0
    for one in (page, typist):
        await one.close()


def line(page: Page) -> Locator:
    """The line under the composer."""
    return page.locator(".composer .typing")


@pytest.mark.browser
async def test_two_see_each_other_type_until_the_message_is_there_and_nothing_moves(
    server: Server, open_page: OpenPage
) -> None:
    ann, ben = await server.person("typing-ann"), await server.person("typing-ben")
    room = await server.room(ann, ben)
    wide = await open_page(f"{server.base}/rooms/{room}", ann, viewport={"width": 1440, "height": 900})
    await expect(wide.locator(".composer")).to_have_attribute("data-wanted", "false")  # nobody else is there to be told
    narrow = await open_page(f"{server.base}/rooms/{room}", ben, viewport={"width": 390, "height": 844})
    for page in (wide, narrow):
        await expect(page.locator(".composer")).to_have_attribute("data-wanted", "true")
        await page.evaluate(COUNT)
    height = await wide.evaluate("document.querySelector('.composer').offsetHeight")
    await composer(narrow).press_sequentially("Just a mom")
    await expect(line(wide)).to_have_text("typing-ben is typing")
    assert await line(wide).get_attribute("aria-live") == "off"
    assert await wide.evaluate("document.querySelector('.composer').offsetHeight") == height
    await composer(narrow).press("Enter")
    await expect(wide.get_by_role("log").get_by_text("Just a mom")).to_be_visible()
    await expect(line(wide)).to_have_text("")
    await expect(line(narrow)).to_have_text("")
    await wide.evaluate("""() => {
      const field = document.querySelector('.composer textarea');
      field.value = 'Pasted';
      field.dispatchEvent(new InputEvent('input', {bubbles: true, inputType: 'insertFromPaste'}));
    }""")
    assert await wide.evaluate("window.reports") is None, "pasting is no typing"
    await wide.context.set_offline(True)
    await composer(wide).press_sequentially("!!")
    assert await wide.evaluate("window.reports") is None, "what cannot be sent now is never sent"
    await wide.context.set_offline(False)


@pytest.mark.browser
async def test_a_partner_sees_seen_and_the_menu_says_who_has_read(server: Server, open_page: OpenPage) -> None:
    ann, ben, cem = [await server.person() for _ in range(3)]
    async with server.http(ann) as http:
        direct = (await http.post("/api/v1/direct", json={"usernames": [ben.username]})).json()["uuid"]
    page = await open_page(f"{server.base}/rooms/{direct}", ann)
    await say(page, "Are you there?")
    await expect(page.get_by_role("log").get_by_text("Are you there?")).to_be_visible()
    await page.wait_for_function(f"{AFTER.format(1)} === '\"\"'")  # its line is kept free
    height = await page.evaluate("document.querySelector('.msg').offsetHeight")
    other = await open_page(f"{server.base}/rooms/{direct}", ben)
    await page.wait_for_function(f"{AFTER.format(1)} === '\"Seen\"'")
    assert await page.evaluate("document.querySelector('.msg').offsetHeight") == height
    async with server.http(ben) as http:
        changed = await http.patch("/api/v1/me", json={"shares_reading": False})
        assert changed.json()["shares_reading"] is False
    await page.wait_for_function(f"{AFTER.format(1)} === 'none'")
    await other.goto(f"{server.base}/settings/profile")
    switch = other.get_by_role("switch", name="Show others what I've read")
    await expect(switch).not_to_be_checked()
    await switch.check()
    await page.wait_for_function(f"{AFTER.format(1)} === '\"Seen\"'")
    room = await server.room(ann, ben, cem)
    await server.post(ann, room, "Lunch at noon")
    async with server.http(ben) as http:
        await http.put(f"/api/v1/rooms/{room}/read", json={"number": 1})
    await page.goto(f"{server.base}/rooms/{room}")
    await page.locator(".msg").hover()
    await page.get_by_role("button", name="More actions", exact=True).last.click()
    await page.get_by_role("button", name="Seen by").click()
    dialog = page.get_by_role("dialog", name="Seen by 1 of 2")
    await expect(dialog.get_by_role("region", name="Read").get_by_role("link")).to_contain_text(ben.username)
    await expect(dialog.get_by_role("region", name="Not yet").get_by_role("link")).to_contain_text(cem.username)
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
