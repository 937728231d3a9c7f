"""S0, what is said: over the websocket, stored, each room for itself, and its history page by page."""

import re
from uuid import uuid4

import pytest
from playwright.async_api import Request, expect

from tests.acceptance.requirements import proves
from tests.acceptance.scenes import a_room, composer, heard, in_sidebar, messages, say, written
from tests.support.browser.arrival import arrived
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser

NUMBERS = "all => all.map(e => +e.dataset.number)"
TO_THE_TOP = "e => { e.scrollTop = -e.scrollHeight }"


@proves("S0.9")
@pytest.mark.each_engine
async def test_what_is_said_travels_over_the_websocket_and_is_stored(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    room = (await a_room(server, ann, bob))["uuid"]
    page, other = await open_page(f"{server.base}/rooms/{room}", ann), await open_page(f"{server.base}/rooms", bob)
    frames = heard(other)
    await other.goto(f"{server.base}/rooms/{room}")
    await arrived(other)
    asked: list[Request] = []
    for open_ in (page, other):
        open_.on("request", lambda request: asked.append(request))
    await say(page, "over the wire")
    await expect(messages(other)).to_contain_text(["over the wire"])
    await expect(messages(page)).to_contain_text(["over the wire"])
    assert any("over the wire" in frame for frame in frames)
    assert [request.url for request in asked if request.resource_type in ("fetch", "xhr", "document")] == []
    assert await written(server, bob, room) == ["over the wire"]


@pytest.mark.nightly
@proves("S0.9")
async def test_two_rooms_do_not_mix(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    first, second = await a_room(server, ann, bob), await a_room(server, ann, bob)
    page = await open_page(f"{server.base}/rooms/{first['uuid']}", ann)
    other = await open_page(f"{server.base}/rooms/{second['uuid']}", bob)
    await say(page, "in the first room")
    await expect(in_sidebar(other, f"{first['name']}, 2 unread")).to_be_visible()  # it is on its way nowhere else
    await say(other, "in the second room")
    await expect(messages(page)).to_have_text([re.compile("in the first room")])
    await expect(messages(other)).to_have_text([re.compile("in the second room")])
    assert await written(server, ann, first["uuid"]) == ["in the first room"]
    await in_sidebar(page, second["name"]).click()
    await expect(messages(page)).to_have_text([re.compile("in the second room")])


@pytest.mark.nightly
@proves("S0.9")
async def test_coming_back_to_a_room_shows_its_history(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    room = await a_room(server, ann)
    page = await open_page(f"{server.base}/rooms/{room['uuid']}", ann)
    for words in ("one", "two"):
        await say(page, words)
    await expect(messages(page)).to_have_count(2)
    await page.get_by_role("link", name="Browse rooms").click()
    await expect(page).to_have_url(f"{server.base}/rooms")
    await expect(messages(page)).to_have_count(0)
    await page.go_back()
    await expect(messages(page)).to_contain_text(["one", "two"])
    await page.reload()
    await expect(messages(page)).to_contain_text(["one", "two"])
    await expect(composer(page)).to_have_value("")


@proves("S0.9")
@pytest.mark.each_engine
async def test_history_pages_in_on_scroll_fifty_at_a_time_in_order(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    room = (await a_room(server, ann))["uuid"]
    async with server.http(ann) as http:
        for number in range(1, 171):
            message = {"body": f"number {number}", "client_message_id": str(uuid4())}
            assert (await http.post(f"/api/v1/rooms/{room}/messages", json=message)).status_code == 201
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    conversation = page.get_by_role("region", name="Conversation")
    assert await messages(page).evaluate_all(NUMBERS) == list(range(101, 171))  # fifty at least, from a round number
    for first in (51, 1):
        await conversation.evaluate(TO_THE_TOP)
        await expect(messages(page)).to_have_count(171 - first)
        assert await messages(page).evaluate_all(NUMBERS) == list(range(first, 171))
    await expect(page.get_by_text("This is the very beginning of")).to_be_visible()
    await expect(page.get_by_role("button", name="Show earlier messages")).to_be_hidden()
