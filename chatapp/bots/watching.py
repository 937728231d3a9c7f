"""Watching the folder of bots: what is saved is loaded at once. Whether a file is another one, its time and size say.

An editor may write a new file and rename it, so a file that is gone is looked for once more before its bots stop.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import structlog
from watchfiles import awatch

from chatapp.bots.loading import files_in

log = structlog.get_logger(__name__)

Signature = tuple[int, int, int]
DEBOUNCE: Final = 60  # milliseconds in which one save's changes come
STEP: Final = 20  # milliseconds
AGAIN: Final = 5_000  # milliseconds, after which the folder is looked at without a word of the system's
RENAMING: Final = 0.3  # seconds between a file that is taken away and the one in its place


class Watcher:
    """Tells ``changed`` of each file that is new or another one, and ``gone`` of each that is no more.

    ``changed`` says whether that is done; if not, it is told again.
    """

    def __init__(
        self, folder: Path, changed: Callable[[Path], Awaitable[bool]], gone: Callable[[Path], Awaitable[None]]
    ) -> None:
        self._folder, self._changed, self._gone = folder, changed, gone
        self._known: dict[Path, Signature] = {}
        self._looking = asyncio.Lock()

    async def run(self) -> None:
        """Look whenever something changes in the folder, until cancelled."""
        while True:
            try:
                async for _ in awatch(
                    self._folder,
                    debounce=DEBOUNCE,
                    step=STEP,
                    rust_timeout=AGAIN,
                    yield_on_timeout=True,
                    recursive=False,
                    stop_event=None,
                ):
                    await self.look()
            except OSError as error:  # a system that has no more watches to give
                log.warning("the folder of bots can't be watched", error=str(error))
                await self.look()
                await asyncio.sleep(AGAIN / 1000)

    async def look(self) -> None:
        """Compare the folder with what is known, and tell what is another."""
        async with self._looking:
            await self._look()

    async def _look(self) -> None:
        found = self._found()
        if any(path not in found for path in self._known):
            await asyncio.sleep(RENAMING)
            found = self._found()
        for path in [path for path in self._known if path not in found]:
            del self._known[path]
            await self._gone(path)
        for path, signature in found.items():
            if self._known.get(path) != signature and await self._changed(path):
                self._known[path] = signature

    def _found(self) -> dict[Path, Signature]:
        found: dict[Path, Signature] = {}
        for path in files_in(self._folder):
            with suppress(OSError):  # it is gone again
                at = path.stat()
                found[path] = (at.st_mtime_ns, at.st_size, at.st_ino)
        return found
