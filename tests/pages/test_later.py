"""What a person keeps for themselves: drafts and saved messages, on their own pages and on nobody else's."""

import re

import pytest
from playwright.async_api import expect

from tests.support.people.chats import OpenPage
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser


async def test_drafts_and_saved_messages_are_listed_live_and_come_back_when_asked(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    room = await server.room(ann, bob)
    await server.post(bob, room, "worth *keeping*")
    desk = await open_page(f"{server.base}/rooms/{room}", ann)
    lists = await open_page(f"{server.base}/drafts", ann)
    field = desk.get_by_role("textbox", name="Message", exact=True)
    drafts = lists.get_by_role("list", name="Your drafts").get_by_role("listitem")
    await expect(lists.get_by_role("heading", name="No drafts")).to_be_visible()
    await field.press_sequentially("half a thought")
    await expect(drafts).to_contain_text(["half a thought"])
    await lists.get_by_role("button", name=re.compile("^Delete draft in")).click()
    await expect(field).to_have_value("")
    await drafts.get_by_role("button", name="Undo").click()
    await expect(field).to_have_value("half a thought")
    await drafts.get_by_role("link").click()
    await expect(lists.get_by_role("textbox", name="Message", exact=True)).to_have_value("half a thought")

    await desk.locator(".msg").last.hover()
    await desk.locator(".message-toolbar").get_by_role("button", name="More actions").click()
    await desk.get_by_role("button", name="Save for later").click()
    await lists.get_by_role("link", name=re.compile("^Saved")).click()
    open_, done = (lists.get_by_role("list", name=name).get_by_role("listitem") for name in ("For later", "Done"))
    await expect(open_).to_contain_text(["worth keeping"])
    await open_.get_by_role("button", name=re.compile("^Done: ")).click()
    await expect(done).to_contain_text(["worth keeping"])
    await expect(lists.get_by_role("heading", name="Nothing saved for later")).to_be_visible()
    await done.get_by_role("button", name=re.compile("^Not done: ")).click()
    async with server.http(bob) as http:
        for path in ("/api/v1/me/saved", "/api/v1/me/drafts"):
            answer = await http.get(path)
            assert answer.is_success
            assert room not in answer.text
        assert (await http.delete(f"/api/v1/rooms/{room}/messages/1")).is_success
    await open_.get_by_role("link").click()
    await lists.wait_for_url(f"**/rooms/{room}/1")
    await lists.get_by_role("link", name=re.compile("^Saved")).click()
    await expect(open_).to_contain_text(["This message was deleted."])
    await open_.get_by_role("button", name=re.compile("^Remove: ")).click()
    await expect(open_).to_have_count(0)
