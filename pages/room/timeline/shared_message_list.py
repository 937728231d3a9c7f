"""One page's messages of a room, sharing every frame with the room's other pages."""

import time
from collections.abc import Callable, Iterable

from pages.nicegui_patches import signature_cache
from pages.nicegui_patches.direct_outbox import DirectOutbox
from pages.nicegui_patches.frames import Elements, Frame
from pages.nicegui_patches.shared_container import SharedContainer
from pages.room.timeline.change import Change
from pages.room.timeline.rendered_room import RenderedRoom
from pages.room.timeline.window import OnPosted, Window


def frame_of(change: Change) -> Frame:
    """Return a change's frame, encoded for the first page that asks for it."""
    if change.frame is None:
        change.frame = Frame(change.elements, time.time())
    frame: Frame = change.frame
    return frame


class SharedMessageList(SharedContainer):
    """An element whose children all pages of the room share. ``on_window``: called when old chunks are removed."""

    def __init__(self, rendered_room: RenderedRoom, on_posted: OnPosted, on_window: Callable[[], None]) -> None:
        self._rendered_room = rendered_room
        self._on_posted, self._on_window = on_posted, on_window
        self.window = Window()
        self._seen = 0  # the version that was sent to the page
        self._unsent: set[int] = set()  # chunks the page has not been sent at all
        self._is_open = self._is_resting = False
        super().__init__()
        self._outbox: DirectOutbox = self.client.outbox  # type: ignore[assignment]

    def show_range(self, low: int, high: int | None = None) -> None:
        """Show these chunks, which are held, and no others; without ``high`` up to the newest and beyond."""
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
            self._seen, self._unsent = self._rendered_room.version, set()
        else:
            self.include_in_html(self.pull())

    def close(self) -> None:
        """Show no more changes. Closing twice is no error."""
        self._rendered_room.leave(self)
        if self._outbox.shared_lists.pop(self, self) is None:
            self._drop(self.window.chunks)
            self.forget()

    def covers(self, chunk: int) -> bool:
        """Say whether the page shows this chunk."""
        return self.window.low <= chunk <= self.window.high

    def show(self, change: Change) -> None:
        """Write a change to the page, or have the page catch up as soon as its socket takes more."""
        window, outbox = self.window, self._outbox
        is_next = self._seen == change.before
        if change.highest < window.low or change.lowest > window.high:  # elsewhere in the room
            self._seen = change.version if is_next else self._seen
        elif is_next and not self._unsent and self._share(change):
            self._seen = change.version
        else:
            outbox.wake()
        if change.top > window.newest:
            self._advance(change.top)
        if change.posted and (self not in self._rendered_room.readers.pages or change.posted.have_files):
            self._on_posted(change.posted)

    def _share(self, change: Change) -> bool:
        """Write what the page shows of a change, the same to all that show as much; says whether it has that now.

        Else whoever changes an old message as often as they may would have every page encode what is new by itself.
        """
        low, high = max(self.window.low, change.lowest), min(self.window.high, change.highest)
        if low == change.lowest and high == change.highest:
            return self._outbox.share(frame_of(change))
        frame = change.cut(low, high, self._cut_frame)
        return frame is None or self._outbox.share(frame)

    def _cut_frame(self, before: int, low: int, high: int) -> Frame | None:
        found = self._rendered_room.since(before, low, high)
        return Frame(found, time.time()) if found else None

    def pull(self) -> Elements:
        """Return what the page has not been sent yet, and mark it as sent."""
        if self._seen == self._rendered_room.version and not self._unsent:
            return {}
        found = self._rendered_room.since(self._seen, self.window.low, self.window.high, self._unsent)
        self._seen = self._rendered_room.version
        self._unsent = set()
        return found

    def _advance(self, top: int) -> None:
        if gone := self.window.advance(top):
            self._drop(gone)
            self._on_window()
        if self.window.needs_reserving:
            self.window.reserve()
            self.update()

    def _drop(self, chunks: Iterable[int]) -> None:
        ids = self._rendered_room.ids
        for index in chunks:
            self._outbox.drop(ids.chunk(index))
            if self._rendered_room.is_unfrozen(index, self._seen):
                for identifier in ids.rows(index):
                    self._outbox.drop(identifier)

    def child_ids(self) -> list[int]:
        """Return the ids of the chunks that there is room for; none before the list is shown."""
        return list(map(self._rendered_room.ids.chunk, self.window.reserved)) if self._is_open else []
