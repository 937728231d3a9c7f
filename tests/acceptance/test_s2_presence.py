"""S2, who is there: true over tabs and reloads, and said in words as well as in green."""

import asyncio

import pytest
from playwright.async_api import Locator, Page, expect

from chatapp.presence import GRACE
from tests.acceptance.requirements import proves
from tests.acceptance.scenes import in_sidebar
from tests.acceptance.test_s2_direct import conversation
from tests.pages.sidebar.test_presence import WATCH
from tests.support.browser.arrival import AT_SIGN_IN, arrived, sign_out
from tests.support.people.chats import OpenPage
from tests.support.servers.server import Person, Server

pytestmark = pytest.mark.browser

CHANNELS = """e => {
  const brush = new OffscreenCanvas(1, 1).getContext('2d');
  brush.fillStyle = getComputedStyle(e.querySelector('.dot')).backgroundColor;
  brush.fillRect(0, 0, 1, 1);
  return [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3);
}"""


def state(page: Page, person: Person, word: str) -> Locator:
    """The sidebar's line of somebody in this state."""
    return in_sidebar(page, f"{person.username}, {word}")


async def reload_within_the_grace(page: Page, person: Person, watcher: Page) -> None:
    """Reload a page; again, if the machine is so slow that the person was rightly seen as gone meanwhile."""
    for _ in range(10):
        begun = asyncio.get_running_loop().time()
        await page.reload()
        await arrived(page)
        if asyncio.get_running_loop().time() < begun + GRACE:
            return
        await asyncio.sleep(GRACE)
        await expect(state(watcher, person, "online")).to_be_visible()  # again
        await watcher.evaluate("states = states.slice(0, 1)")
    raise AssertionError("no reload was quick enough to be seen as one")


@proves("S2.5")
@pytest.mark.each_engine
async def test_a_person_is_online_until_the_last_page_goes_and_a_reload_does_not_flicker(
    server: Server, open_page: OpenPage
) -> None:
    ann, bob, carl = [await server.person() for _ in range(3)]
    for other in (bob, carl):
        await conversation(server, ann, other)
    page = await open_page(f"{server.base}/rooms", ann)
    for other in (bob, carl):
        await expect(state(page, other, "offline")).to_be_visible()
    await page.evaluate(WATCH)
    first = await open_page(f"{server.base}/rooms", bob)
    await expect(state(page, bob, "online")).to_be_visible()
    red, green, blue = await state(page, bob, "online").evaluate(CHANNELS)
    assert green > red
    assert green > blue
    second = await first.context.new_page()
    await second.goto(f"{server.base}/profile")
    await arrived(second)
    await first.close()
    await reload_within_the_grace(second, bob, page)
    carls = await open_page(f"{server.base}/rooms", carl)
    await expect(state(page, carl, "online")).to_be_visible()
    await carls.context.close()
    await expect(state(page, carl, "offline")).to_be_visible()  # and so bob's first page is long gone
    await expect(state(page, bob, "online")).to_be_visible()
    await second.close()
    await expect(state(page, bob, "offline")).to_be_visible()
    assert await page.evaluate("states") == [
        f"{bob.username} online",
        f"{carl.username} online",
        f"{carl.username} offline",
        f"{bob.username} offline",
    ]


@proves("S2.5")
async def test_the_conversation_says_in_words_whether_the_other_is_there(server: Server, open_page: OpenPage) -> None:
    ann, bob = await server.person(), await server.person()
    room = await conversation(server, ann, bob)
    page = await open_page(f"{server.base}/rooms/{room}", ann)
    word = page.locator(".pane-head .presence-word")
    await expect(word).to_have_text("offline")
    bobs = await open_page(f"{server.base}/rooms", bob)
    await expect(word).to_have_text("online")
    await sign_out(bobs)
    await expect(bobs).to_have_url(AT_SIGN_IN)
    await expect(word).to_have_text("offline")
