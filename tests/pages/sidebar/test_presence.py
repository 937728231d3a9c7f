"""Who is online, away or offline, as others see it in their sidebars: by the dot, in words, and without flicker."""

import asyncio
from dataclasses import dataclass

import pytest
from playwright.async_api import Locator, Page, expect

from chatapp.presence import GRACE
from tests.pages.room.timeline.test_unread import HIDE
from tests.support.browser.arrival import AT_SIGN_IN, sign_out
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Person, Server

pytestmark = pytest.mark.browser

WATCH = """() => {
  const state = () => Object.fromEntries([...document.querySelectorAll('[data-section=direct] .room-row')].map(
    row => [row.getAttribute('aria-label').split(',')[0], row.querySelector('.seen').dataset.state]));
  window.states = []; let before = state();
  new MutationObserver(() => {
    const now = state();
    for (const name in now) if (now[name] !== before[name]) states.push(`${name} ${now[name]}`);
    before = now;
  }).observe(document.querySelector('.sidebar'), {subtree: true, childList: true, attributes: true});
}"""


@dataclass
class Scene:
    """A person who watches two others. The one who leaves last shows that time has passed."""

    watcher: Page
    ann: Person
    carl: Person

    def row(self, person: Person) -> Locator:
        return self.watcher.locator("[data-section=direct] .room-row", has_text=person.username)

    async def shows(self, person: Person, state: str) -> None:
        """Wait until somebody is seen in this state: by the dot, and in words."""
        await expect(self.row(person).locator(".seen")).to_have_attribute("data-state", state)
        await expect(self.row(person)).to_have_attribute("aria-label", f"{person.username}, {state}")
        await expect(self.row(person)).to_have_attribute("title", f"{person.username} · {state}")

    async def seen(self) -> list[str]:
        """Return every change that was to be seen."""
        states: list[str] = await self.watcher.evaluate("states")
        return states


@pytest.fixture
async def scene(server: Server, open_page: OpenPage) -> Scene:
    bob, ann, carl = await server.person(), await server.person(), await server.person()
    for partner in (ann, carl):
        async with server.http(bob) as http:
            started = await http.post("/api/v1/direct", json={"to": partner.username})
            assert started.is_success, started.text
    watcher = await open_page(f"{server.base}/rooms", bob)
    scene = Scene(watcher, ann, carl)
    for person in (ann, carl):
        await scene.shows(person, "offline")
    await watcher.evaluate(WATCH)
    return scene


@pytest.mark.nightly
async def test_a_person_who_opens_a_page_is_online_at_once_and_sees_it_too(
    scene: Scene, server: Server, open_page: OpenPage
) -> None:
    page = await open_page(f"{server.base}/rooms", scene.ann)
    await scene.shows(scene.ann, "online")
    own = page.locator(".sidebar-foot .myself")
    await expect(own).to_have_attribute("aria-label", f"{scene.ann.username}, online: your profile")
    await expect(own.locator(".seen")).to_have_attribute("data-state", "online")
    await scene.shows(scene.carl, "offline")


async def test_whoever_looks_elsewhere_is_away_and_back_at_once(
    scene: Scene, server: Server, open_page: OpenPage
) -> None:
    page = await open_page(f"{server.base}/rooms", scene.ann)
    await scene.shows(scene.ann, "online")
    await page.evaluate(HIDE, True)
    await scene.shows(scene.ann, "away")
    await page.evaluate(HIDE, False)
    await scene.shows(scene.ann, "online")


async def test_whoever_touches_nothing_for_five_minutes_is_away_until_the_pointer_moves(
    scene: Scene, server: Server, open_page: OpenPage
) -> None:
    page = await open_page(f"{server.base}/rooms", scene.ann)
    await scene.shows(scene.ann, "online")
    await page.evaluate("Date.now = (real => () => real() + 301_000)(Date.now)")
    await scene.shows(scene.ann, "away")
    await page.mouse.move(300, 300)
    await page.mouse.move(310, 310)
    await scene.shows(scene.ann, "online")


@pytest.mark.nightly
async def test_signing_out_makes_offline_without_grace(scene: Scene, server: Server, open_page: OpenPage) -> None:
    page = await open_page(f"{server.base}/rooms", scene.ann)
    carls = await open_page(f"{server.base}/rooms", scene.carl)
    for person in (scene.ann, scene.carl):
        await scene.shows(person, "online")
    begun = asyncio.get_running_loop().time()
    await carls.context.close()  # carl has a grace period and goes after ann
    await sign_out(page)
    await expect(page).to_have_url(AT_SIGN_IN)
    was_quick = asyncio.get_running_loop().time() < begun + GRACE
    for person in (scene.ann, scene.carl):
        await scene.shows(person, "offline")
    gone = [f"{scene.ann.username} offline", f"{scene.carl.username} offline"]
    assert (await scene.seen())[2:] in ([gone] if was_quick else [gone, gone[::-1]])
