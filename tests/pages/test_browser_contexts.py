"""The browser contexts that tests share one after the other: nothing of a page is left for the next test."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page

from tests.support.browser.arrival import arrived
from tests.support.browser.browser_contexts import BrowserContexts
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser

STORE = """async () => {
  localStorage.left = 1;
  sessionStorage.left = 1;
  document.cookie = 'left=1';
  await caches.open('left');
  await new Promise((opened) => { indexedDB.open('left').onsuccess = opened; });
  addEventListener('pagehide', () => { localStorage.leaving = sessionStorage.leaving = 1; });
}"""
LEFT = """async () => [
  ...Object.keys(localStorage), ...Object.keys(sessionStorage), document.cookie, ...await caches.keys(),
  ...(await indexedDB.databases()).map((one) => one.name),
]"""
STATE = """[
  history.length, innerWidth, innerHeight, [...document.querySelectorAll(':hover')].map((one) => one.className),
  ...['(prefers-color-scheme: dark)', '(prefers-reduced-motion)'].map((query) => matchMedia(query).matches),
]"""


@pytest.fixture
async def contexts(browser: Browser) -> AsyncIterator[BrowserContexts]:
    contexts = BrowserContexts(browser)
    yield contexts
    await (await contexts.take()).close()


async def visit(contexts: BrowserContexts, address: str) -> tuple[Page, list[str]]:
    """Open a page in a context; returns it and the names of what it finds there, apart from its own."""
    page = await contexts.visit(await contexts.take(), lambda _: None, address)
    await arrived(page)
    return page, [name for name in await page.evaluate(LEFT) if "left" in name or "leaving" in name]


@pytest.mark.nightly
async def test_what_pages_have_stored_is_gone_though_they_were_closed_or_left(
    server: Server, contexts: BrowserContexts
) -> None:
    first, found = await visit(contexts, f"{server.base}/login")
    context, others = first.context, [await first.context.new_page() for _ in range(2)]
    for page in (first, *others):
        await page.goto(f"{server.base}/login")
        await page.evaluate(STORE)
    assert await first.evaluate("localStorage.length + sessionStorage.length") > 1
    await others[0].close()
    await first.goto("about:blank")
    tabs = set[Page]()
    for _ in range(3):  # the first time the context gets its tab
        await contexts.give_back(context)
        page, found = await visit(contexts, f"{server.base}/login")
        assert page.context is context
        assert found == []
        assert context.pages == [page]
        await page.evaluate(STORE)
        tabs.add(page)
    assert len(tabs) == 1


async def test_a_tab_that_is_used_again_is_as_new(server: Server, contexts: BrowserContexts) -> None:
    address = f"{server.base}/login"
    page, _ = await visit(contexts, address)
    new = await page.evaluate(STATE)
    await contexts.give_back(page.context)
    page, _ = await visit(contexts, address)
    assert await page.evaluate(STATE) == new
    await page.goto(f"{server.base}/signup")
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    await page.locator("button").last.hover()
    changed = await page.evaluate(STATE)
    assert not [one for one, other in zip(new, changed, strict=True) if one == other]
    await contexts.give_back(page.context)
    again, _ = await visit(contexts, address)
    assert again is page
    assert await again.evaluate(STATE) == new


@pytest.mark.parametrize("how", ["listener", "script", "devtools", "closed"])
@pytest.mark.nightly
async def test_a_tab_with_what_it_cannot_forget_is_not_used_again(
    server: Server, contexts: BrowserContexts, how: str
) -> None:
    page, _ = await visit(contexts, f"{server.base}/login")
    await contexts.give_back(page.context)
    page, _ = await visit(contexts, f"{server.base}/login")
    if how == "listener":
        page.on("dialog", lambda dialog: dialog.accept())
    elif how == "script":
        await page.add_init_script("window.left = 1")
    elif how == "devtools":
        await page.context.new_cdp_session(page)
    else:
        await page.close()
    await contexts.give_back(page.context)
    again, _ = await visit(contexts, f"{server.base}/login")
    assert again is not page
    assert again.context is page.context
    assert page.is_closed()
