"""Browser contexts that are used by one test after the other: HTTP cache, process and tab stay, all else is cleared.

A fresh context loads and compiles half a megabyte of NiceGUI's scripts again, a quarter of the CPU of opening a page; a
fresh process, which Chromium starts for the first page of a context, costs another third. So each context keeps a tab,
and with `chromium.ARGUMENTS` all of its pages share a process.
"""

from collections import defaultdict
from typing import Any

from playwright.async_api import Browser, BrowserContext, CDPSession, Page

from tests.support.browser.kept_tab import KeptTab, OnError
from tests.support.running.patience import PATIENCE

KEPT = 3  # for each kind of context: more persons than that are on the page in few tests
STORAGES = "cookies,local_storage,indexeddb,service_workers,cache_storage,websql,file_systems"


class BrowserContexts:
    """The contexts of one browser. `take` gives one that nobody uses, `give_back` clears it for the next test."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, list[BrowserContext]] = defaultdict(list)
        self._options: dict[BrowserContext, dict[str, Any]] = {}
        self._tabs: dict[BrowserContext, KeptTab] = {}

    async def take(self, **options: Any) -> BrowserContext:
        """Return a context with these options (Playwright's), without cookies, storage or pages."""
        kind = _kind(options)
        if self._free[kind]:
            return self._free[kind].pop()
        context = await self._browser.new_context(**options)
        context.set_default_timeout(PATIENCE * 1000)
        self._options[context] = options
        context.on("close", self._forget)
        return context

    async def visit(self, context: BrowserContext, on_error: OnError, url: str, size: Any = None) -> Page:
        """Go to an address in the context's tab; in another one if it is in use.

        ``on_error``: hears each error of its scripts that nothing has caught. ``size``: of the page, Playwright's.
        """
        tab = self._tabs.get(context)
        if tab is None or tab.is_used:
            page = await context.new_page()
            page.on("pageerror", on_error)
        else:
            page = tab.page
            await tab.use(on_error)
        if size is not None:
            await page.set_viewport_size(size)
        await page.goto(url)
        return page

    async def give_back(self, context: BrowserContext) -> None:
        """Clear a context and keep it; one that a test has closed is forgotten, one too many is closed."""
        if context not in self._options:
            return
        free = self._free[_kind(self._options[context])]
        if len(free) >= KEPT:
            await context.close()
            return
        await self._clear(context)
        free.append(context)

    def _forget(self, context: BrowserContext) -> None:
        self._options.pop(context, None)
        self._tabs.pop(context, None)

    async def _clear(self, context: BrowserContext) -> None:
        """Close the pages of a context and take away all that they kept, apart from the HTTP cache.

        What a page stores when it is left comes before its storage is cleared: it is told that it is closed.
        """
        tab = self._tabs.get(context)
        if tab is not None and tab.is_used:
            await tab.take_back()
        if tab is None or tab.is_spent:
            tab = self._tabs[context] = await KeptTab.of(context, self._options[context])
        for page in context.pages:
            if page != tab.page:
                await page.close()
        await clear_storage(tab.devtools)
        await _reset(context)


def _kind(options: dict[str, Any]) -> str:
    return repr(sorted(options.items()))


async def clear_storage(devtools: CDPSession) -> None:
    """Take away what a context's pages have stored, closed ones too, apart from the HTTP cache."""
    await devtools.send("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": STORAGES})


async def _reset(context: BrowserContext) -> None:
    await context.clear_cookies()
    await context.clear_permissions()
    await context.set_offline(False)
