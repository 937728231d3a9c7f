"""What a screen reader and a keyboard meet: axe finds nothing on any page, in any size, in light and dark.

CHATAPP_TEST_EXAMPLES: other than 1, every page in each of the four; else wide in light or narrow in dark, two states
after each other, and the colours of each address once.
"""

import asyncio
import os
import re
from collections import Counter
from importlib import resources

import pytest
from playwright.async_api import Page, expect

from chatapp.web import urls
from pages.admin.frame import AREA as ADMINISTRATION
from pages.routes import VIEWS
from pages.settings.page import AREA as SETTINGS
from tests.support.browser.arrival import arrived
from tests.support.people.chats import OpenPage
from tests.support.people.inbox import fill_inbox
from tests.support.running.patience import PATIENCE
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text()
CODE = "```python\nimport os  # why\nclass A:\n    def f(self): return 'x', 1\n```"


ALL_LOOKS = [(width, scheme) for width in (1440, 390) for scheme in ("light", "dark")]
BY_DAY = (ALL_LOOKS[:1], ALL_LOOKS[-1:])  # an axe takes as long as loading a page
IS_BY_DAY = os.environ.get("CHATAPP_TEST_EXAMPLES", "1") == "1"
_looked: Counter[str] = Counter()  # how often in each test
_coloured: set[str] = set()  # addresses whose colours were looked at in dark, of whatever server, room or person
VARYING = re.compile(r"http://[^/]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=/)[0-9]+\b")
# Dialogs and panels come in first. Playwright's own waiting gives each page a third of a megabyte of scripts
AT_REST = """async () => {
  const frame = () => new Promise(shown => requestAnimationFrame(shown));
  const isRunning = a => a.playState === 'running' && a.effect.getTiming().iterations !== Infinity;
  await frame();
  do await frame(); while (document.getAnimations().some(isRunning));
}"""


FIRST_HEADING = """[...document.querySelectorAll('h1, h2, h3, [role=heading]')].find(
    one => one.checkVisibility({visibilityProperty: true}))?.localName"""
RUN_AXE = """([isContrast, within]) => axe.run(within || document, {
  resultTypes: ['violations'], rules: {'color-contrast': {enabled: isContrast}},
}).then(told => told.violations)"""  # telling what is right takes as long


async def violations(page: Page, *, fitting: str = "", within: str = "") -> list[str]:
    """Return what axe finds wrong with the page as it is now: wide and narrow, in light and dark; by day one of these.

    ``fitting``: a selector of what must not be wider than its place, looked at in each of these as well. ``within``:
    one of the only part that axe looks at.
    """
    found: list[str] = []
    test = os.environ["PYTEST_CURRENT_TEST"]
    _looked[test] += 1
    turn = (_looked[test] // 2 + 1) % 2  # narrow, wide twice, narrow twice: a page drawn anew is half of an axe
    for width, scheme in BY_DAY[turn] if IS_BY_DAY else ALL_LOOKS:
        await page.set_viewport_size({"width": width, "height": 844})
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        async with asyncio.timeout(PATIENCE):
            await page.evaluate(AT_REST)
        if not await page.evaluate("'axe' in window"):
            await page.evaluate(AXE)
        look = f"{width} {scheme}"
        told = await page.evaluate(RUN_AXE, [not IS_BY_DAY or is_for_colours(page.url, scheme), within])
        found += [f"{look} {v['id']}: {[n['html'][:80] for n in v['nodes']]}" for v in told]
        if fitting and await page.locator(fitting).evaluate("e => e.scrollWidth > e.clientWidth"):
            found.append(f"{look} {fitting} is wider than its place")
    return found


def is_for_colours(address: str, scheme: str) -> bool:
    """Say whether the dearest rule is looked at by day; all pairs of colours: tests/pages/theme/test_contrast.py."""
    kind = VARYING.sub("", address)
    if scheme != "dark" or kind in _coloured:
        return False
    _coloured.add(kind)
    return True


async def go(page: Page, address: str) -> None:
    await page.goto(address)
    await arrived(page)


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
