"""Moving one page's window through the room: back, forward, to a message, to the newest.

Whatever the depth, a step reads one chapter by its numbers; what the board holds already is not read again, only the
right to see it is asked for.
"""

import asyncio
from collections.abc import Awaitable, Callable

from chatapp.messages.history import MessagePage
from pages.room.chunks import CHUNK_SIZE, chunk_of
from pages.room.pending_read import PendingRead
from pages.room.rendered_room import RenderedRoom
from pages.room.timeline import Timeline
from pages.room.window import MOST

ENOUGH = 50  # messages that are shown at least, where there are so many
CONTEXT = 20  # messages shown before the one that is gone to

Read = Callable[[int, int | None], Awaitable[MessagePage]]  # the messages after one number and before another, if any
Span = tuple[int, int | None]  # chapters, from the first to the last; None: to the newest, and beyond


class Past:
    """A room's chapters as a page's reader may see them. ``last_number``: the newest, as far as is known at first."""

    def __init__(self, rendered_room: RenderedRoom, read: Read, last_number: int) -> None:
        self.rendered_room, self._read, self._last_number = rendered_room, read, last_number

    @property
    def last_number(self) -> int:
        """The newest message's number."""
        return max(self.rendered_room.last, self._last_number)

    async def newest(self) -> Span:
        """Have the board hold the newest messages; to be shown before anything else is awaited."""
        while True:  # a stretch is bounded: the room may have grown beyond it meanwhile
            low = chunk_of(self.last_number - ENOUGH + 1)
            if await self.load(low, None) is None:
                return low, None

    async def around(self, number: int) -> Span:
        """Have the board hold the messages around one; to be shown before anything else is awaited."""
        low, high = chunk_of(number - CONTEXT), chunk_of(number + ENOUGH - 1)
        is_near_the_end = high >= chunk_of(self.last_number)
        return low, await self.load(low, None if is_near_the_end else high)

    async def load(self, low: int, high: int | None) -> int | None:
        """Have the board hold these chapters; returns the last of them, or None if they reach the newest.

        Raises:
            NotFound: there is no such room any more, or the reader may not see it.
            Forbidden: the reader is not a member.
        """
        with self.rendered_room.expecting(low, high) as load:
            message_page = await self._read_for(load)
            while await self.rendered_room.prepare(
                load, message_page
            ):  # that took its time: names may be others, and rights lost
                message_page = await self._read_for(load)
            self.rendered_room.merge(load, message_page)
            return load.high

    async def _read_for(self, load: PendingRead) -> MessagePage:
        """Read what the board lacks of these chapters; if nothing, only ask for the right to see them."""
        after, high = load.low * CHUNK_SIZE, load.high
        if self.rendered_room.holds(load.low, high):
            return await self._read(after, after)
        message_page = await self._read(after, None if high is None else (high + 1) * CHUNK_SIZE + 1)
        if high is None and message_page.has_more:
            load.high = chunk_of(message_page.messages[-1].number)
        return message_page


class Pager:
    """One page's way through the room. One step at a time; jumps wait for their turn."""

    def __init__(self, past: Past, timeline: Timeline) -> None:
        self._past, self._timeline = past, timeline
        self._one_move = asyncio.Lock()

    async def to_newest(self) -> None:
        """Show the newest messages, and whatever comes."""
        async with self._one_move:
            self._timeline.show(*await self._past.newest())

    async def to_message(self, number: int) -> None:
        """Show the messages around one."""
        async with self._one_move:
            self._timeline.show(*await self._past.around(number))

    async def back(self) -> None:
        """Show an older chapter; beyond the limit the newest go. Does nothing while another move is under way."""
        window = self._timeline.window
        if self._one_move.locked() or window.low == 0:
            return
        async with self._one_move:
            low = window.low - 1
            await self._past.load(low, low)
            if window.low == low + 1:  # else the page has moved on meanwhile: it asks again
                last = min(window.last, low + MOST - 1)
                is_attached = window.is_attached and last == window.last
                self._timeline.show(low, None if is_attached else last)

    async def forward(self) -> None:
        """Show a newer chapter; beyond the limit the oldest go. Does nothing while another move is under way."""
        window = self._timeline.window
        if self._one_move.locked() or window.is_attached:
            return
        async with self._one_move:
            index = window.last + 1
            last = await self._past.load(index, None if index >= self._past.rendered_room.top else index)
            if window.last == index - 1:
                newest = self._past.rendered_room.top if last is None else last
                self._timeline.show(max(window.low, newest - MOST + 1), last)
