"""A direct chat with somebody who has paused notifications: a line says so, and a press notifies them anyway."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from playwright.async_api import expect

from chatapp.notifications import Partner
from chatapp.notifications.quiet import Quiet
from pages.room.composer.paused_note import words_of
from tests.acceptance.scenes import composer, say
from tests.support.browser.accessibility import violations
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Server

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.mark.browser
async def test_the_line_comes_with_the_pause_notifies_anyway_by_keyboard_and_goes_with_it(
    server: Server, open_page: OpenPage
) -> None:
    ann, ben = await server.person(), await server.person()
    async with server.http(ann) as http, server.http(ben) as other:
        room = (await http.post("/api/v1/direct", json={"usernames": [ben.username]})).json()["uuid"]
        page = await open_page(f"{server.base}/rooms/{room}", ann)
        theirs = await open_page(f"{server.base}/rooms/{room}", ben)
        note, anyway = page.locator(".paused-note"), page.get_by_role("button", name="Notify anyway")
        await expect(composer(page)).to_be_visible()
        await expect(note).to_be_hidden()
        end = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
        await other.put("/api/v1/me/notifications", json={"paused_until": end})
        said = re.compile(rf"^{ben.username} has notifications paused until \d?\d:\d\d( [AP]M)?\.$")
        await expect(note.get_by_role("status")).to_have_text(said)
        await expect(anyway).to_be_hidden()
        await say(page, "the house is on fire")
        await expect(anyway).to_be_visible()
        assert await violations(page) == []
        await composer(page).focus()
        await page.keyboard.press("Shift+Tab")
        await expect(anyway).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(note.get_by_role("status")).to_have_text(f"{ben.username} will be notified of your message.")
        await expect(anyway).to_be_hidden()
        await expect(composer(page)).to_be_focused()
        await say(page, "again")
        await expect(anyway).to_be_visible()
        await expect(theirs.locator(".paused-note")).to_be_hidden()
        await say(theirs, "I'm coming")
        await expect(anyway).to_be_hidden()
        await other.put("/api/v1/me/notifications", json={})
        await expect(note).to_be_hidden()


def test_the_line_names_one_or_several_and_says_until_when_if_that_is_soon() -> None:
    def held(name: str, hours: float) -> tuple[Partner, datetime]:
        person = Partner(1, uuid4(), name, Quiet())
        return person, NOON + timedelta(hours=hours)

    def words(*people: tuple[Partner, datetime], is_told: bool = False) -> str:
        return words_of(people, NOON, is_told=is_told)

    one = "<bdi>&lt;b&gt;</bdi> has notifications paused"
    assert words(held("<b>", 2)) == one + ' until <local-time at="2026-11-29T14:00:00.000Z"></local-time>.'
    assert words(held("<b>", 48)) == one + ' until <local-date at="2026-12-01T12:00:00.000Z" with-time></local-date>.'
    assert words(held("<b>", 24 * 90)) == one + ".", "always"
    several = words(held("Ann", 1), held("Ben", 2), held("Cat", 3))
    assert several == "<bdi>Ann</bdi>, <bdi>Ben</bdi> and <bdi>Cat</bdi> have notifications paused."
    assert words(held("Ann", 1), is_told=True) == "<bdi>Ann</bdi> will be notified of your message."
    assert words() == ""
