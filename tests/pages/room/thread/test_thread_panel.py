"""A second conversation beside a room's own: each thing typed and pressed acts where it is, at both widths."""

import pytest
from playwright.async_api import Locator, expect

from tests.pages.room.composer.test_attaching import a_file
from tests.support.browser.accessibility import violations
from tests.support.browser.screens import PHONE, WIDE, shot
from tests.support.people.chats import OpenPage
from tests.support.running.patience import becomes
from tests.support.servers.server import Person, Server

pytestmark = pytest.mark.browser


def row(place: Locator, number: int) -> Locator:
    return place.locator(f".log .msg[data-number='{number}']")


async def bodies(server: Server, person: Person, room: str) -> list[str]:
    return [message["body"] for message in await server.messages(person, room)]


async def test_two_conversations_side_by_side_keep_to_themselves(server: Server, open_page: OpenPage) -> None:
    ann, ben = await server.person(), await server.person()
    room = await server.room(ann, ben)
    for words in ("one", "two", "three"):
        await server.post(ben, room, f"{words} in the room")
    thread = await server.thread(ben, room, 2)
    for words in ("one", "two", "three"):
        await server.post(ben, thread, f"{words} in the thread")
    page = await open_page(f"{server.base}/rooms/{room}?thread={thread}", ann, **WIDE)
    beside = page.get_by_role("region", name="Thread", exact=True)
    main = page.locator("[data-place]:not([data-beside])")
    field, reply = (one.get_by_label("Message", exact=True) for one in (main, beside))
    await expect(row(beside, 3)).to_contain_text("three in the thread")
    await expect(reply).to_be_focused()
    await shot(page, "thread-wide")
    await page.set_viewport_size({"width": 1024, "height": 700})  # the least at which both are side by side
    name, preview = main.locator(".room-head h1"), beside.get_by_role("button", name="Preview")
    assert await name.evaluate("name => name.clientWidth === name.scrollWidth && name.clientWidth > 0")
    assert await preview.evaluate("tool => tool.parentElement.scrollWidth === tool.parentElement.clientWidth")
    await page.set_viewport_size({"width": 1440, "height": 900})

    await reply.fill("posted in the thread")
    await reply.press("Enter")
    await expect(row(beside, 4)).to_contain_text("posted in the thread")
    await field.fill("posted in the room")
    await field.press("Enter")
    await expect(row(main, 4)).to_contain_text("posted in the room")

    await field.fill("a draft of the room")
    await reply.fill("a draft of the thread")
    await becomes(2, lambda: page.evaluate("chatapp.drafts.rooms().length"))
    await row(beside, 1).hover()
    await beside.get_by_role("button", name="Reply", exact=True).click()
    await expect(beside.locator(".replying")).to_contain_text("one in the thread")
    await expect(main.locator(".replying")).to_be_hidden()
    await expect(reply).to_be_focused()
    await shot(page, "thread-replying")
    await page.reload()
    await expect(field).to_have_value("a draft of the room")
    await expect(reply).to_have_value("a draft of the thread")
    await expect(beside.locator(".replying")).to_contain_text("one in the thread")
    known = "(rooms) => rooms.every((room) => chatapp.drafts.peek(room).base.revision > 0)"
    await page.wait_for_function(known, arg=[room, thread])
    await reply.press("Enter")
    await expect(row(beside, 5).locator(".quote")).to_contain_text("one in the thread")
    await expect(field).to_have_value("a draft of the room")
    await field.fill("")

    await reply.press("ArrowUp")  # edits the thread's own last one
    await expect(beside.get_by_label("Edit message")).to_have_value("a draft of the thread")
    await field.press("ArrowUp")  # and the room's, at once
    await expect(main.get_by_label("Edit message")).to_have_value("posted in the room")
    await main.get_by_label("Edit message").fill("edited in the room")
    await beside.get_by_label("Edit message").fill("edited in the thread")
    await shot(page, "thread-editing")
    for place in (beside, main):
        await place.get_by_label("Edit message").press("Enter")
    await expect(row(main, 4).locator(".body")).to_have_text("edited in the room(edited)")
    await expect(row(beside, 5).locator(".body")).to_have_text("edited in the thread(edited)")

    for place, emoji in ((beside, "👍"), (main, "✅")):
        await row(place, 2).hover(position={"x": 70, "y": 12})
        await place.get_by_role("button", name=f"React with {emoji}").click()
        await expect(row(place, 2).locator(".reactions")).to_contain_text(emoji)
    await expect(page.locator(".msg[data-number='2'] .reactions li")).to_have_count(2)

    async with page.expect_file_chooser() as choosing:
        await beside.get_by_role("button", name="Attach files").click()
    await (await choosing.value).set_files([a_file("plan.txt", b"the plan")])
    await expect(beside.locator(".attached")).to_have_count(1)
    await expect(main.locator(".attached")).to_have_count(0)
    await reply.press("Enter")
    await expect(row(beside, 6)).to_contain_text("plan.txt")

    await reply.press("Shift+Tab")  # into the thread's messages by the keyboard
    await row(beside, 6).focus()
    await page.keyboard.press("k")
    await expect(row(beside, 5)).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(reply).to_be_focused()
    await page.keyboard.press("F6")
    assert await violations(page) == []

    bens = await open_page(f"{server.base}/rooms/{thread}/2", ben, **WIDE)
    bens_thread = bens.get_by_role("region", name="Thread", exact=True)
    await expect(row(bens_thread, 2)).to_be_in_viewport()
    await expect(bens).to_have_url(f"{server.base}/rooms/{room}?thread={thread}")
    await expect(bens.locator(f".sidebar [aria-current=page][href$='{room}']")).to_have_count(1)
    await bens_thread.get_by_label("Message", exact=True).press_sequentially("hm")
    await expect(beside.locator(".typing")).to_contain_text(ben.username)
    await expect(main.locator(".typing")).to_be_empty()

    await reply.focus()
    await page.keyboard.press("Escape")
    await expect(beside).to_have_count(0)
    await expect(page).to_have_url(f"{server.base}/rooms/{room}")
    await expect(field).to_be_focused()
    await expect(field).to_have_value("")
    assert await bodies(server, ann, room) == [
        "one in the room",
        "two in the room",
        "three in the room",
        "edited in the room",
    ]
    assert (await bodies(server, ann, thread))[3:5] == ["posted in the thread", "edited in the thread"]
    await page.reload()
    await expect(beside).to_have_count(0)


