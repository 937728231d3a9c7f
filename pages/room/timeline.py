"""The conversation: history that pages in, and new messages that appear once, in order, for every reader the same.

A row's HTML depends on the message alone, never on who looks, so it is rendered once for all pages: the room's board
holds it (`pages/room/rendered_room.py`), and the fan-out brings it to every page (`pages/nicegui_patches/`).
"""

import asyncio
from collections.abc import Sequence
from html import escape

from nicegui import ui

from chatapp.events import MessageView
from pages.components.elements import add_static_element, box
from pages.room.chunks import chunk_of
from pages.room.message_list import message_list
from pages.room.rendered_room import RenderedRoom
from pages.room.window import OnNews, Window

WHERE_IT_BEGINS = "This is where the room begins."
PLAIN = 1.0  # seconds in which what comes into view from history is not read aloud


def _nothing(_: Sequence[MessageView]) -> None:
    """Take no notice of news."""


class Timeline:
    """One page's conversation: its part of the room's board. ``on_news`` hears of new messages."""

    def __init__(
        self,
        rendered_room: RenderedRoom,
        room_name: str,
        beginning: str = WHERE_IT_BEGINS,
        on_news: OnNews = _nothing,
    ) -> None:
        self._rendered_room = rendered_room
        self._is_open = False
        self._speaking: asyncio.TimerHandle | None = None
        with box("conversation", role="region", aria_label="Conversation", tabindex="0") as self._viewport:
            with box("log", role="log", aria_live="polite") as self._log:
                self._top = add_static_element("div", "beginning")
                self._message_list = message_list(rendered_room, on_news, self._show_ends)
                add_static_element("div", "ending", innerHTML=_more("later"))
        self._where_it_begins = beginning
        self.name(room_name)
        self._show_ends()

    def name(self, room_name: str) -> None:
        """Call the room by its present name."""
        words = f'<h2>{escape(room_name)}</h2><p class="muted">{escape(self._where_it_begins)}</p>'
        self._top.set({"innerHTML": f'<div class="start">{words}</div>{_more("earlier")}'})

    @property
    def viewport(self) -> ui.element:
        """The element that scrolls."""
        return self._viewport

    @property
    def window(self) -> Window:
        """Which chapters of the room the page shows."""
        return self._message_list.window

    def html(self) -> str:
        """Return the rows the page shows, or is to show as soon as its socket takes them."""
        return self._rendered_room.html(self.window.low, self.window.last)

    def show(self, low: int, high: int | None = None) -> None:
        """Show these chapters, which the board holds; without ``high`` up to the newest and beyond."""
        if self._log.is_deleted:
            return  # the room was left while this was being read
        if self._is_open:
            self._be_quiet()
        self._is_open = True
        self._message_list.place(low, high)
        self._rendered_room.tidy()
        self._show_ends()

    def look(self, number: int, *, is_at_end: bool) -> None:
        """Learn which message its reader looks at: when the window grows too long, the chapters far from it go."""
        self.window.at = None if is_at_end else chunk_of(number)

    def close(self) -> None:
        """Show nothing more of what happens. Closing twice is no error."""
        self._message_list.close()

    def _be_quiet(self) -> None:
        """Have screen readers take no notice of history that comes in: it is not news."""
        self._log.props["aria-live"] = "off"
        if self._speaking is not None:
            self._speaking.cancel()
        self._speaking = asyncio.get_running_loop().call_later(PLAIN, self._speak)

    def _speak(self) -> None:
        self._speaking = None
        if not self._log.is_deleted:
            self._log.props["aria-live"] = "polite"

    def _show_ends(self) -> None:
        """Say where the room begins, or offer what is beyond the window: the theme shows the one or the other."""
        ends = (("data-earlier", self.window.low > 0), ("data-attached", self.window.is_attached))
        for name, is_so in ends:
            if self._viewport.props.get(name) != str(is_so).lower():
                self._viewport.props[name] = str(is_so).lower()


def _more(where: str) -> str:
    """Return a button for those who do not scroll; the conversation's script says what it asks for."""
    return f'<button class="button more" type="button" data-say="{where}">Show {where} messages</button>'
