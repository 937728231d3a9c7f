"""The conversation: history that pages in, and new messages that appear once, in order, for every reader the same.

A row's HTML depends on the message alone, never on the reader, so it is rendered once for all pages
(`pages/room/timeline/rendered_room.py`) and written to each page's socket (`pages/nicegui_patches/`).
"""

import asyncio
from collections.abc import Callable

from nicegui import ui

from chatapp.callbacks import ignore, weakly
from pages.components.elements import add_static_element, box, markup
from pages.room.timeline.chunks import chunk_of
from pages.room.timeline.live_readers import LiveReaders, Reader
from pages.room.timeline.message_list import message_list
from pages.room.timeline.rendered_room import RenderedRoom
from pages.room.timeline.window import OnPosted, Window

LABELS = (
    ("more", "Show more"),
    ("files", "Attachments"),
    ("less", "Show less"),
    ("copy", "Copy code"),
    ("copied", "Copied"),
    ("lines", "Show first lines"),
    ("no-lines", "Hide first lines"),
    ("reply", "In reply to"),
)  # of shared rows
FIRST_DAY = '<div class="first-day" aria-live="off"></div>'  # filled by `pages/browser/conversation/first_day.js`
SILENCE = 1.0  # seconds in which history that comes into view is not read aloud


class Timeline:
    """One page's conversation: a window on the shared messages.

    ``beginning``: safe HTML above the first message. ``on_posted``: called with new messages. ``is_beside``: the page
    has another one, whose labels serve the rows of both.
    """

    def __init__(
        self,
        rendered_room: RenderedRoom,
        beginning: str,
        on_posted: OnPosted = ignore,
        *,
        is_beside: bool = False,
    ) -> None:
        self._rendered_room = rendered_room
        self._is_open = False
        self.on_range: Callable[[], None] = ignore  # called when other chunks are shown
        self._silenced: asyncio.TimerHandle | None = None
        label = "Replies" if is_beside else "Conversation"
        with box("conversation", role="region", aria_label=label, tabindex="0") as self._viewport:
            with box("log", role="log", aria_live="polite") as self._log:
                self._top = add_static_element("div", "beginning")
                self._message_list = message_list(rendered_room, on_posted, weakly(self._show_ends))
                add_static_element("div", "ending", innerHTML=_more("later"))
            if not is_beside:
                markup("".join(f'<span id="say-{key}">{label}</span>' for key, label in LABELS), hidden="")
        self.set_beginning(beginning)
        self._show_ends()

    def set_beginning(self, beginning: str) -> None:
        """Show this above the first message."""
        start = f'<div class="start" data-number="0">{beginning}</div>'
        self._top.set({"innerHTML": f"{start}{_more('earlier')}{FIRST_DAY}"})

    @property
    def viewport(self) -> ui.element:
        """The element that scrolls."""
        return self._viewport

    @property
    def readers(self) -> LiveReaders:
        """Who reads the room's new messages at once."""
        return self._rendered_room.readers

    @property
    def view(self) -> Reader:
        """What the room's changes are shown to: one of its readers, while its person reads what comes."""
        return self._message_list

    @property
    def window(self) -> Window:
        """Which chunks of the room the page shows."""
        return self._message_list.window

    def crowded(self) -> list[int]:
        """Return the messages shown whose rows do not list everybody who reacted."""
        return self._rendered_room.crowded(self.window.low, self.window.last)

    def html(self) -> str:
        """Return the rows the page shows, or is to show as soon as its socket takes them."""
        return self._rendered_room.html(self.window.low, self.window.last)

    def show_range(self, low: int, high: int | None = None) -> None:
        """Show these chunks, which are held; without ``high`` up to the newest and beyond."""
        if self._log.is_deleted:
            return  # the room was left while this was being read
        if self._is_open:
            self._silence()
        self._is_open = True
        self._message_list.show_range(low, high)
        self._rendered_room.evict_unused()
        self._show_ends()
        self.on_range()

    def scrolled_to(self, number: int, *, is_at_end: bool) -> None:
        """Note which message is in view: when the window grows too long, the chunks far from it are removed."""
        self.window.reading_at = None if is_at_end else chunk_of(number)

    def rest(self, *, is_wanted: bool) -> None:
        """Have what comes shown rarely, as nobody sees the page; or at once again, with all that was missed."""
        self._message_list.rest(is_wanted=is_wanted)

    def close(self) -> None:
        """Show no more changes. Closing twice is no error."""
        self._message_list.close()

    def _silence(self) -> None:
        """Keep screen readers from announcing history that comes into view."""
        self._log.props["aria-live"] = "off"
        if self._silenced is not None:
            self._silenced.cancel()
        self._silenced = asyncio.get_running_loop().call_later(SILENCE, self._unsilence)

    def _unsilence(self) -> None:
        self._silenced = None
        if not self._log.is_deleted:
            self._log.props["aria-live"] = "polite"

    def _show_ends(self) -> None:
        """Mark whether there is more on either side: the theme shows the room's beginning, or a button for more."""
        ends = (("data-earlier", self.window.low > 0), ("data-attached", self.window.is_attached))
        for name, is_so in ends:
            if self._viewport.props.get(name) != str(is_so).lower():
                self._viewport.props[name] = str(is_so).lower()


def _more(where: str) -> str:
    """Return a button for people who do not scroll."""
    return f'<button class="button more" type="button" data-say="{where}">Show {where} messages</button>'
