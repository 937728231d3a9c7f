"""Settings of notifications, the level of a room, and the pause: chosen on one page, shown on the others."""

import pytest
from playwright.async_api import expect

from tests.support.people.chats import OpenPage
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser


async def test_rules_are_chosen_on_one_page_shown_on_the_other_and_refused_beside_the_field(
    server: Server, open_page: OpenPage
) -> None:
    ann = await server.person()
    page, other = [await open_page(f"{server.base}/settings/notifications", ann) for _ in range(2)]
    await page.get_by_role("radio", name="Every message").check()
    await page.get_by_role("switch", name="Play a sound").check()
    await expect(page.get_by_role("switch", name="E-mail me")).to_have_count(0)  # there is no mail server
    await page.get_by_role("textbox", name="Keywords").fill("deploy, on call")
    await page.get_by_role("button", name="Save keywords").click()
    await expect(other.get_by_role("radio", name="Every message")).to_be_checked()
    await expect(other.get_by_role("switch", name="Play a sound")).to_be_checked()
    await expect(other.get_by_role("textbox", name="Keywords")).to_have_value("deploy, on call")
    await page.get_by_label("From", exact=True).fill("21:30")
    await page.get_by_role("textbox", name="Time zone").fill("Europe/Atlantis")
    await page.get_by_role("button", name="Save quiet hours").click()
    await expect(page.get_by_text("Enter a time zone such as Europe/Berlin.")).to_be_visible()
    await page.get_by_role("textbox", name="Time zone").fill("Europe/Berlin")
    await page.get_by_role("button", name="Save quiet hours").click()
    await expect(other.get_by_label("From", exact=True)).to_have_value("21:30")
    await page.get_by_role("checkbox", name="Monday").check(force=True)
    await expect(other.get_by_role("checkbox", name="Monday")).to_be_checked()
    async with server.http(ann) as http:
        rules = (await http.get("/api/v1/me/notifications")).json()
        assert (rules["level"], rules["quiet_from"], rules["time_zone"]) == ("all", "21:30", "Europe/Berlin")
        await other.get_by_role("radio", name="Workspace default (What concerns me)").check()
        await expect(page.get_by_role("radio", name="Workspace default (What concerns me)")).to_be_checked()
        assert (await http.get("/api/v1/me/notifications")).json()["level"] is None


async def test_a_pause_shows_on_all_pages_and_a_room_has_a_level_of_its_own(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    room = await server.room(ann, bob)
    page = await open_page(f"{server.base}/rooms/{room}", bob)
    other = await open_page(f"{server.base}/people", bob)
    await page.get_by_role("button", name="Pause notifications").click()
    await page.get_by_role("menuitem", name="Pause for 1 hour").click()
    for one in (page, other):
        await expect(one.get_by_role("button", name="Notifications are paused")).to_be_visible()
    await other.get_by_role("button", name="Notifications are paused").click()
    await other.get_by_role("menuitem", name="Resume notifications").click()
    await expect(page.get_by_role("button", name="Pause notifications")).to_be_visible()
    await page.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Notifications").click()
    levels = page.get_by_role("dialog").get_by_label("Notify me about")
    await expect(levels.get_by_role("option")).to_have_text(
        ["Workspace default (What concerns me)", "Every message", "What concerns me", "Nothing"]
    )
    await levels.select_option("nothing")
    await page.get_by_role("dialog").get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    async with server.http(bob) as http:
        assert (await http.get(f"/api/v1/rooms/{room}")).json()["notifications"] == "nothing"
