"""The sidebar with more rooms than fit: what is unread out of view, what is not sent yet, and the workspace's menu."""

import pytest
from playwright.async_api import expect

from tests.support.browser.arrival import arrived
from tests.support.people.chats import OpenPage
from tests.support.people.members import make_rooms_at
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser

HEADINGS = "() => [...document.querySelectorAll('h1, h2, h3')].map(e => e.localName)[0]"
SCROLLED = "document.querySelector('.sidebar-scroll').scrollTop"
WIDTH = """row => {
  const range = document.createRange();
  range.selectNodeContents(row.querySelector('.name'));
  return range.getBoundingClientRect().width;
}"""


async def test_what_is_out_of_view_is_told_and_names_are_never_cut_anew(
    own_server: Server, open_page: OpenPage
) -> None:
    ann, bob = await own_server.person("ann"), await own_server.person("bob")
    names = [f"Room {number:03}" for number in range(46)]
    rooms = await make_rooms_at(own_server.database_url, names, ann.uuid, bob.uuid)
    page = await open_page(f"{own_server.base}/rooms/{rooms[1]}", bob)
    assert await page.evaluate(HEADINGS) == "h1"  # K3
    row = page.locator(f".sidebar a[href='/rooms/{rooms[0]}']")
    before = await row.evaluate(WIDTH)
    await own_server.post(ann, rooms[0], "seen at once")
    await expect(row).to_have_attribute("data-kind", "unread")
    assert await row.evaluate(WIDTH) == before  # R9-R17: as wide read and unread

    more = page.get_by_role("button", name="more unread")
    await expect(more).to_have_count(0)
    for room in rooms[-2:]:
        await own_server.post(ann, room, "below the fold")
    await expect(more).to_have_text("↓ 2 more unread")  # R4
    await more.click()
    await expect(page.locator(f".sidebar a[href='/rooms/{rooms[-2]}']")).to_be_in_viewport()
    await expect(page.get_by_role("button", name="↑ 1 more unread")).to_be_visible()

    await page.get_by_label("Message", exact=True).fill("not sent yet")
    await row.click()
    await expect(page).to_have_url(f"{own_server.base}/rooms/{rooms[0]}")
    await expect(page.locator(f".sidebar a[href='/rooms/{rooms[1]}']")).to_have_attribute("data-draft", "")

    filter_button = page.get_by_role("button", name="Unread only")
    shown = page.locator(".sidebar .room-row:visible .name")
    await filter_button.click()
    await expect(shown).to_have_text([names[0], *names[-2:]])  # where one is, and what is unread
    await page.reload()
    await arrived(page)
    await expect(filter_button).to_have_attribute("aria-pressed", "true")
    for name in names[-2:]:
        await page.keyboard.press("Alt+ArrowDown")  # passes over what is hidden
        await expect(page.locator(".main .pane-head h1")).to_have_text(name)
    await expect(shown).to_have_text(names[-1:])
    await expect(page.get_by_text("You're all caught up.")).to_be_visible()
    muted = names[3]
    async with own_server.http(bob) as http:
        assert (await http.put(f"/api/v1/rooms/{rooms[3]}/muted")).status_code == 204
    await own_server.post(ann, rooms[3], "@bob")
    await expect(shown).to_have_text([muted, names[-1]])
    await page.keyboard.press("Alt+ArrowUp")  # leads to what is shown, though its room is muted
    await expect(page.locator(".main .pane-head h1")).to_have_text(muted)
    await expect(page.get_by_text("You're all caught up.")).to_be_visible()
    more_rooms = page.locator(".sidebar .more-rooms")
    await more_rooms.evaluate("link => link.classList.remove('hidden')")  # as from 200 rooms on
    await expect(more_rooms).to_be_visible()
    await expect(page.get_by_text("You're all caught up.")).to_be_hidden()
    await filter_button.click()
    await expect(shown).to_have_count(46)
    await row.click()
    await expect(page).to_have_url(f"{own_server.base}/rooms/{rooms[0]}")

    workspace = page.locator(".workspace")
    await workspace.press("Enter")
    await expect(page.get_by_role("menuitem", name="Settings")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("menuitem", name="Sign out")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("menuitem")).to_have_count(0)
    await expect(workspace).to_be_focused()

    await page.evaluate(f"{SCROLLED} = 300")
    await page.reload()  # as every page does when its server is started anew
    await arrived(page)
    assert await page.evaluate(SCROLLED) == 300
    last = page.locator(f".sidebar a[href='/rooms/{rooms[-1]}']")
    await page.goto(f"{own_server.base}/rooms/{rooms[-1]}")
    await expect(last).to_be_in_viewport()
    await arrived(page)
    await expect(last).to_be_in_viewport()
    await page.set_viewport_size({"width": 390, "height": 844})
    await last.evaluate("row => row.scrollIntoView()")
    await page.locator(".menu-button").click()
    await expect(page.get_by_role("link", name="Home")).to_be_focused()
    await expect(last).to_be_in_viewport()
