"""Sending later on real pages: chosen in the composer, listed, changed, sent now or deleted."""

import os
import re
from datetime import datetime, timedelta

import pytest
from playwright.async_api import Page, expect

from pages.room.composer.send_later import offers
from tests.pages.room.composer.test_attaching import a_file, attach
from tests.support.browser.accessibility import violations
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Server

FILM = os.environ.get("CHATAPP_TEST_FILM", "")  # a folder for screenshots, to be looked at


async def shoot(page: Page, name: str) -> None:
    if FILM:
        for width, height in ((1440, 900), (390, 844)):
            for scheme in ("light", "dark"):
                await page.set_viewport_size({"width": width, "height": height})
                await page.emulate_media(color_scheme=scheme)
                await page.wait_for_timeout(300)
                await page.screenshot(path=f"{FILM}/{width}-{scheme}-{name}.png")
        await page.set_viewport_size({"width": 1280, "height": 800})


@pytest.mark.browser
async def test_a_message_is_sent_later_changed_sent_now_and_deleted(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    room = await server.room(ann, bob)
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    field = page.get_by_role("textbox", name="Message", exact=True)
    later = page.get_by_role("button", name="Schedule for later")
    await later.click()
    await expect(page.locator(".composer-note .error")).to_have_text("Write a message first.")
    await field.fill("good morning")
    await later.click()
    dialog = page.get_by_role("dialog", name="Send later")
    await dialog.get_by_label("Date and time").fill("2020-01-01T09:00")
    await dialog.get_by_role("button", name="Schedule").click()
    await expect(dialog.get_by_role("alert").filter(has_text="That time has passed")).to_be_visible()
    await expect(field).to_have_value("good morning")
    assert await violations(page) == []
    await shoot(page, "send-later")
    await dialog.get_by_role("button", name="Tomorrow morning").click()
    await expect(field).to_have_value("")
    await shoot(page, "scheduled-toast")
    await field.fill("never")
    await attach(page, a_file("plan.txt", b"plan"))
    await expect(page.locator(".attached progress")).to_be_hidden()  # it is there
    await later.click()
    await page.get_by_role("dialog", name="Send later").get_by_role("button", name="In 1 hour").click()
    await expect(field).to_have_value("")
    await expect(page.locator(".attached")).to_have_count(0)
    await page.get_by_role("button", name="See all").last.click()
    rows = page.get_by_role("region", name="Scheduled").get_by_role("listitem")
    await expect(rows).to_contain_text(["never", "good morning"])
    await expect(rows.first.get_by_role("list", name="Files")).to_have_text("plan.txt")
    assert await violations(page) == []
    await shoot(page, "scheduled")
    await rows.last.get_by_role("button", name=re.compile("^Edit")).click()
    dialog = page.get_by_role("dialog", name="Change scheduled message")
    await dialog.get_by_label("Message").fill("good **morning**")
    await dialog.get_by_role("button", name="Save").click()
    await expect(rows).to_contain_text(["never", "good **morning**"])
    await rows.first.get_by_role("button", name=re.compile("^Delete")).click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(rows).to_contain_text(["good **morning**"])
    other = await open_page(f"{server.base}/scheduled", bob)
    await expect(other.get_by_role("heading", name="Nothing scheduled")).to_be_visible()
    await rows.get_by_role("button", name=re.compile("^Send now")).click()
    await expect(page.get_by_role("heading", name="Nothing scheduled")).to_be_visible()
    assert [message["body"] for message in await server.messages(bob, room)] == ["good **morning**"]


@pytest.mark.parametrize(
    ("day", "names"),
    [
        ("2026-11-28", ["In 1 hour", "Tomorrow morning", "Monday morning"]),  # a Saturday
        ("2026-11-29", ["In 1 hour", "Tomorrow morning"]),  # a Sunday: tomorrow is Monday
        ("2026-11-30", ["In 1 hour", "Tomorrow morning", "Monday morning"]),
    ],
)
def test_offered_times_lie_ahead_and_monday_is_offered_once(day: str, names: list[str]) -> None:
    now = datetime.fromisoformat(f"{day}T22:30:40+01:00")
    offered = offers(now)
    assert [name for name, _ in offered] == names
    assert offered[0][1] == (now + timedelta(hours=1)).replace(second=0)
    assert all(at > now and (at.hour, at.minute) == (9, 0) for _, at in offered[1:])
    assert {at.weekday() for name, at in offered if name.startswith("Monday")} <= {0}
