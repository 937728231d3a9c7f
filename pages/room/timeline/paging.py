"""Moving one page's window through the room: back, forward, to a message, to the newest.

Whatever the depth, a step reads one chunk by its numbers; chunks that are held are not read again, only the right to
see them is checked.
"""

import asyncio
from collections.abc import Awaitable, Callable

from chatapp.messages.history import MessagePage
from pages.room.timeline.chunks import chunk_of
from pages.room.timeline.element_ids import CHUNK_SIZE
from pages.room.timeline.pending_read import PendingRead
from pages.room.timeline.rendered_room import RenderedRoom
from pages.room.timeline.timeline import Timeline
from pages.room.timeline.window import MAX_CHUNKS

ENOUGH = 50  # messages that are shown at least, where there are so many
CONTEXT = 20  # messages shown before the one that is jumped to

Read = Callable[[int, int | None], Awaitable[MessagePage]]  # the messages after one number and before another, if any
ChunkRange = tuple[int, int | None]  # the first and the last; None: to the newest, and beyond


class RoomHistory:
    """A room's chunks, read with the rights of one page's person. ``last_number``: the newest, as known at first."""

    def __init__(self, rendered_room: RenderedRoom, read: Read, last_number: int) -> None:
        self.rendered_room, self._read, self._last_number = rendered_room, read, last_number

    @property
    def last_number(self) -> int:
        """The newest message's number."""
        return max(self.rendered_room.last, self._last_number)

    async def newest(self) -> ChunkRange:
        """Load the newest messages; show them before awaiting anything else."""
        while True:  # a read is bounded: the room may have grown beyond it meanwhile
            low = chunk_of(self.last_number - ENOUGH + 1)
            if await self.load(low, None) is None:
                return max(low, self.rendered_room.top - MAX_CHUNKS + 1), None  # many may have come meanwhile

    async def around(self, number: int) -> ChunkRange:
        """Load the messages around one; show them before awaiting anything else."""
        low, high = chunk_of(number - CONTEXT), chunk_of(number + ENOUGH - 1)
        is_near_the_end = high >= chunk_of(self.last_number)
        last = await self.load(low, None if is_near_the_end else high)
        if last is None and self.rendered_room.top >= low + MAX_CHUNKS:  # many have come meanwhile
            last = low + MAX_CHUNKS - 1
        return low, last

    async def load(self, low: int, high: int | None) -> int | None:
        """Load these chunks; returns the last of them, or None if they reach the newest.

        Raises:
            NotFound: the room no longer exists, or the person may not see it.
            Forbidden: the person is not a member.
        """
        with self.rendered_room.tracking(low, high) as pending:
            message_page = await self._read_for(pending)
            while await self.rendered_room.prepare(pending, message_page):
                message_page = await self._read_for(pending)  # names may have changed meanwhile, and rights been lost
            self.rendered_room.merge(pending, message_page)
            return pending.high

    async def _read_for(self, pending: PendingRead) -> MessagePage:
        """Read these chunks unless all are held; then only check the right to see them."""
        after, high = pending.low * CHUNK_SIZE, pending.high
        if self.rendered_room.holds(pending.low, high):
            return await self._read(after, after)
        message_page = await self._read(after, None if high is None else (high + 1) * CHUNK_SIZE + 1)
        if high is None and message_page.has_more:
            pending.high = chunk_of(message_page.messages[-1].number)
        return message_page


class Pager:
    """One page's way through the room. One step at a time; jumps wait for their turn."""

    def __init__(self, history: RoomHistory, timeline: Timeline) -> None:
        self._history, self._timeline = history, timeline
        self._one_move = asyncio.Lock()

    async def to_newest(self) -> None:
        """Show the newest messages, and whatever comes."""
        async with self._one_move:
            self._timeline.show_range(*await self._history.newest())

    async def to_message(self, number: int) -> None:
        """Show the messages around one."""
        async with self._one_move:
            self._timeline.show_range(*await self._history.around(number))

    async def back(self) -> None:
        """Show an older chunk; beyond the limit the newest are removed. Does nothing during another move."""
        window = self._timeline.window
        if self._one_move.locked() or window.low == 0:
            return
        async with self._one_move:
            low = window.low - 1
            await self._history.load(low, low)
            if window.low == low + 1:  # else the window has moved meanwhile: the page asks again
                end = self._history.rendered_room.top if window.is_attached else window.last  # it may be told so soon
                last = min(end, low + MAX_CHUNKS - 1)
                self._timeline.show_range(low, None if window.is_attached and last == end else last)

    async def forward(self) -> None:
        """Show a newer chunk; beyond the limit the oldest are removed. Does nothing during another move."""
        window = self._timeline.window
        if self._one_move.locked() or window.is_attached:
            return
        async with self._one_move:
            index = window.last + 1
            last = await self._history.load(index, None if index >= self._history.rendered_room.top else index)
            if window.last == index - 1:
                newest = self._history.rendered_room.top if last is None else last
                newest = min(newest, index + MAX_CHUNKS // 2)  # if many have come meanwhile, what is read stays
                self._timeline.show_range(max(window.low, newest - MAX_CHUNKS + 1), newest)
