"""Takes the screenshots by which the look is reviewed: `make shots` writes them to docs/screenshots/."""

import asyncio
import shutil
import tempfile
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from tests.shots import scenes
from tests.shots.camera import LOOKS, OUT, Camera
from tests.shots.stages import crowded_stage, demo_stage, empty_stage, history_stage
from tests.support import chromium
from tests.support.mailbox import Mailbox
from tests.support.server import Server


async def main() -> None:
    """Go through every page: where nothing is yet, in a team's usual day, and where ten thousand have come."""
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        async with async_playwright() as playwright:
            mailbox = await Mailbox().start()
            untouched = await Server(Path(folder) / "untouched" / "data").start()
            empty, ann = await empty_stage(Path(folder) / "empty", mailbox.url)
            usual, password = await demo_stage(Path(folder) / "usual")
            crowded, cora = await crowded_stage(Path(folder) / "crowded")
            looks = [f"{look.size}-{look.scheme}" for look in LOOKS]
            past, *of_past = await history_stage(Path(folder) / "past", looks)
            browser = await playwright.chromium.launch(executable_path=chromium.executable(), args=chromium.ARGUMENTS)
            try:
                for look in LOOKS:
                    await _tour(browser, look, untouched, (empty, ann), (usual, password), (crowded, cora))
                    await _through_the_past(browser, look, past, *of_past)
            finally:
                await browser.close()
                for server in (untouched, empty, usual, crowded, past):
                    await server.stop()
                await mailbox.stop()


async def _tour(browser: Browser, look, untouched, empty, usual, crowded) -> None:  # type: ignore[no-untyped-def]
    async with Camera(browser, look) as camera:
        await scenes.doors(camera, untouched, empty[0])
    async with Camera(browser, look) as camera:
        await scenes.empty(camera, *empty)
    async with Camera(browser, look) as camera:
        await scenes.usual(camera, *usual)
    async with Camera(browser, look) as camera:
        await scenes.administration(camera, *usual)
    async with Camera(browser, look) as camera:
        await scenes.crowded(camera, *crowded)


async def _through_the_past(browser: Browser, look, past, room, writer, readers) -> None:  # type: ignore[no-untyped-def]
    async with Camera(browser, look) as camera:
        await scenes.history(camera, past, room, writer, readers[f"{look.size}-{look.scheme}"])


if __name__ == "__main__":
    asyncio.run(main())
