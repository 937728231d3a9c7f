"""A browser window of one size and colour scheme that takes pictures, small enough to be kept in the repository."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from types import TracebackType
from typing import Self

from PIL import Image
from playwright.async_api import Browser, Error, Page, ViewportSize

from tests.support.servers.server import ROOT, Person

OUT = ROOT / "shots"  # git ignores it
SECONDS = 15  # that a step may take
COLOURS = 160  # of the palette a picture is reduced to: a quarter of the bytes, and no difference to the eye


@dataclass(frozen=True)
class Look:
    """A window's size, and light or dark."""

    size: str
    scheme: str

    @property
    def name(self) -> str:
        """What the pictures' names end with."""
        return f"{self.size}-{self.scheme}"

    @property
    def viewport(self) -> ViewportSize:
        """The size in pixels."""
        return {"width": 1440, "height": 900} if self.size == "wide" else {"width": 390, "height": 844}


LOOKS = [Look(size, scheme) for size in ("wide", "narrow") for scheme in ("light", "dark")]


class Camera:
    """One window. Use as an async context."""

    page: Page

    def __init__(self, browser: Browser, look: Look, missed: list[str]) -> None:
        self._browser = browser
        self.look = look
        self._missed = missed

    async def __aenter__(self) -> Self:
        self._context = await self._browser.new_context(
            viewport=self.look.viewport,
            color_scheme="dark" if self.look.scheme == "dark" else "light",
            has_touch=self.look.size == "narrow",
            is_mobile=self.look.size == "narrow",
        )
        self._context.set_default_timeout(SECONDS * 1000)
        self.page = await self._context.new_page()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._context.close()

    @asynccontextmanager
    async def step(self, name: str) -> AsyncIterator[None]:
        """Do one thing; if it fails, that is noted, a picture shows how it looked, and the next step goes on."""
        try:
            yield
        except Error as error:
            self._missed.append(f"{name}, {self.look.name}: {str(error).splitlines()[0]}")
            await self.shoot(f"missed-{name}")

    async def become(self, person: Person) -> None:
        """Be somebody who is signed in."""
        name, _, value = person.cookie.partition("=")
        await self._context.add_cookies([{"name": name, "value": value, "domain": "127.0.0.1", "path": "/"}])

    async def go(self, url: str) -> None:
        """Open an address and wait until the page lives."""
        await self.page.goto(url)
        await self.page.wait_for_function("window.did_handshake === true")

    async def shoot(self, name: str, wait: int = 500) -> None:
        """Take a picture, after ``wait`` milliseconds in which things come to rest."""
        await self.page.wait_for_timeout(wait)
        picture = Image.open(BytesIO(await self.page.screenshot())).convert("RGB")
        path = OUT / f"{name}-{self.look.name}.png"
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)

    async def open_menu(self) -> None:
        """Open the sidebar where it is a drawer."""
        if self.look.size == "narrow":
            await self.page.get_by_role("button", name="Open menu").click()
            await self.page.wait_for_timeout(250)
