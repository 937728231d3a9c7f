"""People in browsers: found in the list, added to a room, removed from it, and what they are up to."""

import pytest
from playwright.async_api import expect

from tests.acceptance.scenes import a_room, composer, in_sidebar
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser


async def test_who_is_added_sees_by_whom_and_who_is_removed_is_told_and_stays_out(
    server: Server, open_page: OpenPage
) -> None:
    ann, ben = await server.person(), await server.person()
    room = await a_room(server, ann)
    await server.post(ann, room["uuid"], "before ben came")
    page = await open_page(f"{server.base}/people", ben)
    row = in_sidebar(page, str(room["name"]))
    async with server.http(ann) as http:
        added = await http.post(f"/api/v1/rooms/{room['uuid']}/members", json={"usernames": [ben.username]})
        assert added.status_code == 201
    await expect(row.locator(".unread-count")).to_have_text("1")
    await row.click()
    line = page.locator(".line[data-kind=added]")  # one voice: no line of the page's own besides
    await expect(line).to_contain_text(f"{ann.username} added")
    await expect(page.locator(".added-line")).to_have_count(0)
    await expect(row.locator(".unread-count")).to_have_count(0)
    await page.reload()
    await expect(line).to_be_visible()
    async with server.http(ann) as http:
        await http.delete(f"/api/v1/rooms/{room['uuid']}/members/{ben.uuid}")
    told = page.get_by_role("heading", name=f"{ann.username} removed you from {room['name']}.")
    await expect(told).to_be_visible()
    await expect(page.get_by_role("button", name="Join")).to_have_count(0)
    await page.goto(f"{server.base}/rooms")
    await expect(page.get_by_text(f"{ann.username} removed you")).to_be_visible()
    async with server.http(ann) as http:
        await http.post(f"/api/v1/rooms/{room['uuid']}/members", json={"usernames": [ben.username]})
    await row.click()
    await expect(composer(page)).to_be_visible()


async def test_people_are_listed_with_presence_and_status_and_a_message_is_one_press_away(
    server: Server, open_page: OpenPage
) -> None:
    ann, ben = await server.person(), await server.person()
    page, bens = [await open_page(f"{server.base}/people", person) for person in (ann, ben)]
    row = page.get_by_role("listitem").filter(has_text=f"@{ben.username}")
    await expect(row).to_contain_text("online")
    await bens.get_by_role("button", name="Set a status").click()
    await expect(bens.get_by_role("dialog").get_by_label("Status", exact=True)).to_be_focused()
    await bens.get_by_role("button", name="On holiday").click()
    await bens.get_by_role("dialog").get_by_role("button", name="Save").click()
    await expect(bens.get_by_role("button", name="Your status: 🌴 On holiday")).to_be_visible()
    await expect(row).to_contain_text("On holiday")
    await expect(row).to_contain_text("until")
    await page.get_by_role("searchbox", name="Search people").fill("zzz")
    await expect(page.get_by_text("No one matches “zzz”.")).to_be_visible()
    await page.get_by_role("searchbox", name="Search people").fill(ben.username)
    await page.get_by_role("button", name=f"Message {ben.username}").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(ben.username)
    await expect(page.get_by_text("On holiday").first).to_be_visible()
