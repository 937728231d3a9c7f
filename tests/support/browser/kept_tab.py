"""A tab that is used by one test after the other, each time as if it were new.

A new tab and its end cost a third of what a page costs: a room opened in one took 340 ms of CPU, in a kept one 240.
What a tab cannot forget is noticed, and such a tab is not used again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Self
from uuid import uuid4

from playwright.async_api import BrowserContext, CDPSession, Error, Page

SIZE: Final = {"width": 1280, "height": 720}  # of a page whose context says nothing else; Playwright's
LASTING: Final = (  # what a test may ask of a page that stays until the tab is closed
    *("on", "once", "add_init_script", "add_locator_handler", "route", "route_from_har", "route_web_socket"),
    *("expose_binding", "expose_function", "set_default_timeout", "set_extra_http_headers"),
)
# What a tab keeps in sessionStorage outlives its pages: the first one of each origin begins without
FORGET: Final = """try {
  if (sessionStorage.getItem('test') !== '%s') { sessionStorage.clear(); sessionStorage.setItem('test', '%s'); }
} catch { /* a frame that has none */ }"""

OnError = Callable[[Error], None]


@dataclass
class KeptTab:
    """A tab of a context with these options (Playwright's). ``is_spent``: a test has asked for what lasts."""

    page: Page
    devtools: CDPSession
    options: dict[str, Any]
    is_spent: bool = False
    is_used: bool = False
    _is_emulating: bool = False
    _script: str = ""  # Chromium's name of what forgets
    _on_error: OnError | None = None

    @classmethod
    async def of(cls, context: BrowserContext, options: dict[str, Any]) -> Self:
        """Open one."""
        page = await context.new_page()
        return cls(page, await context.new_cdp_session(page), options)

    async def use(self, on_error: OnError) -> None:
        """Give it to a test. ``on_error``: hears each error of its scripts that nothing has caught."""
        token = uuid4().hex
        added = await self.devtools.send("Page.addScriptToEvaluateOnNewDocument", {"source": FORGET % (token, token)})
        self._script, self._on_error, self.is_used = added["identifier"], on_error, True
        self.page.on("pageerror", on_error)
        for name in LASTING:
            self._notice(self.page, name, "is_spent")
        self._notice(self.page.context, "new_cdp_session", "is_spent")
        self._notice(self.page, "emulate_media", "_is_emulating")

    async def take_back(self) -> None:
        """Leave its page, which may still store something then, and all that a test has asked of it."""
        page, options = self.page, self.options
        for name in (*LASTING, "emulate_media"):
            del vars(page)[name]
        del vars(page.context)["new_cdp_session"]
        if self.is_spent or page.is_closed():
            self.is_spent = True
            return
        await page.goto("about:blank")
        if self._on_error is not None:
            page.remove_listener("pageerror", self._on_error)
        await self.devtools.send("Page.removeScriptToEvaluateOnNewDocument", {"identifier": self._script})
        await self.devtools.send("Page.resetNavigationHistory")
        await page.mouse.move(0, 0)  # where it is in a new one
        if page.viewport_size != (size := options.get("viewport", SIZE)):
            await page.set_viewport_size(size)
        if self._is_emulating:
            await page.emulate_media(
                color_scheme=options.get("color_scheme", "light"),
                reduced_motion=options.get("reduced_motion", "no-preference"),
            )
        self.is_used, self._is_emulating = False, False

    def _notice(self, of: Page | BrowserContext, name: str, what: str) -> None:
        """Note it if a test calls this method."""
        method = getattr(type(of), name)

        def noticed(*arguments: Any, **options: Any) -> Any:
            setattr(self, what, True)
            return method(of, *arguments, **options)

        vars(of)[name] = noticed
