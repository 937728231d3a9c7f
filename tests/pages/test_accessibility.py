"""What a screen reader and a keyboard meet: axe finds nothing on any page, in any size, in light and dark."""

import pytest
from playwright.async_api import Page, expect

from chatapp.web import urls
from pages.admin.frame import AREA as ADMINISTRATION
from pages.routes import VIEWS
from pages.settings.page import AREA as SETTINGS
from tests.support.browser.accessibility import FIRST_HEADING, violations
from tests.support.browser.arrival import go
from tests.support.people.chats import OpenPage
from tests.support.people.inbox import fill_inbox
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser

CODE = "```python\nimport os  # why\nclass A:\n    def f(self): return 'x', 1\n```"


async def close_dialog(page: Page) -> None:
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_axe_finds_nothing_on_the_sign_in_pages(server: Server, open_page: OpenPage) -> None:
    for path in ("/login", "/signup"):
        page = await open_page(server.base + path)
        await page.get_by_role("button").last.click()  # with its errors
        assert await violations(page) == []


async def test_axe_finds_nothing_in_the_index(server: Server, open_page: OpenPage) -> None:
    ann = await server.person()
    async with server.http(ann) as http:
        given = {"visibility": "private", "password": "open sesame", "description": "locked"}
        made = await http.post("/api/v1/rooms", json={"name": f"Locked {ann.username}", **given})
    page = await open_page(f"{server.base}/rooms?show=saved", ann)
    assert await violations(page) == []  # empty
    await page.get_by_label("Search rooms").fill("no such room")
    await expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    assert await violations(page) == []
    await go(page, f"{server.base}/rooms")
    assert await violations(page) == []
    await page.get_by_role("button", name="Create room").first.click()
    await page.get_by_label("Who may join").select_option("private")
    await page.get_by_label("Password").fill("short")
    await page.get_by_role("dialog").get_by_role("button", name="Create room").click()
    await expect(page.locator("#error-password")).not_to_be_empty()
    assert await violations(page) == []
    stranger = await open_page(f"{server.base}/rooms/{made.json()['uuid']}", await server.person())
    assert await violations(stranger) == []
    await stranger.get_by_role("button", name="Join").click()
    await stranger.get_by_label("Room password").fill("wrong one")
    await stranger.keyboard.press("Enter")
    await expect(stranger.locator("#error-password")).not_to_be_empty()
    assert await violations(stranger) == []


async def test_axe_finds_nothing_in_a_room(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    room = await server.room(ann, bob)
    for words in ("plain", "`code`, **bold** and https://example.org", "- a\n- list", "> quoted", CODE):
        await server.post(bob, room, words)
    page = await open_page(f"{server.base}/rooms/nowhere", ann)
    assert await violations(page) == []
    await go(page, f"{server.base}/rooms/{room}")
    assert await violations(page) == []
    await page.locator(".msg").last.hover()
    await page.get_by_role("toolbar", name="Message actions").get_by_role("button", name="More actions").click()
    await expect(page.get_by_role("button", name="Seen by")).to_be_visible()
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Details", exact=True).click()
    await page.get_by_role("button", name=f"More actions for {bob.username}").click()
    await expect(page.get_by_role("menuitem", name="Make owner")).to_be_visible()
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("menuitem")).to_have_count(0)
    await page.get_by_role("button", name="Add people", exact=True).click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await violations(page) == []
    await close_dialog(page)
    await page.get_by_role("tab", name="Settings").click()
    for label in ("Leave", "Edit", "Archive room"):
        await page.get_by_role("button", name=label, exact=True).click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        assert await violations(page) == []
        if label != "Archive room":
            await close_dialog(page)
    await page.get_by_role("dialog").get_by_role("button", name="Archive room").click()
    await expect(page.get_by_role("button", name="Restore room")).to_be_visible()
    assert await violations(page) == []
    await page.get_by_role("button", name="Delete permanently").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await violations(page) == []


async def test_axe_finds_nothing_in_a_room_with_topics_and_in_the_pause_menu(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob = await server.person(), await server.person()
    room = await server.room(ann, bob)
    await server.post(bob, room, "Who brings cake?")
    async with server.http(ann) as http:
        (await http.patch(f"/api/v1/rooms/{room}", json={"begins_threads": True})).raise_for_status()
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    await expect(page.locator(".thread-chip.begins")).to_be_visible()
    assert await violations(page) == []
    await page.set_viewport_size({"width": 1440, "height": 844})
    await page.get_by_role("button", name="Pause notifications").click()
    await page.get_by_role("menuitem", name="Pause for 1 hour").click()
    await page.get_by_role("button", name="Notifications are paused").click()
    await expect(page.get_by_role("menuitem", name="Resume notifications")).to_be_visible()
    choice = page.get_by_role("menuitem", name="Pause until tomorrow, 9:00")
    await choice.click(trial=True)  # the word of the first pause, which is still there, doesn't lie over it
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    await page.locator(".thread-chip.begins").click()
    await expect(page.locator(".thread-root")).to_contain_text("cake")
    assert await violations(page) == []


async def test_axe_finds_nothing_on_any_page_in_either_theme(own_server: Server, open_page: OpenPage) -> None:
    ada = await own_server.person()
    page = await open_page(f"{own_server.base}/home", ada)
    for path in (urls.MENTIONS, urls.DRAFTS, urls.SAVED):  # empty; below there is something in them
        await go(page, own_server.base + path)
        assert await violations(page) == []
    bob = await own_server.person()
    await fill_inbox(own_server, ada, bob, await own_server.room(ada, bob), "`code` and https://example.org")
    found: list[str] = []
    with_sections = (ADMINISTRATION.path, SETTINGS.path)  # their tests look at each
    plain = [path for path in VIEWS if "{" not in path and not path.startswith(with_sections)]
    for path in plain:
        await go(page, own_server.base + path)
        assert await page.evaluate(FIRST_HEADING) == "h1", path
        found += [f"{path} {one}" for one in await violations(page)]
    assert found == []


async def test_axe_finds_nothing_in_a_direct_conversation(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    await server.room(ann, bob)
    page = await open_page(f"{server.base}/rooms", ann)
    await page.get_by_role("button", name="New message").click()
    await page.get_by_label("Username or e-mail").press_sequentially(bob.username[:6])
    await expect(page.get_by_role("group", name="Suggestions").get_by_role("button")).to_have_count(1)
    assert await violations(page) == []
    await page.get_by_role("group", name="Suggestions").get_by_role("button").click()
    await expect(page.get_by_role("button", name=f"Remove {bob.username}")).to_be_visible()
    assert await violations(page) == []
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text(bob.username)
    assert await violations(page) == []


async def test_a_members_menu_works_by_keyboard_and_gives_the_focus_back(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    page = await open_page(f"{server.base}/rooms/{await server.room(ann, bob)}", ann)
    await page.get_by_role("button", name="Details", exact=True).click()
    opener = page.get_by_role("button", name=f"More actions for {bob.username}")
    await opener.press("Enter")
    await expect(page.get_by_role("region", name=f"More actions for {bob.username}")).to_be_focused()
    for key, label in (
        ("ArrowDown", "Make moderator"),
        ("ArrowDown", "Make owner"),
        ("ArrowUp", "Make mo"),
    ):
        await page.keyboard.press(key)
        await expect(page.get_by_role("menuitem", name=label)).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("menu")).to_have_count(0)
    await expect(opener).to_be_focused()
