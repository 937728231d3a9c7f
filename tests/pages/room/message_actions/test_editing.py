"""Editing, deleting and undoing on real pages: nothing typed is lost, whatever others do to the row meanwhile."""

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.support.browser.accessibility import violations
from tests.support.people.chats import OpenPage
from tests.support.running.patience import becomes
from tests.support.servers.server import Person, Server

pytestmark = pytest.mark.browser


def row(page: Page, number: int) -> Locator:
    return page.locator(f".log .msg[data-number='{number}']")


async def focus(page: Page, number: int) -> None:
    """Go to a row, as the arrow keys do."""
    await row(page, number).evaluate("row => { row.tabIndex = -1; row.focus(); }")


async def ask(server: Server, person: Person, method: str, room: str, path: str, **body: Any) -> int:
    async with server.http(person) as http:
        answer = await http.request(method, f"/api/v1/rooms/{room}/messages/{path}", json=body or None)
    return answer.status_code


async def bodies(server: Server, person: Person, room: str) -> list[str]:
    return [message["body"] for message in await server.messages(person, room)]


async def test_an_edit_by_keyboard_outlives_a_reaction_a_conflict_and_a_deletion(
    server: Server, open_page: OpenPage
) -> None:
    ann, ben = await server.person(), await server.person()
    room = await server.room(ann, ben)
    for words in ("first", "teh plan", "last"):
        await server.post(ann, room, words)
    await server.post(ben, room, "mine\n" * 18)
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    bens = await open_page(f"{server.base}/rooms/{room}", ben)
    composer, field = page.get_by_label("Message", exact=True), page.get_by_label("Edit message")
    await composer.fill("a draft")
    await composer.press("ArrowUp")
    await expect(field).to_be_hidden()
    await composer.fill("")
    await page.set_viewport_size({"width": 1280, "height": 460})
    await expect(row(page, 3)).not_to_be_in_viewport()
    await composer.press("ArrowUp")
    await expect(field).to_have_value("last")
    await expect(row(page, 3)).to_be_in_viewport()
    await field.fill("at last")
    assert await ask(server, ben, "PUT", room, "3/reactions/👍") == 200
    await expect(row(page, 3).locator(".reactions")).to_be_visible()
    await expect(field).to_have_value("at last")
    assert await violations(page) == []
    await field.press("Enter")
    for one in (page, bens):
        await expect(row(one, 3).locator(".body")).to_have_text("at last(edited)")
    await expect(composer).to_be_focused()
    await focus(page, 2)
    await page.keyboard.press("e")
    await expect(field).to_have_value("teh plan")
    await field.fill("nothing of this")
    await field.press("Escape")
    await expect(row(page, 2)).to_be_focused()
    await page.keyboard.press("e")
    await expect(field).to_have_value("teh plan")
    await field.fill("the plan")
    assert await ask(server, ann, "PATCH", room, "2", body="our plan") == 200
    await expect(row(page, 2).locator(".body")).to_contain_text("our plan")
    await field.press("Enter")
    waiting = page.locator(".pending-edits")
    await expect(waiting).to_contain_text("The other editour plan")
    await expect(waiting).to_contain_text("Your editthe plan")
    assert await violations(page) == []
    await waiting.get_by_role("button", name="Save mine").click()
    await expect(row(bens, 2).locator(".body")).to_have_text("the plan(edited)")
    await row(bens, 2).get_by_role("button", name="(edited)").click()
    history = bens.get_by_role("dialog", name="Edit history")
    await expect(history.locator(".version .body")).to_have_text(["the plan", "our plan", "teh plan"])
    assert await violations(bens) == []
    await focus(page, 1)
    await page.keyboard.press("e")
    await expect(field).to_have_value("first")
    await field.fill("the very first")
    assert await ask(server, ann, "DELETE", room, "1") == 204
    await expect(waiting).to_contain_text("This message was deleted.")
    await waiting.get_by_role("button", name="Move to composer").click()
    await expect(composer).to_have_value("the very first")