async def test_on_a_phone_it_is_a_sheet_that_back_closes(server: Server, open_page: OpenPage) -> None:
    ann, ben = await server.person(), await server.person()
    room = await server.room(ann, ben)
    await server.post(ben, room, "in the room")
    thread = await server.thread(ben, room, 1)
    await server.post(ben, thread, "in the thread")
    page = await open_page(f"{server.base}/rooms/{room}", ann, **PHONE)
    address = page.url
    beside = page.get_by_role("region", name="Thread", exact=True)
    await expect(row(page.locator(".main"), 1)).to_be_visible()
    for close in (
        page.go_back,
        lambda: page.get_by_role("button", name="Close thread").tap(),
        lambda: page.keyboard.press("Escape"),
    ):
        await page.evaluate("(thread) => chatapp.threads.open(thread)", thread)
        await expect(row(beside, 1)).to_contain_text("in the thread")
        await page.wait_for_function("history.state?.isLayer && location.search.includes('thread')")
        await close()
        await expect(beside).to_have_count(0)
        await page.wait_for_function("!history.state?.isLayer && !location.search")
        assert page.url == address
    await page.evaluate("(thread) => chatapp.threads.open(thread)", thread)
    reply = beside.get_by_label("Message", exact=True)
    await reply.fill("from the phone")
    await beside.get_by_role("button", name="Send", exact=True).tap()
    await expect(row(beside, 2)).to_contain_text("from the phone")
    await shot(page, "thread-phone")
    assert await violations(page) == []
    await page.reload()
    await expect(row(beside, 2)).to_contain_text("from the phone")
    await page.goto(
        f"{server.base}/rooms/{await server.room(ann)}?thread={thread}"
    )  # it leads to the thread's own room
    await expect(row(beside, 2)).to_contain_text("from the phone")
    await expect(page).to_have_url(f"{address}?thread={thread}")


async def test_an_outsider_and_another_rooms_page_are_shown_nothing_of_it(server: Server, open_page: OpenPage) -> None:
    ann, eve = await server.person(), await server.person()
    room, other = await server.room(ann, visibility="private"), await server.room(eve)
    await server.post(ann, room, "a secret")
    thread = await server.thread(ann, room, 1)
    await server.post(ann, thread, "another secret")
    page = await open_page(f"{server.base}/rooms/{other}?thread={thread}", eve, **WIDE)
    await expect(page.get_by_text("That thread isn't here any more.")).to_be_visible()
    await expect(page).to_have_url(f"{server.base}/rooms/{other}")
    await page.evaluate("(thread) => chatapp.threads.open(thread)", other)  # no thread of this room
    await page.get_by_label("Message", exact=True).fill("a word")
    await page.get_by_label("Message", exact=True).press("Enter")  # what was asked for before is answered by then
    await expect(row(page.locator(".main"), 1)).to_be_visible()
    await expect(page.get_by_role("region", name="Thread", exact=True)).to_have_count(0)
    assert "secret" not in await page.content()
    answer = await page.goto(f"{server.base}/rooms/{thread}")
    assert answer is not None
    assert "secret" not in await page.content()
    await expect(page.get_by_role("log")).to_have_count(0)
