"""Pages that hold a module alone: no server, no NiceGUI, but the real browser and the real content security policy."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Self

import pytest
from playwright.async_api import Browser, BrowserContext, Page

from chatapp.web.security import CONTENT_SECURITY_POLICY
from pages import theme
from pages.browser import assets
from tests.support import chromium
from tests.support.patience import PATIENCE

BLANK = """<!doctype html><style>{css}</style>
<script>
  window.sent = []; window.socket = {{connected: true}};
  window.emitEvent = (...args) => sent.push(args);
</script>
<div class="shell" data-account="ann" data-idle="300" data-files="/files">{html}</div>"""
LOAD = """async (names) => {
  for (const [name, address] of Object.entries(names)) {
    const value = await import(address);
    Object.defineProperty(window, name, {value, configurable: true, writable: true});  // `status` is the browser's own
  }
}"""
HAS_ITS_CLOCK = "setTimeout.toString().includes('native code')"
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
async def context(browser: Browser) -> BrowserContext:
    """The browser context of all these tests; each has an origin, and so a storage, of its own. Ends with the browser.

    It keeps its clock: one that is stopped stands still for all its later pages, which would wait for ever.
    """
    return await patient_context(browser)


@pytest.fixture(scope="session")
async def stopped_context(browser: Browser) -> BrowserContext:
    """Another for tests that set the clock."""
    return await patient_context(browser)


class Site:
    """Serves the modules to pages, and one page at every other address, as a server does: from a port of its own.

    An origin, and so a storage, is used by one test alone. Playwright could answer as well: at ten times the CPU.
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
        fresh = "Content-Type: text/html; charset=utf-8\r\nCache-Control: no-store"
        return _response(f"{fresh}\r\nContent-Security-Policy: {CONTENT_SECURITY_POLICY}", self.page)


def _response(headers: str, text: str) -> bytes:
    body = text.encode()
    return f"HTTP/1.1 200 OK\r\n{headers}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


@asynccontextmanager
async def _loading(context: BrowserContext) -> AsyncIterator[LoadModules]:
    tabs: list[Page] = []
    problems: list[str] = []
    async with Site().serving() as site:

        async def load(*names: str, html: str = "", css: str = theme.CSS) -> Page:
            site.page = BLANK.format(css=css, html=html)
            page = await context.new_page()
            tabs.append(page)
            page.on("pageerror", lambda error: problems.append(str(error)))
            page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
            await page.goto(site.origin)
            await load_into(page, *names)
            return page

        yield load
        for tab in tabs:
            await tab.close()
    assert problems == []


@pytest.fixture
async def load(context: BrowserContext) -> AsyncIterator[LoadModules]:
    """Opens a page and loads modules, each under its name: ``page = await load("outbox", html="…")``.

    Called twice it opens another tab. An error on a page fails the test.
    """
    async with _loading(context) as load:
        yield load
        assert not [page for page in context.pages if not await page.evaluate(HAS_ITS_CLOCK)], "take load_stopped"


@pytest.fixture
async def load_stopped(stopped_context: BrowserContext) -> AsyncIterator[LoadModules]:
    """As `load`, for tests that set their pages' clock."""
    async with _loading(stopped_context) as load:
        yield load
