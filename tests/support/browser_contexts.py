"""Browser contexts that are used by one test after the other: their HTTP cache stays, everything else is cleared.

A fresh context loads and compiles half a megabyte of NiceGUI's scripts again, a quarter of the CPU of opening a page.
"""

from collections import defaultdict

from playwright.async_api import Browser, BrowserContext

from tests.support.patience import PATIENCE

KEPT = 3  # for each kind of context: more persons than that are on the page in few tests
STORAGES = "cookies,local_storage,indexeddb,service_workers,cache_storage,websql,file_systems"


class BrowserContexts:
    """The contexts of one browser. `take` gives one that nobody uses, `give_back` clears it for the next test."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, list[BrowserContext]] = defaultdict(list)
        self._kinds: dict[BrowserContext, str] = {}

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
        await _clear(context)
        self._free[kind].append(context)

    def _forget(self, context: BrowserContext) -> None:
        self._kinds.pop(context, None)


async def _clear(context: BrowserContext) -> None:
    """Close the pages of a context and take away all that they kept, apart from the HTTP cache."""
    origins = {"/".join(page.url.split("/", 3)[:3]) for page in context.pages if page.url.startswith("http")}
    for page in context.pages[1:]:
        await page.close()
    for page in context.pages[:1]:
        await page.goto("about:blank")  # what a page stores when it is left comes before its storage is cleared
        devtools = await context.new_cdp_session(page)
        for origin in origins:
            await devtools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": STORAGES})
        await page.close()
    await context.clear_cookies()
    await context.clear_permissions()
    await context.set_offline(False)
