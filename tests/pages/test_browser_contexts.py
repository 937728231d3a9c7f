"""The browser contexts that tests share one after the other: nothing of a page is left for the next test."""

import pytest
from playwright.async_api import Browser, Page

from tests.support.browser.arrival import arrived
from tests.support.browser.browser_contexts import BrowserContexts
from tests.support.servers.server import Server

pytestmark = pytest.mark.browser

STORE = """async () => {
  localStorage.left = 1;
  document.cookie = 'left=1';
  await caches.open('left');
  await new Promise((opened) => { indexedDB.open('left').onsuccess = opened; });
  addEventListener('pagehide', () => { localStorage.leaving = 1; });
}"""
LEFT = """async () => [
  ...Object.keys(localStorage), ...Object.keys(sessionStorage), document.cookie, ...await caches.keys(),
  ...(await indexedDB.databases()).map((one) => one.name),
]"""


async def visit(contexts: BrowserContexts, address: str) -> tuple[Page, list[str]]:
    """Open a page in a context; returns it and the names of what it finds there, apart from its own."""
    page = await (await contexts.take()).new_page()
    await page.goto(address)
    await arrived(page)
    return page, [name for name in await page.evaluate(LEFT) if "left" in name or "leaving" in name]


async def test_what_pages_have_stored_is_gone_though_they_were_closed_or_left(server: Server, browser: Browser) -> None:
    contexts = BrowserContexts(browser)
    first, found = await visit(contexts, f"{server.base}/login")
    context, others = first.context, [await first.context.new_page() for _ in range(2)]
    for page in (first, *others):
        await page.goto(f"{server.base}/login")
        await page.evaluate(STORE)
    assert await first.evaluate("localStorage.length") > 0
    await others[0].close()
    await first.goto("about:blank")
    for _ in range(2):  # the first time the context gets its page that shows nothing
        await contexts.give_back(context)
        page, found = await visit(contexts, f"{server.base}/login")
        assert page.context is context
        assert found == []
        assert len(context.pages) == 2
        await page.evaluate(STORE)
    await context.close()
