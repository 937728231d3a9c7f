"""Lines of Chatapp on two people's pages: quiet, live, the own name as "You", and folded when there are many."""

import pytest
from playwright.async_api import expect

from tests.support.browser.arrival import arrived
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser


async def test_lines_come_live_and_many_are_folded_to_one_that_unfolds(server: Server, open_page: OpenPage) -> None:
    ann, ben, *others = [await server.person() for _ in range(7)]
    room = await server.room(ann, ben)
    await server.post(ann, room, "before")
    pages = [await open_page(f"{server.base}/rooms/{room}", person) for person in (ann, ben)]
    for number, person in enumerate(others, start=2):
        async with server.http(person) as http:
            assert (await http.post(f"/api/v1/rooms/{room}/members")).status_code == 201
        if number == 4:
            for page in pages:  # three stay as they are
                await expect(page.locator(".line .said:visible")).to_have_count(3)
                await expect(page.locator("line-fold p")).to_have_count(0)
    await server.post(ann, room, "after")
    for page in pages:
        await expect(page.locator(".line:visible line-fold p")).to_have_text(
            f"{others[0].username}, {others[1].username} and 3 others joined"
        )
        await expect(page.locator(".line .said:visible")).to_have_count(0)
        await expect(page.locator(".sidebar .unread-count:visible")).to_have_count(0)
    page = pages[1]
    await page.get_by_role("button", name="3 others").click()
    await expect(page.locator(".line .said:visible")).to_have_count(5)
    await expect(pages[0].locator(".line .said:visible")).to_have_count(0)
    await page.get_by_role("button", name="Show less").press("Enter")
    await expect(page.locator(".line .said:visible")).to_have_count(0)
    first, folded, last = (page.locator(f".msg[data-number='{number}']") for number in (1, 2, 7))
    await folded.evaluate("row => { row.tabIndex = -1; row.focus(); }")
    for key, row in (("ArrowDown", last), ("ArrowUp", folded), ("ArrowUp", first)):  # over what is folded away
        await page.keyboard.press(key)
        await expect(row).to_be_focused()
    await page.locator(".line line-fold .who").first.click()
    await expect(page.locator(".person-card, [role=dialog]").filter(has_text=f"@{others[0].username}")).to_be_visible()
    await page.reload()
    await arrived(page)
    await expect(page.locator(".line:visible line-fold p")).to_contain_text("3 others joined")


async def test_the_readers_own_name_is_you_and_a_rename_reaches_lines(server: Server, open_page: OpenPage) -> None:
    ann, ben = await server.person(), await server.person()
    room = await server.room(ann)
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    async with server.http(ann) as http:
        await http.post(f"/api/v1/rooms/{room}/members", json={"usernames": [ben.username]})
    line = page.locator(".line[data-kind=added]")
    await expect(line).to_be_visible()
    shown = "e => getComputedStyle(e.querySelector('.who'), '::before').content"
    assert await line.evaluate(shown) == '"You"'
    await expect(line.locator(".also")).to_have_text(ben.username)
    async with server.http(ben) as http:
        renamed = await http.patch("/api/v1/me", json={"first_name": "Benedikt"})
        assert renamed.is_success, renamed.text
    await expect(line.locator(".also")).to_have_text("Benedikt")
