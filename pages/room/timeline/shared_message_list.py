"""One page's messages of a room, sharing every frame with the room's other pages."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Final

from pages.nicegui_patches import signature_cache
from pages.nicegui_patches.direct_outbox import DirectOutbox
from pages.nicegui_patches.frames import Elements, shared_frame
from pages.nicegui_patches.shared_container import SharedContainer
from pages.room.timeline.change import Change
from pages.room.timeline.rendered_room import RenderedRoom
from pages.room.timeline.window import OnPosted, Window

AT_MOST_GONE: Final = 100  # chunks whose rows are named; a browser has a dozen or so, those that go first


class SharedMessageList(SharedContainer):
    """An element whose children all pages of the room share. ``on_window``: called when old chunks are removed.

    What is shared has no number of the page's own and is kept nowhere: a page that reconnects is sent what differs from
    the version that it has for certain.
    """

    def __init__(self, rendered_room: RenderedRoom, on_posted: OnPosted, on_window: Callable[[], None]) -> None:
        self._rendered_room = rendered_room
        self._on_posted, self._on_window = on_posted, on_window
        self.window = Window()
        self._seen = 0  # the version that was sent to the page; while it is told together, the room's
        self._is_together = False
        self._assured = 0  # the version that has come, or is kept for a rewind
        self._pinged = 0  # the version that was sent before the last ping
        self._unsent: set[int] = set()  # chunks the page has not been sent at all
        self._is_open = self._is_resting = False
        super().__init__()
        self._outbox: DirectOutbox = self.client.outbox  # type: ignore[assignment]

    def show_range(self, low: int, high: int | None = None) -> None:
        """Show these chunks, which are held, and no others; without ``high`` up to the newest and beyond."""
        self.part()
        window, before = self.window, set(self.window.chunks if self._is_open else ())
        window.show_range(low, high, self._rendered_room.top)
        self._unsent |= set(window.chunks) - before
        self._drop(before - set(window.chunks))
        self.update()
        if not self._is_open:
            self._open()
        self._outbox.wake()

    def rest(self, *, is_wanted: bool) -> None:
        """Have what comes shown rarely, as nobody sees the page; or at once again, with all that was missed."""
        self._is_resting = is_wanted
        self.part()
        if self._is_open:
            (self._rendered_room.rest if is_wanted else self._rendered_room.wake)(self)

    def _open(self) -> None:
        self._is_open = True
        self._rendered_room.join(self)
        if self._is_resting:
            self._rendered_room.rest(self)
        self._outbox.shared_lists[self] = None
        if self.is_html_built:
            return
        if signature_cache.is_installed():
            self.include_in_html(self._rendered_room.members(self.window.low, self.window.high))
            self._seen = self._assured = self._rendered_room.version
            self._unsent = set()
        else:
            self.include_in_html(self.pull())

    def close(self) -> None:
        """Show no more changes. Closing twice is no error."""
        self.part()
        self._rendered_room.readers.leave(self)
        self._rendered_room.leave(self)
        if self._outbox.shared_lists.pop(self, self) is None:
            self._drop(self.window.chunks)
            self.forget()

    def covers(self, chunk: int) -> bool:
        """Say whether the page shows this chunk."""
        return self.window.low <= chunk <= self.window.high

    def show(self, change: Change) -> None:
        """Write a change to the page, or have the page catch up as soon as its socket takes more."""
        window, outbox, is_told = self.window, self._outbox, False
        is_next = self._seen == change.before
        if change.highest < window.low or change.lowest > window.high:  # elsewhere in the room
            self._seen = change.version if is_next else self._seen
        elif is_next and not self._unsent and self._share(change):
            self._seen, is_told = change.version, True
        else:
            outbox.wake()
        if change.top > window.newest:
            self.advance(change.top)
        is_read = self in self._rendered_room.readers.pages
        if change.posted and (not is_read or change.posted.have_files):
            self._on_posted(change.posted)
        if is_told and is_read and not (self._is_resting or self._unsent) and self._seen == self._rendered_room.version:
            self._join()

    @property
    def _told(self) -> int:
        """The version that was sent to the page."""
        return self._rendered_room.version if self._is_together else self._seen

    def part(self) -> None:
        """Be told of each change by itself, as something of the page has changed, or of what it shows."""
        self._rendered_room.multicast.leave(self._outbox)

    def left(self) -> None:
        """Note what the page was told together with others."""
        self._seen, self._is_together = self._told, False
        self._rendered_room.tell_apart(self)

    def _join(self) -> None:
        if self._rendered_room.multicast.join(self._outbox, self):
            self._is_together = True
            self._rendered_room.tell_together(self)

    def _share(self, change: Change) -> bool:
        """Write what the page shows of a change, the same to all that show as much; says whether it has that now.

        Else whoever changes an old message as often as they may would have every page encode what is new by itself.
        """
        low, high = max(self.window.low, change.lowest), min(self.window.high, change.highest)
        if low == change.lowest and high == change.highest:
            return self._outbox.share(change.whole)
        frame = change.cut(low, high, self._cut_frame)
        return not frame or self._outbox.share(frame)

    def _cut_frame(self, before: int, low: int, high: int) -> bytes:
        found = self._rendered_room.since(before, low, high)
        return shared_frame(found) if found else b""

    def pull(self) -> Elements:
        """Return what the page has not been sent yet, and mark it as sent."""
        version = self._rendered_room.version
        if self._is_together or (self._seen == version and not self._unsent):
            return {}
        found = self._rendered_room.since(self._seen, self.window.low, self.window.high, self._unsent)
        if self._assured == self._seen:  # else a rewind would leave out what was sent in between
            self._assured = version
        self._seen, self._unsent = version, set()
        return found

    def has_pinged(self) -> None:
        """Note what the page has been sent by now."""
        self._pinged = self._told

    def has_answered(self) -> None:
        """Note that the page has what it was sent before the last ping."""
        self._assured = max(self._assured, self._pinged)

    def rewind(self, gone: Sequence[int]) -> None:
        """Have the page sent again what it may lack.

        Chunks that became one string meanwhile are sent as such: the page may have their rows no more. Of chunks that
        are gone it may have the rows still: that they became one string need not have come.
        """
        were_rows, are_rows = (
            {index for index in self.window.chunks if self._rendered_room.is_unfrozen(index, version)}
            for version in (self._assured, self._seen)
        )
        self._unsent |= were_rows - are_rows
        self._seen = self._pinged = self._assured
        ids = self._rendered_room.ids
        left = (index for one in gone if (index := ids.chunk_index(one)) is not None)
        for index in islice((index for index in left if index not in self.window.chunks), AT_MOST_GONE):
            for row in ids.rows(index):
                self._outbox.drop(row)

    def advance(self, top: int) -> None:
        """Move the window along, as chunks have begun up to this one; old ones are removed by a frame of its own."""
        told_up_to = self.window.high
        gone = self.window.advance(top)
        if beyond := [index for index in self.window.chunks if index > told_up_to]:  # there was no space for so many
            self._unsent.update(beyond)
            self._outbox.wake()
        if gone:
            self._drop(gone)
            self._on_window()
        if self.window.needs_reserving:
            self.window.reserve()
            self.update()

    def _drop(self, chunks: Iterable[int]) -> None:
        ids, told = self._rendered_room.ids, self._told
        for index in chunks:
            self._outbox.drop(ids.chunk(index))
            if self._rendered_room.is_unfrozen(index, told):
                for identifier in ids.rows(index):
                    self._outbox.drop(identifier)

    def child_ids(self) -> list[int]:
        """Return the ids of the chunks that there is room for; none before the list is shown."""
        return list(map(self._rendered_room.ids.chunk, self.window.reserved)) if self._is_open else []
