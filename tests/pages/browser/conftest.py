"""Pages that hold a module alone: no server, no NiceGUI, but the real browser and the real content security policy."""

from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import uuid4

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route

from chatapp.web.security import CONTENT_SECURITY_POLICY
from pages import theme
from pages.browser import assets
from tests.support.patience import PATIENCE

BLANK = """<!doctype html><style>{css}</style>
<script>
  window.sent = []; window.socket = {{connected: true}};
  window.emitEvent = (...args) => sent.push(args);
</script>
<div class="shell" data-account="ann" data-idle="300">{html}</div>"""
LOAD = """async (names) => {
  for (const [name, address] of Object.entries(names)) {
    const value = await import(address);
    Object.defineProperty(window, name, {value, configurable: true, writable: true});  // `status` is the browser's own
  }
}"""
LoadModules = Callable[..., Awaitable[Page]]


async def load_into(page: Page, *names: str) -> None:
    """Load modules into a page that is open, each under its name."""
    await page.evaluate(LOAD, {name: assets.address(f"{name}.js") for name in names})


async def patient_context(browser: Browser) -> BrowserContext:
    """Return a new browser context that waits as long as all tests do."""
    context = await browser.new_context()
    context.set_default_timeout(PATIENCE * 1000)
    return context


@pytest.fixture(scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """The browser context of all these tests; each has an origin, and so a storage, of its own."""
    context = await patient_context(browser)
    yield context
    await context.close()


@pytest.fixture
async def load(context: BrowserContext) -> AsyncIterator[LoadModules]:
    """Opens a page and loads modules, each under its name: ``page = await load("outbox", html="…")``.

    Called twice it opens another tab. An error on a page fails the test.
    """
    origin = f"http://{uuid4().hex}.test"
    tabs: list[Page] = []
    problems: list[str] = []
    content = ""

    async def serve(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if name in assets.MODULES:
            await route.fulfill(body=assets.MODULES[name], content_type="text/javascript")
        else:
            policy = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
            await route.fulfill(body=content, content_type="text/html; charset=utf-8", headers=policy)

    async def load_(*names: str, html: str = "") -> Page:
        nonlocal content
        content = BLANK.format(css=theme.CSS, html=html)
        page = await context.new_page()
        tabs.append(page)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
        await page.goto(origin)
        await load_into(page, *names)
        return page

    await context.route(f"{origin}/**", serve)
    yield load_
    for tab in tabs:
        await tab.close()
    await context.unroute(f"{origin}/**")
    assert problems == []
