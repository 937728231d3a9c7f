"""Threads in the sidebar and in their own view, with two people: nothing is silent, and nothing is a phantom."""

import re

import pytest
from playwright.async_api import expect

from tests.support.browser.accessibility import violations
from tests.support.browser.screens import PHONE, WIDE, shot
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Person, Server

pytestmark = pytest.mark.browser

NEWS = re.compile("new replies in threads")


async def remove(server: Server, owner: Person, person: Person, room: str) -> None:
    async with server.http(owner) as http:
        answer = await http.delete(f"/api/v1/rooms/{room}/members/{person.uuid}")
    assert answer.status_code == 204, answer.text


async def test_followed_threads_stand_under_their_room_and_others_make_its_dot_hollow(
    server: Server, open_page: OpenPage
) -> None:
    ann, ben = await server.person(), await server.person()
    other, room = await server.room(ann), await server.room(ben, ann)
    await server.post(ann, room, "Where do we eat on Friday?")
    followed = await server.thread(ann, room, 1)
    await server.post(ben, room, "The boiler is cold")
    others = await server.thread(ben, room, 2)
    page = await open_page(f"{server.base}/rooms/{other}", ann, **WIDE)
    view = await open_page(f"{server.base}/threads", ann, **WIDE)
    region = view.get_by_role("region", name="Threads", exact=True)
    await expect(region).to_contain_text("You don't follow any threads yet")
    row = page.locator(f".sidebar [data-thread='{followed}']")
    parent = page.locator(f".sidebar a[id='row-{room}']")
    await expect(parent).to_be_visible()
    await expect(row).to_have_count(0)

    await server.post(ben, followed, "At the harbour?")
    await expect(row).to_contain_text("Where do we eat on Friday?1")
    assert await row.evaluate("row => row.previousElementSibling.id") == f"row-{room}"
    await page.evaluate("document.documentElement.dataset.onlyUnread = ''")  # "Unread only" leaves its room above it
    await expect(page.locator(".sidebar .room-row:visible")).to_have_count(3)
    await page.evaluate("delete document.documentElement.dataset.onlyUnread")
    await expect(page).to_have_title(re.compile(r"^\(2\)"))  # and one in the room
    await server.post(ben, followed, f"Or at the market, @{ann.username}?")
    await expect(row.locator(".unread-count.called")).to_have_text("2")
    await expect(page.get_by_role("link", name="Threads, 2 unread")).to_be_visible()
    await expect(parent).not_to_have_attribute("aria-label", NEWS)
    await server.post(ben, others, "Cold as ice")
    await expect(parent).to_have_attribute("aria-label", NEWS)
    await expect(parent.locator(".thread-news")).to_be_visible()
    await server.post(ben, others, "Still is")  # by now the page knows that this one isn't followed
    await shot(page, "threads-sidebar")

    await page.goto(f"{server.base}/home")
    await page.get_by_role("button", name="Mark all read").click()
    await expect(row).to_have_count(0)
    await expect(parent).to_be_visible()
    await expect(parent).not_to_have_attribute("aria-label", NEWS)
    await shot(page, "threads-all-read")
    await page.get_by_role("button", name="Undo").click()
    await expect(parent).to_have_attribute("aria-label", NEWS)
    await expect(row.locator(".unread-count.called")).to_have_text("2")
    await page.goto(f"{server.base}/rooms/{other}")

    item = region.get_by_role("list", name="Unread threads").locator(".thread-item")
    await expect(item).to_contain_text("Or at the market")
    await expect(region.locator(".thread-item")).to_have_count(1)
    await shot(view, "threads-view")
    assert await violations(view) == []
    await item.get_by_role("button", name="Mark as read: Where do we eat").press("Enter")
    await expect(row).to_have_count(0)  # on the other page as well
    await expect(region.get_by_role("list", name="Read threads").locator(".thread-item")).to_have_count(1)

    await server.post(ben, followed, "So?")
    await expect(row.locator(".unread-count")).to_have_text("1")
    await row.press("Enter")
    beside = page.get_by_role("region", name="Thread", exact=True)
    await expect(beside).to_contain_text("So?")
    await expect(row).to_have_count(0)
    await expect(parent).not_to_have_attribute("aria-label", NEWS)
    await expect(view.locator(f".sidebar a[id='row-{room}']")).not_to_have_attribute("aria-label", NEWS)

    await page.goto(f"{server.base}/rooms/{other}")
    await expect(parent).to_be_visible()
    await region.get_by_role("button", name="Unfollow: Where do we eat").press("Enter")
    await expect(region.locator(".thread-item")).to_have_count(0)
    await server.post(ben, followed, "Nobody?")
    await expect(parent).to_have_attribute("aria-label", NEWS)
    await expect(row).to_have_count(0)
    await server.post(ann, followed, "Here I am")  # follows it again
    await expect(parent).not_to_have_attribute("aria-label", NEWS)
    await server.post(ben, followed, "Good")
    await expect(row.locator(".unread-count")).to_have_text("1")
    await remove(server, ben, ann, room)
    await expect(row).to_have_count(0)
    await expect(parent).to_have_count(0)
    await expect(region.locator(".thread-item")).to_have_count(0)


async def test_on_a_phone_and_nothing_of_it_for_an_outsider(server: Server, open_page: OpenPage) -> None:
    ann, ben, eve = [await server.person() for _ in range(3)]
    room = await server.room(ann, ben, visibility="private")
    await server.post(ann, room, "A secret question")
    thread = await server.thread(ann, room, 1)
    await server.post(ben, thread, "A secret answer")
    page = await open_page(f"{server.base}/threads", ann, **PHONE)
    item = page.locator(".thread-item")
    await expect(item).to_contain_text("A secret answer")
    await shot(page, "threads-phone")
    assert await violations(page) == []
    await page.get_by_role("button", name="Menu").tap()
    await expect(page.locator(f".sidebar [data-thread='{thread}']")).to_be_visible()
    await shot(page, "threads-phone-sidebar")
    await page.keyboard.press("Escape")
    await item.get_by_role("link").tap()
    await expect(page.get_by_role("region", name="Thread", exact=True)).to_contain_text("A secret answer")

    outside = await open_page(f"{server.base}/threads", eve, **WIDE)
    await server.post(ben, thread, "Another secret")
    await expect(page.get_by_role("region", name="Thread", exact=True)).to_contain_text("Another secret")
    await expect(outside.get_by_role("region", name="Threads", exact=True)).to_contain_text("You don't follow any")
    await outside.reload()
    await expect(outside.get_by_role("region", name="Threads", exact=True)).to_contain_text("You don't follow any")
    assert "secret" not in await outside.content()
    assert thread not in await outside.content()
