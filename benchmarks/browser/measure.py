"""Opens pages in Chromium and measures them. Every load has an empty cache; every figure is one of a repeat."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from tests.support.browser import chromium
from tests.support.browser.arrival import arrived
from tests.support.people import long_room
from tests.support.servers.server import Person, Server

PROBES = (Path(__file__).parent / "probes.js").read_text(encoding="utf-8")
ROOMS, MESSAGES = 8, 60
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 204_800, "uploadThroughput": 96_000}  # as Lighthouse
SLOWER_CPU = 4
LONGEST = 60_000  # milliseconds
Record = dict[str, Any]


async def measure(repeats: int) -> Record:
    """Return what was measured, one value for each repeat."""
    with TemporaryDirectory() as folder:
        server = await Server(Path(folder) / "data").start()
        try:
            ann, bob = await server.person("ann"), await server.person("bob")
            rooms = [await server.room(ann, bob) for _ in range(ROOMS)]
            for room in rooms:
                long_room.fill(server.database_url, room, MESSAGES, read_up_to=MESSAGES)
            async with _chromium() as browser:
                return {
                    "loads": [await _load(browser, server, ann, rooms[0]) for _ in range(repeats)],
                    "slow": [await _load(browser, server, ann, rooms[0], is_slow=True) for _ in range(repeats)],
                    "changes": await _changes(browser, server, ann, rooms, repeats),
                    "enter": await _enter(browser, server, (ann, bob), rooms[0], repeats),
                }
        finally:
            await server.stop()


@asynccontextmanager
async def _chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium.executable(), args=chromium.AS_PEOPLE_HAVE_IT
        )
        yield browser
        await browser.close()


async def _page(browser: Browser, person: Person) -> Page:
    context = await browser.new_context(viewport={"width": 1440, "height": 900})
    name, _, value = person.cookie.partition("=")
    await context.add_cookies([{"name": name, "value": value, "domain": "127.0.0.1", "path": "/"}])
    context.set_default_timeout(LONGEST)
    await context.add_init_script(PROBES)
    return await context.new_page()


async def _load(browser: Browser, server: Server, person: Person, room: str, *, is_slow: bool = False) -> Record:
    page = await _page(browser, person)
    tool = await page.context.new_cdp_session(page)
    await tool.send("Network.enable")
    if is_slow:
        await tool.send("Network.emulateNetworkConditions", SLOW_4G)
        await tool.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_CPU})
    kinds: dict[str, str] = {}
    sizes: Counter[str] = Counter()
    tool.on("Network.responseReceived", lambda event: kinds.__setitem__(event["requestId"], event["type"]))
    tool.on("Network.loadingFinished", lambda event: _add(sizes, kinds, event))
    await page.goto(f"{server.base}/rooms/{room}")
    await arrived(page)
    await page.wait_for_timeout(500)  # for what comes behind
    paints: Record = await page.evaluate("probes.paints()")
    await page.context.close()
    return {**paints, "bytes": dict(sizes), "requests": len(kinds)}


def _add(sizes: Counter[str], kinds: dict[str, str], event: dict[str, Any]) -> None:
    sizes[kinds.get(event["requestId"], "Other")] += int(event["encodedDataLength"])


async def _changes(browser: Browser, server: Server, person: Person, rooms: list[str], repeats: int) -> list[Record]:
    page = await _page(browser, person)
    await page.goto(f"{server.base}/rooms/{rooms[0]}")
    await arrived(page)
    found: list[Record] = []
    for number in range(repeats + len(rooms)):  # once through all of them, not counted, then on
        change: Record = await page.evaluate(f"probes.change('/rooms/{rooms[(number + 1) % len(rooms)]}')")
        await page.wait_for_timeout(300)
        found += [change] if number >= len(rooms) else []
    await page.context.close()
    return found


async def _enter(
    browser: Browser, server: Server, people: tuple[Person, Person], room: str, repeats: int
) -> list[Record]:
    writer, reader = [await _page(browser, person) for person in people]
    for page in (writer, reader):
        await page.goto(f"{server.base}/rooms/{room}")
        await arrived(page)
    found = []
    for number in range(repeats + 1):  # the first is not counted
        text = f"measured {number} of {repeats}"
        await writer.get_by_role("textbox", name="Message").fill(text)
        seen = asyncio.ensure_future(reader.evaluate("(text) => probes.shown(text)", text))
        await asyncio.sleep(0.2)
        await writer.keyboard.press("Enter")
        found.append({"other": await seen - await writer.evaluate("window.pressed")})
        await asyncio.sleep(0.3)
    for page in (writer, reader):
        await page.context.close()
    return found[1:]
