"""Takes the screenshots by which the look is reviewed: `make shots` writes them to shots/, which git ignores.

Words select stages, such as ``usual``. ``--keep`` takes those that README shows, and renews them in docs/screenshots/.
"""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, async_playwright

from tests.shots import answering, finding, later, scenes
from tests.shots.camera import LOOKS, OUT, Camera
from tests.shots.stages import crowded_stage, demo_stage, empty_stage, history_stage
from tests.support.browser import chromium
from tests.support.servers.mailbox import Mailbox
from tests.support.servers.server import ROOT, Server

KEEP: Final = "--keep"
KEPT: Final = ROOT / "docs" / "screenshots"
SHOWN: Final = (
    "room-wide-light",
    "room-wide-dark",
    "home-wide-light",
    "settings-appearance-wide-dark",
    "room-narrow-light",
    "menu-narrow-light",
    "home-narrow-light",
)  # by README
Tour = Callable[[Camera], Awaitable[None]]
Stage = tuple[list[Server | Mailbox], list[Tour]]


async def untouched(folder: Path) -> Stage:
    """Start a Chatapp that nobody has used."""
    server = await Server(folder / "data").start()
    return [server], [lambda camera: scenes.set_up(camera, server)]


async def empty(folder: Path) -> Stage:
    """Start a Chatapp with one person and a mail server."""
    mailbox = await Mailbox().start()
    server, ann = await empty_stage(folder, mailbox.url)
    tours: list[Tour] = [lambda camera: scenes.doors(camera, server), lambda camera: scenes.empty(camera, server, ann)]
    return [server, mailbox], tours


async def usual(folder: Path) -> Stage:
    """Start a team's Chatapp."""
    server, password = await demo_stage(folder)
    return [server], [
        lambda camera: scenes.usual(camera, server, password),
        lambda camera: scenes.administration(camera, server, password),
    ]


async def found(folder: Path) -> Stage:
    """Start a team's Chatapp after a weekend, to find one's way in."""
    server, password = await demo_stage(folder)
    return [server], [lambda camera: finding.found(camera, server, password)]


async def told(folder: Path) -> Stage:
    """Start a team's Chatapp, for threads and for what people are told."""
    server, password = await demo_stage(folder)
    return [server], [lambda camera: later.told(camera, server, password)]


async def bots(folder: Path) -> Stage:
    """Start a Chatapp with a bot, and blocks of every kind."""
    server, room, ada = await answering.bots_stage(folder)
    return [server], [lambda camera: answering.bots(camera, server, room, ada)]


async def crowded(folder: Path) -> Stage:
    """Start a Chatapp with ten thousand rooms and people."""
    server, cora = await crowded_stage(folder)
    return [server], [lambda camera: scenes.crowded(camera, server, cora)]


async def past(folder: Path) -> Stage:
    """Start a Chatapp with a room that has a long past; each look has a reader of its own."""
    server, room, writer, readers = await history_stage(folder, [look.name for look in LOOKS])
    return [server], [lambda camera: scenes.history(camera, server, room, writer, readers[camera.look.name])]


async def shown(folder: Path) -> Stage:
    """Start a team's Chatapp, for the few pictures that README shows."""
    server, password = await demo_stage(folder)
    return [server], [lambda camera: scenes.shown(camera, server, password)]


STAGES: Final = (untouched, empty, usual, found, told, bots, crowded, past)


async def main(words: list[str]) -> list[str]:
    """Go through every page of the selected stages; returns what could not be photographed."""
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    missed: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium.executable(), args=chromium.ARGUMENTS)
            for stage in [shown] if KEEP in words else STAGES:
                if not words or KEEP in words or stage.__name__ in words:
                    servers, tours = await stage(Path(folder) / stage.__name__)
                    await _photograph(browser, tours, missed)
                    for server in servers:
                        await server.stop()
            await browser.close()
    return missed


async def _photograph(browser: Browser, tours: list[Tour], missed: list[str]) -> None:
    for look in LOOKS:
        for tour in tours:
            async with Camera(browser, look, missed) as camera:
                await tour(camera)


def keep() -> None:
    """Renew the pictures that the documents show, and no others."""
    shutil.rmtree(KEPT, ignore_errors=True)
    KEPT.mkdir(parents=True)
    for name in SHOWN:
        shutil.copy(OUT / f"{name}.png", KEPT)


if __name__ == "__main__":
    given = sys.argv[1:]
    failed = asyncio.run(main(given))
    if KEEP in given and not failed:
        keep()
    print("\n".join([f"{len(list(OUT.glob('*.png')))} pictures in {OUT.name}/", *failed]))  # noqa: T201
    sys.exit(bool(failed))
