"""What the open pages of one room show, once for all of them: rows of safe HTML in chunks of fifty.

The newest chunks hold an element for each message, so that a new message is one small change; the older ones are
frozen: one string, one element. Only chunks that some page shows are held, and the newest two.

**Nothing falls between reading and listening.** A page that reads chunks says so first (`tracking`): from then on every
change of them is kept, and merged into what was read. A chunk that is held gets all its changes anyway.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import chain
from typing import Self
from uuid import UUID

import structlog

from chatapp.callbacks import weakly
from chatapp.events import MessageView
from chatapp.messages.history import MessagePage
from chatapp.messages.markup import NO_PICTURES, Pictures, Turns
from chatapp.realtime.authors import people_in
from chatapp.realtime.renderer import ReadBetween
from chatapp.realtime.room_feed import RoomFeed
from chatapp.storage.paging import AT_MOST
from pages.room.message import message_html
from pages.room.timeline.change import Change, PageView
from pages.room.timeline.chunks import OPEN_CHUNKS, RoomChunks, Row, chunk_of
from pages.room.timeline.element_ids import CHUNK_SIZE
from pages.room.timeline.hidden_pages import Resting
from pages.room.timeline.live_multicast import LiveMulticast
from pages.room.timeline.live_readers import LiveReaders
from pages.room.timeline.new_messages import NewMessages
from pages.room.timeline.pending_read import PendingRead, contiguous_ranges

log = structlog.get_logger(__name__)

INTERVAL = 0.01  # seconds within which changes are shown in one frame; a lone one waits for nothing
BUSY = 0.1  # seconds after a frame with several changes in which the next waits for others, too
LOOKED_AT = 20  # rows in one turn of the event loop, when some are to be drawn again
BATCH = 100  # changes that are shown without waiting for more


class RenderedRoom(RoomChunks):
    """One room's conversation as far as any page shows it: the `RoomRenderer` that the pages give to the feeds.

    ``pictures``: of custom emoji; looked up whenever a row is rendered.
    """

    def __init__(self, pictures: Pictures = NO_PICTURES) -> None:
        super().__init__(pictures)
        self._views: dict[PageView, None] = {}
        self._apart: dict[PageView, None] = {}  # those that are not told together
        self.multicast = LiveMulticast()
        self.readers = LiveReaders()
        self._resting = Resting(self.since, weakly(self._show_resting))
        self._pending_reads: list[PendingRead] = []
        self._posted: list[MessageView] = []
        self._newest_posted = 0  # the newest message that pages have been told of
        self._timer: asyncio.Handle | None = None
        self._flushed_at = -INTERVAL  # by the loop's clock
        self._is_busy = False  # whether that frame had several changes
        self._is_started = False

    @classmethod
    def of(cls, feed: RoomFeed) -> Self:
        """Return the room's shared renderer.

        Raises:
            TypeError: the feeds were given another renderer than this.
        """
        if not isinstance(renderer := feed.renderer, cls):
            raise TypeError(f"the feeds make {type(renderer).__name__}, not {cls.__name__}")
        return renderer

    def join(self, view: PageView) -> None:
        """Show a page every change from now on."""
        self._views[view] = self._apart[view] = None

    def leave(self, view: PageView) -> None:
        """Show a page nothing more. Leaving twice is no error."""
        self._views.pop(view, None)
        self._apart.pop(view, None)
        self._resting.remove(view)
        if not self._views and not self._resting.views and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def rest(self, view: PageView) -> None:
        """Show a page what comes rarely, together with others that nobody sees."""
        if view in self._views:
            del self._views[view], self._apart[view]
            self._resting.add(view, self.version)

    def wake(self, view: PageView) -> None:
        """Show a page what it has missed, and what comes at once. Without effect on one that does not rest."""
        if view in self._resting.views:
            if self._timer is not None:
                self.flush()  # it would come twice
            missed = self._resting.remove(view)
            self._views[view] = self._apart[view] = None
            if missed is not None:
                self._show((view,), missed)

    def tell_together(self, view: PageView) -> None:
        """Tell a page no more by itself: it has joined `multicast`."""
        del self._apart[view]

    def tell_apart(self, view: PageView) -> None:
        """Tell a page by itself again, if it is shown what comes."""
        if view in self._views:
            self._apart[view] = None

    def apply(self, message: MessageView) -> None:
        """Show a posted, edited or deleted message; a former state of what is shown is dropped."""
        self._extend_to(message.number)
        for pending in self._pending_reads:
            pending.keep(message)
        is_changed = self._put(message)
        is_changed |= self._requote(message)
        if self._is_new(message) or is_changed:
            self._flush_soon()

    # ------------------------------------------------------------------ reading history

    @contextmanager
    def tracking(self, low: int, high: int | None) -> Iterator[PendingRead]:
        """Keep these chunks, and what happens to them, while they are being read; without ``high`` to the newest."""
        pending = PendingRead(low, high)
        self._pending_reads.append(pending)
        try:
            yield pending
        finally:
            self._pending_reads.remove(pending)

    async def prepare(self, pending: PendingRead, message_page: MessagePage) -> bool:
        """Render what `merge` is to take in, yielding to other tasks; says whether it did yield."""
        has_paused = False
        while fresh := [m for m in pending.unrendered(message_page.messages) if chunk_of(m.number) not in self._chunks]:
            has_paused |= await pending.render(fresh, partial(message_html.render, pictures=self._pictures))
        return has_paused

    def merge(self, pending: PendingRead, message_page: MessagePage) -> None:
        """Take in whole chunks that were read while they were tracked; `prepare` them first."""
        self._extend_to(max(message_page.last_number, message_page.messages[-1].number if message_page.messages else 0))
        if not self._is_started:
            self._is_started, self._newest_posted = True, self.last
        high = self.top if pending.high is None else pending.high
        fresh = [index for index in range(pending.low, high + 1) if index not in self._chunks]
        for index in fresh:
            self._open(index, self.version)  # no page has it: none is to be told
        for message in pending.merged(message_page.messages):
            if (index := chunk_of(message.number)) in fresh:
                html = pending.html_of(message) or message_html.render(message, self._pictures)
                self._chunks[index].put(Row(message, html, self.version))
            elif self._put(message, is_read=True):
                self._is_new(message)
        if self._changed or self._has_grown:
            self._flush_soon(at_once=False)  # the caller is about to show it

    async def refresh_authors(self, people: AbstractSet[UUID], read: ReadBetween) -> None:
        """Read again the chunks in which these people appear; rows that differ are shown as they are now."""
        due = [
            index
            for index, chunk in sorted(self._chunks.items())
            if people & people_in(row.view for row in chunk.rows.values())
        ]
        ranges = contiguous_ranges(due, AT_MOST // CHUNK_SIZE)
        with ExitStack() as stack:  # none of them is evicted before its turn
            for pending in [stack.enter_context(self.tracking(first, last)) for first, last in ranges]:
                message_page = await read(pending.low * CHUNK_SIZE, ((pending.high or 0) + 1) * CHUNK_SIZE + 1)
                self.merge(pending, message_page)
        self.evict_unused()

    async def redraw(self, is_due: Callable[[MessageView], bool]) -> None:
        """Render these rows again, the newest first and a few at a time: what they show besides the message changed."""
        for pending in self._pending_reads:
            pending.forget_rendered()
        due = [(index, number) for index, chunk in self._chunks.items() for number in chunk.rows]
        turns = Turns()
        for turn, (index, number) in enumerate(sorted(due, reverse=True)):
            if turn % LOOKED_AT == 0:
                await asyncio.sleep(0)
            chunk = self._chunks.get(index)
            if chunk is None or not is_due(chunk.rows[number].view):
                continue
            await turns.render(chunk.rows[number].view.body)
            if self._chunks.get(index) is chunk:
                self._render(chunk, chunk.rows[number].view)
                self._flush_soon()

    def evict_unused(self) -> None:
        """Release chunks that no page shows or is about to; what has changed since the last flush is about to be."""
        for index, chunk in list(self._chunks.items()):
            is_wanted = index > self.top - OPEN_CHUNKS or self._resting.lacks(index) or bool(chunk.touched)
            is_wanted = is_wanted or any(read.covers(index) for read in self._pending_reads)
            if not is_wanted and not any(view.covers(index) for view in chain(self._views, self._resting.views)):
                del self._chunks[index]

    # ------------------------------------------------------------------ showing changes

    def _is_new(self, message: MessageView) -> bool:
        if message.number <= self._newest_posted:
            return False
        self._newest_posted = message.number
        self._posted.append(message)
        return True

    def _flush_soon(self, *, at_once: bool = True) -> None:
        if at_once and self._changed >= BATCH:
            self.flush()
        elif self._timer is None:
            loop = asyncio.get_running_loop()
            since = loop.time() - self._flushed_at
            pause = INTERVAL if self._is_busy and since < BUSY else INTERVAL - since
            self._timer = loop.call_later(pause, self.flush) if pause > 0 else loop.call_soon(self.flush)

    def flush(self) -> None:
        """Show what has changed, now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._freeze_old()
        touched = self._touched()
        if touched or self._posted:
            posted, self._posted = NewMessages(self._posted), []
            ends = (touched[0], touched[-1]) if touched else (self.top, self.top)
            if self.multicast.pages:
                self.multicast.prepare(ends[0], self.top, is_plain=bool(touched) and not posted.have_files)
            self.version += 1
            change = Change(self.version - 1, self.version, *ends, self.top, self._describe_touched(touched), posted)
            if self.multicast.pages:
                self.multicast.tell(change)
            self._show(self._apart, change)
            if posted and self.readers.pages:
                self.readers.read(posted[-1].number)
            if self._resting.views:
                self._resting.put_off(change)
            if self._has_grown:
                self._has_grown = False
                self.evict_unused()
        self._is_busy = self._changed > 1
        self._changed, self._flushed_at = 0, asyncio.get_running_loop().time()

    def _show_resting(self) -> None:
        if self._timer is not None:
            self.flush()  # it would come twice
        for view, change in self._resting.shown():
            self._show((view,), change)
        self.evict_unused()

    def _show(self, views: Iterable[PageView], change: Change) -> None:
        for view in list(views):
            try:
                view.show(change)
            except Exception:  # the others are to see it all the same
                log.exception("page failed to show change", version=change.version)