async def test_what_was_edited_offline_survives_a_reload_and_is_saved_once(
    own_server: Server, open_page: OpenPage
) -> None:
    ann = await own_server.person("ann")
    room = await own_server.room(ann)
    await own_server.post(ann, room, "before")
    page = await open_page(f"{own_server.base}/rooms/{room}", ann)
    await page.get_by_label("Message", exact=True).press_sequentially("*mine*, typed here\n")
    await expect(row(page, 2)).to_be_visible()
    for words in ("_sent_ elsewhere", "at 10:30,\n  sharp"):
        await own_server.post(ann, room, words)
    await expect(row(page, 4)).to_be_visible()
    await focus(page, 1)
    await page.keyboard.press("e")
    field = page.get_by_label("Edit message")
    await expect(field).to_have_value("before")
    await own_server.kill()
    await expect(page.locator(".offline-bar")).to_be_visible()
    await field.fill("after")
    await field.press("Enter")
    await expect(page.locator(".pending-edits")).to_contain_text("Edit waiting to be saved")
    await focus(page, 2)  # sent by this page, with marks
    await page.keyboard.press("e")
    await expect(field).to_have_value("*mine*, typed here")
    await field.fill("*mine*, and changed")
    await field.press("Enter")
    await expect(page.locator(".pending-edits .waiting")).to_have_count(2)
    await focus(page, 3)  # with marks, sent elsewhere
    await page.keyboard.press("e")
    await expect(page.locator(".toast")).to_contain_text("You can edit this message when you're back.")
    await focus(page, 4)  # plain, sent elsewhere
    await page.keyboard.press("e")
    await expect(field).to_have_value("at 10:30,\n  sharp")
    await field.fill("at 11")
    await field.press("Enter")
    await own_server.start()  # the page loads again by itself
    await expect(row(page, 1).locator(".body")).to_have_text("after(edited)")
    await expect(row(page, 2).locator(".body")).to_have_text("mine, and changed(edited)")
    await expect(row(page, 4).locator(".body")).to_have_text("at 11(edited)")
    await expect(page.locator(".pending-edits .waiting")).to_have_count(0)
    async with own_server.http(ann) as http:
        found = (await http.get(f"/api/v1/rooms/{room}/messages/1/editions")).json()["editions"]
    assert [one["body"] for one in found] == ["before"]
    await focus(page, 1)
    await page.keyboard.press("e")
    await expect(field).to_have_value("after")
    await field.fill("half a thought")
    await page.reload()
    await expect(field).to_have_value("half a thought")  # it is being edited still
    await field.press("Enter")
    await expect(row(page, 1).locator(".body")).to_have_text("half a thought(edited)")


async def test_a_deletion_is_undone_and_a_moderator_is_asked_first(server: Server, open_page: OpenPage) -> None:
    ann, ben = await server.person(), await server.person()
    room = await server.room(ann, ben)
    for words in ("oops", "spam", "slip"):
        await server.post(ben, room, words)
    bens = await open_page(f"{server.base}/rooms/{room}", ben, viewport={"width": 390, "height": 844}, has_touch=True)
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    for number in (1, 3):
        await focus(bens, number)
        await bens.keyboard.press("Delete")
        await expect(row(page, number)).to_contain_text("This message was deleted.")
    undo = bens.get_by_role("button", name="Undo")
    await expect(undo).to_have_count(2)  # one for each: the second takes nothing from the first
    await expect(bens.locator(".toast p")).to_have_text(["Deleted “oops”", "Deleted “slip”"])
    await bens.keyboard.press("F6")
    for _ in range(8):
        if await undo.first.evaluate("button => button === document.activeElement"):
            break
        await bens.keyboard.press("F6")
    await bens.keyboard.press("Enter")
    await expect(row(page, 1).locator(".body")).to_have_text("oops")
    await expect(row(page, 3)).to_contain_text("This message was deleted.")
    await undo.click()
    await expect(row(page, 3).locator(".body")).to_have_text("slip")
    await expect(undo).to_be_hidden()
    await focus(page, 2)
    await page.keyboard.press("e")  # not theirs to edit
    await page.keyboard.press("Delete")
    question = page.get_by_role("dialog")
    await expect(question).to_contain_text("This can't be undone.")
    await expect(page.get_by_label("Edit message")).to_be_hidden()
    await question.get_by_role("button", name="Delete").click()
    for one in (page, bens):
        await expect(row(one, 2)).to_contain_text("This message was removed by a moderator.")
    await becomes(["oops", "", "slip"], lambda: bodies(server, ann, room))
