"""Blocks on two people's pages: pressed, chosen, filled in and sorted, each for the one who does it."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.support.people.chats import OpenPage
from tests.support.running.patience import becomes
from tests.support.servers.server import Person, Server

pytestmark = pytest.mark.browser

SHOWN: list[dict[str, Any]] = [
    {"type": "table", "columns": ["Query", "ms"], "rows": [["slow", 90], ["quick", 5], ["none", None], ["usual", 10]]},
    {"type": "buttons", "buttons": [{"id": "go", "label": "Deploy", "confirm": "Deploy to prod?", "once": "message"}]},
    {"type": "select", "id": "env", "label": "Where", "options": [{"value": "p", "label": "prod"}]},
    {
        "type": "form",
        "id": "rota",
        "label": "Take over",
        "fields": [
            {"name": "who", "label": "Who", "required": True},
            {"name": "hours", "label": "Hours", "type": "number"},
        ],
    },
]


async def presses(server: Server, who: Person, room: str) -> list[tuple[str, dict[str, str]]]:
    async with server.http(who) as http:
        found = (await http.get(f"/api/v1/rooms/{room}/messages/1/actions")).json()["presses"]
    return [(one["action"], one["values"]) for one in found]


async def order(page: Page) -> list[str]:
    return await page.locator(".blocks tbody tr td:first-child").all_inner_texts()


async def test_what_blocks_offer_is_done_once_and_refusals_lose_nothing(server: Server, open_page: OpenPage) -> None:
    ann, ben = await server.person(), await server.person()
    room = await server.room(ann, ben)
    async with server.http(ann) as http:
        await http.post(f"/api/v1/rooms/{room}/messages", json={"client_message_id": "k", "blocks": SHOWN})
    page = await open_page(f"{server.base}/rooms/{room}", ben)
    other = await open_page(f"{server.base}/rooms/{room}", ann, viewport={"width": 390, "height": 800})

    ms = page.get_by_role("columnheader", name="ms")
    await ms.get_by_role("button").click()
    assert await order(page) == ["quick", "usual", "slow", "none"]
    await ms.get_by_role("button").click()
    await expect(ms).to_have_attribute("aria-sort", "descending")
    assert await order(page) == ["slow", "usual", "quick", "none"]
    assert await order(other) == ["slow", "quick", "none", "usual"]

    await page.get_by_role("button", name="Deploy").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_role("heading")).to_have_text("Deploy to prod?")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    for _ in range(2):
        await page.get_by_role("button", name="Deploy").click()
        await dialog.get_by_role("button", name="Deploy").click()
        await expect(page.locator("[data-waiting]")).to_have_count(0)
    await expect(page.get_by_text("You've already done this.")).to_be_visible()

    await page.get_by_label("Where").select_option(label="prod")
    await expect(page.get_by_label("Where")).to_have_value("")
    await page.get_by_role("button", name="Take over").click()
    await dialog.get_by_label("Who").fill("Ada")
    await dialog.get_by_label("Hours").fill("many")
    async with server.http(ann) as http:  # the row is drawn again meanwhile
        await http.put(f"/api/v1/rooms/{room}/messages/1/reactions/👍")
    await expect(page.locator(".reactions li")).to_have_count(1)
    await dialog.get_by_role("button", name="Take over").click()
    await expect(dialog.get_by_role("alert")).to_have_text("Hours: enter a number.")
    await expect(dialog.get_by_label("Who")).to_have_value("Ada")
    await dialog.get_by_label("Hours").fill("8")
    await dialog.get_by_role("button", name="Take over").click()
    await expect(dialog).to_have_count(0)
    wanted = [("go", {}), ("env", {"value": "p"}), ("rota", {"who": "Ada", "hours": "8"})]
    await becomes(wanted, lambda: presses(server, ann, room))

    async with server.http(ann) as http:
        await http.patch(f"/api/v1/rooms/{room}/messages/1", json={"blocks": [{"type": "text", "text": "Deployed."}]})
    for one in (page, other):
        await expect(one.locator(".blocks")).to_have_text("Deployed.")
