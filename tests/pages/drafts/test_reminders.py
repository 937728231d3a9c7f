"""Reminders on real pages: set in a message's menu, by a command and in their list; moved, told and done."""

import re
from datetime import datetime

import pytest
from playwright.async_api import expect

from pages.room.message_actions.reminding import offers
from tests.pages.drafts.test_scheduled import shoot
from tests.support.browser.accessibility import violations
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Server


@pytest.mark.browser
async def test_reminders_are_set_by_menu_command_and_list_told_and_done(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    room = await server.room(ann, bob)
    await server.post(bob, room, "who *deploys*?")
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    await page.locator(".msg").last.hover()
    await page.locator(".message-toolbar").get_by_role("button", name="More actions").click()
    await shoot(page, "remind-menu")
    await page.get_by_role("button", name="Remind me…").click()
    dialog = page.get_by_role("dialog", name="Remind me")
    await dialog.get_by_label("Date and time").fill("2020-01-01T09:00")
    await dialog.get_by_role("button", name="Set reminder").click()
    await expect(dialog.get_by_role("alert").filter(has_text="That time has passed")).to_be_visible()
    assert await violations(page) == []
    await shoot(page, "remind-dialog")
    await dialog.get_by_role("button", name="In 3 hours").click()
    await expect(page.get_by_role("alert").filter(has_text="You'll be reminded")).to_be_visible()
    field = page.get_by_role("textbox", name="Message", exact=True)
    for typed, said in (
        ("/remind me to water the plants", "We don't understand when"),
        ("/remind me 20m", "Say what to be reminded of"),
    ):
        await field.fill(typed)
        await page.keyboard.press("Enter")
        await expect(page.locator(".composer-note .error")).to_contain_text(said)
        await expect(field).to_have_value(typed)
    await shoot(page, "remind-refused")
    await field.fill("/remind me every weekday at 9:00 water the plants")
    await page.keyboard.press("Enter")
    await expect(field).to_have_value("")
    await shoot(page, "remind-command")
    await field.fill("/remind me 1m tea")
    await page.keyboard.press("Enter")
    await expect(field).to_have_value("")
    async with server.http(ann) as http:
        soon = {"text": "call Cleo", "in_seconds": 1}
        assert (await http.post("/api/v1/me/reminders", json=soon)).status_code == 201
    await page.get_by_role("button", name="See all").last.click()
    rows = page.get_by_role("region", name="Reminders").get_by_role("listitem")
    await expect(rows).to_have_count(4)
    await expect(rows.first).to_contain_text("call CleoReminded")
    for text in ("tea", "who deploys?", "water the plants"):  # which comes first of the last two, the hour decides
        await expect(rows.filter(has_text=text)).to_have_count(1)
    assert await violations(page) == []
    await shoot(page, "reminders")
    activity = await open_page(f"{server.base}/activity", ann)
    await expect(activity.get_by_role("region", name="Activity")).to_contain_text("call Cleo")
    assert await violations(activity) == []
    await shoot(activity, "reminder-in-activity")
    await activity.set_viewport_size({"width": 1280, "height": 800})  # axe has looked at it narrow
    link = activity.get_by_role("link", name=re.compile("^Activity"))
    await expect(link).to_have_attribute("aria-label", re.compile("1 unread"))
    await rows.first.get_by_role("button", name=re.compile("^Done")).click()
    await expect(rows.filter(has_text="call Cleo")).to_have_count(0)
    await expect(rows).to_have_count(3)
    await expect(link).not_to_have_attribute("aria-label", re.compile("unread"))
    await rows.filter(has_text="water the plants").get_by_role("button", name=re.compile("^Edit")).click()
    dialog = page.get_by_role("dialog", name="Change reminder")
    await dialog.get_by_label("Remind me of").fill("feed the cat")
    await dialog.get_by_label("Repeat").select_option("Every day")
    await shoot(page, "reminder-change")
    await dialog.get_by_role("button", name="Save").click()
    await expect(rows.filter(has_text="feed the cat")).to_contain_text("every day")
    await page.get_by_role("button", name="New reminder").click()
    dialog = page.get_by_role("dialog", name="New reminder")
    await dialog.get_by_role("button", name="Set reminder").click()
    await expect(dialog.get_by_role("alert").filter(has_text="Enter a reminder")).to_be_visible()
    await shoot(page, "reminder-new")
    other = await open_page(f"{server.base}/reminders", bob)
    await expect(other.get_by_role("heading", name="No reminders")).to_be_visible()
    await shoot(other, "reminders-none")


def test_offers_are_to_come() -> None:
    named = offers(datetime.fromisoformat("2026-11-27T22:10:33+01:00"))  # a Friday
    assert [(label, at.isoformat()) for label, at in named] == [
        ("In 20 minutes", "2026-11-27T22:30:00+01:00"),
        ("In 1 hour", "2026-11-27T23:10:00+01:00"),
        ("In 3 hours", "2026-11-28T01:10:00+01:00"),
        ("Tomorrow morning", "2026-11-28T09:00:00+01:00"),
        ("Next week", "2026-11-30T09:00:00+01:00"),
    ]
    sunday = offers(datetime.fromisoformat("2026-11-29T22:10:33+01:00"))
    assert [label for label, _ in sunday][3:] == ["Tomorrow morning"], "which is next week's first"
