"""What is pressed is large enough for a finger on a phone, and for a pointer elsewhere, on every page."""

import pytest
from playwright.async_api import Page

from tests.support.browser.arrival import arrived
from tests.support.people.chats import OpenPage
from tests.support.people.inbox import fill_inbox
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser

FINGER, POINTER = 44, 24  # pixels
SMALL = """(least) => [...document.querySelectorAll('button, a, input, select, textarea, [role=tab]')].filter(it => {
  const box = it.getBoundingClientRect(), look = getComputedStyle(it);
  const isShown = box.width > 1 && box.height > 1
    && it.checkVisibility({visibilityProperty: true, opacityProperty: true})
    && box.right > 0 && box.left < innerWidth;
  const isText = look.display === 'inline' || it.closest('.msg .body, .msg .head, p, .hint');  // links within a text
  const covers = getComputedStyle(it, '::after').position === 'absolute';  // its whole row or card
  const isCovered = it.closest('label')?.getBoundingClientRect().height >= least;
  return isShown && !isText && !covers && !isCovered && (box.height < least - 0.5 || box.width < Math.min(least, 24));
}).map(it => `${it.tagName} ${it.className} ${it.ariaLabel ?? it.textContent}`.trim().slice(0, 60)
  + ` ${Math.round(it.getBoundingClientRect().width)}x${Math.round(it.getBoundingClientRect().height)}`)"""


async def small(page: Page, path: str, least: int) -> list[str]:
    """Return what is smaller than this on a page."""
    await page.goto(path)
    await arrived(page)
    return [f"{path.rpartition('/')[2] or path} {it}" for it in await page.evaluate(SMALL, least)]


@pytest.mark.parametrize(("width", "least"), [(390, FINGER), pytest.param(1440, POINTER, marks=pytest.mark.nightly)])
async def test_everything_that_is_pressed_is_large_enough(
    server: Server, open_page: OpenPage, width: int, least: int
) -> None:
    ann, bob = await server.person(), await server.person()
    room = await server.room(ann, bob)
    await server.post(bob, room, "```\ncode\n```\n" + "a long text\n" * 40)
    await fill_inbox(server, ann, bob, room, "please")
    page = await open_page(f"{server.base}/home", ann, has_touch=width == 390, viewport={"width": width, "height": 844})
    inbox, settings = ("mentions", "drafts", "saved"), ("profile", "appearance", "account")
    paths = ("home", *inbox, "rooms", f"rooms/{room}", *(f"settings/{section}" for section in settings))
    found = [it for path in paths for it in await small(page, f"{server.base}/{path}", least)]
    assert found == []
