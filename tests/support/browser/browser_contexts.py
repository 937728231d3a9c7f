"""Browser contexts that are used by one test after the other: HTTP cache and process stay, everything else is cleared.

A fresh context loads and compiles half a megabyte of NiceGUI's scripts again, a quarter of the CPU of opening a page;
a fresh process, which Chromium starts for the first page of a context, costs another third. So each context keeps a
page that shows nothing, and with `chromium.ARGUMENTS` the pages of tests share its process.
"""

from collections import defaultdict

from playwright.async_api import Browser, BrowserContext, Page

from tests.support.running.patience import PATIENCE

KEPT = 3  # for each kind of context: more persons than that are on the page in few tests
STORAGES = "cookies,local_storage,indexeddb,service_workers,cache_storage,websql,file_systems"


class BrowserContexts:
    """The contexts of one browser. `take` gives one that nobody uses, `give_back` clears it for the next test."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, list[BrowserContext]] = defaultdict(list)
        self._kinds: dict[BrowserContext, str] = {}
        self._blank: dict[BrowserContext, Page] = {}

    async def take(self, **options: object) -> BrowserContext:
        """Return a context with these options (Playwright's), without cookies, storage or pages."""
        kind = repr(sorted(options.items()))
        if self._free[kind]:
            return self._free[kind].pop()
        context = await self._browser.new_context(**options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE * 1000)
        self._kinds[context] = kind
        context.on("close", self._forget)
        return context

    async def give_back(self, context: BrowserContext) -> None:
        """Clear a context and keep it; one that a test has closed is forgotten, one too many is closed."""
        kind = self._kinds.get(context)
        if kind is None:
            return
        if len(self._free[kind]) >= KEPT:
            await context.close()
            return
        await self._clear(context)
        self._free[kind].append(context)

    def _forget(self, context: BrowserContext) -> None:
        self._kinds.pop(context, None)
        self._blank.pop(context, None)

    async def _clear(self, context: BrowserContext) -> None:
        """Close the pages of a context and take away all that they kept, apart from the HTTP cache.

        What a page stores when it is left comes before its storage is cleared: it is told that it is closed.
        """
        pages = [page for page in context.pages if page != self._blank.get(context)]
        if pages and context not in self._blank:
            self._blank[context] = pages.pop(0)
            await self._blank[context].goto("about:blank")
        for page in pages:
            await page.close()
        if context in self._blank:
            await clear_storage(context, self._blank[context])
        await _reset(context)


async def clear_storage(context: BrowserContext, page: Page) -> None:
    """Take away what pages have stored, closed ones too, apart from the HTTP cache. ``page``: any of the context."""
    devtools = await context.new_cdp_session(page)
    await devtools.send("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": STORAGES})
    await devtools.detach()


async def _reset(context: BrowserContext) -> None:
    await context.clear_cookies()
    await context.clear_permissions()
    await context.set_offline(False)
