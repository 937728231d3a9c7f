"""Pages that hold a module alone: no server, no NiceGUI, but the real browser and the real content security policy."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Self

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Error, Page, ViewportSize

from chatapp.web.security import CONTENT_SECURITY_POLICY
from pages import theme
from pages.browser import assets
from tests.support.browser import chromium
from tests.support.browser.browser_contexts import clear_storage
from tests.support.running.patience import PATIENCE

STYLES = '<link rel="stylesheet" href="/theme.css">'
BLANK = """<!doctype html>{styles}
<script>
  let mounted_app = {{}}; window.sent = []; window.socket = {{connected: true}};
  window.emitEvent = (name, ...args) => sent.push(name === 'told' ? args : [name, ...args]);
</script>
<div class="shell" data-account="ann" data-idle="300" data-files="/files">{html}</div>"""
LOAD = """async (names) => {
  for (const [name, address] of Object.entries(names)) {
    const value = await import(address);
    Object.defineProperty(window, name, {value, configurable: true, writable: true});  // `status` is the browser's own
  }
}"""
HAS_ITS_CLOCK = "setTimeout.toString().includes('native code')"
SIZE: ViewportSize = {"width": 1280, "height": 720}  # Playwright's own
LoadModules = Callable[..., Awaitable[Page]]


async def load_into(page: Page, *names: str) -> None:
    """Load modules into a page that is open, each under its name."""
    await page.evaluate(LOAD, {name: assets.address(f"{name}.js") for name in names})


async def patient_context(browser: Browser) -> BrowserContext:
    """Return a new browser context that waits as long as all tests do."""
    context = await browser.new_context()
    context.set_default_timeout(PATIENCE * 1000)
    await context.new_page()  # it shows nothing, and keeps the process that the pages of tests share
    return context


@pytest.fixture(scope="session")
async def context(browser: Browser) -> BrowserContext:
    """The browser context of all these tests; what one stores is taken away after it. Ends with the browser.

    It keeps its clock: one that is stopped stands still for all its later pages, which would wait for ever.
    """
    return await patient_context(browser)


@pytest.fixture(scope="session")
async def stopped_context(browser: Browser) -> BrowserContext:
    """Another for tests that set the clock."""
    return await patient_context(browser)


class Site:
    """Serves the modules and styles to pages, and one page at every other address, as a server does.

    All tests have the same origin, so the browser keeps modules and styles as it has read them; what pages store is
    taken away by `_loading`. Playwright could answer as well: at ten times the CPU.
    """

    def __init__(self) -> None:
        self.page, self.origin = "", ""
        self._connections: set[asyncio.StreamWriter] = set()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Self]:
        """Serve until the end of the block."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.origin = f"http://modules.{chromium.HERE}:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()
            for connection in self._connections:
                connection.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.add(writer)
        with suppress(asyncio.IncompleteReadError, ConnectionError):  # the browser has gone
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(self._answer(head.split(b" ", 2)[1].decode()))
                await writer.drain()
        writer.close()

    def _answer(self, address: str) -> bytes:
        name = address.partition("?")[0].rpartition("/")[2]
        if name in assets.MODULES:
            kept = f"Content-Type: text/javascript; charset=utf-8\r\nCache-Control: {assets.FOREVER}"
            return _response(kept, assets.MODULES[name])
        if name == "theme.css":
            return _response(f"Content-Type: text/css; charset=utf-8\r\nCache-Control: {assets.FOREVER}", theme.CSS)
        fresh = "Content-Type: text/html; charset=utf-8\r\nCache-Control: no-store"
        return _response(f"{fresh}\r\nContent-Security-Policy: {CONTENT_SECURITY_POLICY}", self.page)


def _response(headers: str, text: str) -> bytes:
    body = text.encode()
    return f"HTTP/1.1 200 OK\r\n{headers}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


@pytest.fixture(scope="session")
async def site() -> AsyncIterator[Site]:
    """The server of all these pages."""
    async with Site().serving() as site:
        yield site


@asynccontextmanager
async def _loading(context: BrowserContext, site: Site) -> AsyncIterator[LoadModules]:
    kept, *left = context.pages
    free = left or [await context.new_page()]
    tabs: list[Page] = []
    problems: list[str] = []

    def hear_error(error: Error) -> None:
        problems.append(str(error))

    def hear_line(line: ConsoleMessage) -> None:
        if line.type == "error":
            problems.append(line.text)

    async def load(*names: str, html: str = "", is_styled: bool = True) -> Page:
        site.page = BLANK.format(styles=STYLES if is_styled else "", html=html)
        page = free.pop() if free else await context.new_page()
        tabs.append(page)
        page.on("pageerror", hear_error)
        page.on("console", hear_line)
        await page.goto(site.origin)
        await load_into(page, *names)
        return page

    yield load
    first, *others = tabs or free
    for tab in others:
        await tab.close()
    await _leave(first)
    first.remove_listener("pageerror", hear_error)
    first.remove_listener("console", hear_line)
    devtools = await context.new_cdp_session(kept)
    await clear_storage(devtools)
    await devtools.detach()
    assert problems == []


async def _leave(tab: Page) -> None:
    """Leave a tab as it was new, for the next test; one that was closed stays so."""
    if tab.is_closed():
        return
    await tab.evaluate("sessionStorage.clear()")
    await tab.goto("about:blank")
    await tab.unroute_all()
    await tab.mouse.move(0, 0)
    if tab.viewport_size != SIZE:
        await tab.set_viewport_size(SIZE)


@pytest.fixture
async def load(context: BrowserContext, site: Site) -> AsyncIterator[LoadModules]:
    """Opens a page and loads modules, each under its name: ``page = await load("send_queue", html="…")``.

    Called twice it opens another tab. An error on a page fails the test. The first tab is used by all tests, which
    keeps the modules it has read: whoever changes what `_leave` can't take back closes it.
    """
    async with _loading(context, site) as load:
        yield load
        assert not [page for page in context.pages if not await page.evaluate(HAS_ITS_CLOCK)], "take load_stopped"


@pytest.fixture
async def load_stopped(stopped_context: BrowserContext, site: Site) -> AsyncIterator[LoadModules]:
    """As `load`, for tests that set their pages' clock."""
    async with _loading(stopped_context, site) as load:
        yield load
