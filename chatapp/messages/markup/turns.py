"""Rendering many texts in pieces, so that the event loop serves others in between."""

import asyncio
from collections.abc import Iterable
from typing import Final

from chatapp.messages.markup.rendering import labour, render

PIECE: Final = 500  # characters rendered in one turn of the event loop: a few milliseconds


class Turns:
    """Divides rendering into pieces, one for each turn of the event loop. ``has_paused``: it took several."""

    def __init__(self) -> None:
        self._done = 0
        self.has_paused = False

    async def spend(self, labour: int) -> None:
        """Count rendered characters; yields to the event loop whenever they complete a piece."""
        self._done += labour
        if self._done >= PIECE:
            self._done, self.has_paused = 0, True
            await asyncio.sleep(0)


async def render_ahead(bodies: Iterable[str]) -> None:
    """Render texts into the cache, yielding to the event loop in between."""
    turns = Turns()
    for body in bodies:
        effort = labour(body)
        render(body)
        await turns.spend(effort)
