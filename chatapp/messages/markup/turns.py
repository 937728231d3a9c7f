"""Rendering so that the event loop serves others meanwhile: short texts in pieces, long ones in a thread."""

import asyncio
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import Final

from chatapp.errors import Busy
from chatapp.messages.markup.rendering import keep, labour, marked_up, render

PIECE: Final = 500  # characters rendered in one turn of the event loop: a few milliseconds
LONG: Final = 2_000  # characters; the marks of a longer text may take over 5 ms
NEW: Final = 64  # long texts of authors that wait: two seconds of work at most
_thread = ThreadPoolExecutor(1, thread_name_prefix="markup")  # a second one would only take more from the event loop
_places = BoundedSemaphore(NEW)


def is_laborious(body: str) -> bool:
    """Say whether rendering a text may hold others up: it is long, has marks, and is not in the cache."""
    return labour(body) > LONG


async def render_one(body: str) -> None:
    """Render a text into the cache; a long one in the thread."""
    if is_laborious(body):
        keep(body, await asyncio.get_running_loop().run_in_executor(_thread, marked_up, body))
    else:
        render(body)


async def render_new(body: str) -> None:
    """Render what somebody is about to send, as `render_one`: readers never wait behind more than so many of them.

    Raises:
        Busy: too many long texts wait already.
    """
    if (effort := labour(body)) <= LONG:
        if effort:  # otherwise it's kept already, or plain
            render(body)
    elif _places.acquire(blocking=False):
        rendering = _thread.submit(marked_up, body)
        rendering.add_done_callback(_leave)
        keep(body, await asyncio.wrap_future(rendering))
    else:
        raise Busy


def _leave(_: "Future[str]") -> None:
    _places.release()


async def render_ahead(bodies: Iterable[str]) -> None:
    """Render texts into the cache, yielding to the event loop in between."""
    turns = Turns()
    for body in bodies:
        await turns.render(body)


class Turns:
    """Divides rendering into pieces, one for each turn of the event loop. ``has_paused``: it took several."""

    def __init__(self) -> None:
        self._done = 0
        self.has_paused = False

    async def render(self, body: str) -> None:
        """Render a text into the cache; yields to the event loop whenever it completes a piece."""
        effort = labour(body)
        await render_one(body)
        self._done += effort
        if effort > LONG:
            self.has_paused = True
        elif self._done >= PIECE:
            self._done, self.has_paused = 0, True
            await asyncio.sleep(0)
