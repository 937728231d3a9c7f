"""`python -m benchmarks.flood`: what a browser feels while messages pour in, where one types and where one reads."""

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from benchmarks import out_file
from benchmarks.run import own_server
from tests.support.browser import chromium
from tests.support.browser.bursts import post_all
from tests.support.browser.flood import felt, pour, watch
from tests.support.servers.server import Person

WORDS = "While everybody talks, I write, and every letter should stand there before I hit the next one. "
KEY_EVERY = 80  # milliseconds: 150 words a minute
Figures = dict[str, dict[str, float]]


async def measure(directory: Path, messages: int, rate: float, shots: Path | None) -> Figures:
    """Flood a room that one page writes in and another reads further up; returns what each browser page felt."""
    async with own_server(directory) as server, async_playwright() as playwright:
        ann, bob = await server.person("ann"), await server.person("bob")
        room = await server.room(ann, bob)
        await post_all(server, ann, room, 160)
        browser = await playwright.chromium.launch(executable_path=chromium.executable(), args=chromium.ARGUMENTS)
        address = f"{server.base}/rooms/{room}"
        pages = {name: await (await _context(browser, bob)).new_page() for name in ("calm", "writing", "reading")}
        for page in pages.values():
            await page.goto(address)
            await page.wait_for_function("window.did_handshake === true")
        figures = {"calm": await _typing(pages["calm"], messages / rate / 2)}  # nothing arrives
        await pages["calm"].close()
        await _scroll_up(pages["reading"])
        await watch(pages["reading"])
        pouring = asyncio.create_task(pour(server, ann, room, messages, rate))
        watching = asyncio.create_task(_shoot(pages, shots, messages / rate)) if shots else None
        figures["writing"] = await _typing(pages["writing"], messages / rate)
        await pouring
        if watching:
            await watching
        figures["reading"] = (await felt(pages["reading"])).rounded()
        await browser.close()
    return figures


async def _context(browser: Browser, person: Person) -> BrowserContext:
    context = await browser.new_context(viewport={"width": 1440, "height": 900})
    name, _, value = person.cookie.partition("=")
    await context.add_cookies([{"name": name, "value": value, "domain": "127.0.0.1", "path": "/"}])
    return context


async def _typing(page: Page, seconds: float) -> dict[str, float]:
    """Type for a while; returns what was felt."""
    await page.get_by_label("Message", exact=True).focus()
    await watch(page)
    end = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < end:
        await page.keyboard.type(WORDS, delay=KEY_EVERY)
    return (await felt(page)).rounded()


async def _scroll_up(page: Page) -> None:
    await page.locator(".conversation").hover()
    for _ in range(30):
        await page.mouse.wheel(0, -100)
        await page.wait_for_timeout(30)


async def _shoot(pages: dict[str, Page], shots: Path, seconds: float) -> None:
    """Take three pictures of each page while the messages pour in."""
    for number in range(1, 4):
        await asyncio.sleep(seconds / 4)
        for name in ("writing", "reading"):
            await pages[name].screenshot(path=shots / f"{name}-{number}.png")


def main(
    messages: Annotated[int, typer.Option(min=10, max=100_000, help="Messages that arrive.")] = 2000,
    rate: Annotated[float, typer.Option(min=1, max=2000, help="Messages a second.")] = 200.0,
    shots: Annotated[
        Path | None, typer.Option(help="Where screenshots go; they cost time, so none by default.")
    ] = None,
    json: Annotated[Path, typer.Option(help="Where the figures go.")] = Path("benchmarks/out/flood.json"),
) -> None:
    """Type and read in a real browser while messages pour in; tell how long tasks, frames and echoes took."""
    if shots is not None:
        shots.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="chatapp-flood-") as directory:
        figures = asyncio.run(measure(Path(directory), messages, rate, shots))
    told = {"messages": messages, "rate": rate, "felt": figures}
    typer.echo(out_file.write(json, told))


if __name__ == "__main__":
    typer.run(main)
