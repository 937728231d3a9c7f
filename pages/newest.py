"""The way back to the newest message, for whoever reads further up; it says how many have come meanwhile."""

import asyncio

from pages.elements import box, leaf
from pages.icons import svg

DRAWN_EVERY = 0.5  # seconds
MOST = 999  # messages that are counted; more are "999+"
TO_NEWEST = "() => { document.querySelector('.conversation').focus({preventScroll: true}); reader.newest(); }"
JUMP = "Jump to the newest message"


class ToNewest:
    """A button at the lower edge of the conversation, shown by the browser while the newest message is out of view."""

    def __init__(self) -> None:
        self._count, self._is_drawn = 0, True
        self._drawing: asyncio.TimerHandle | None = None
        with box("to-newest", role="status").on("click", js_handler=TO_NEWEST):
            self._button = leaf("button", "button", type="button")
        self._draw()

    def count(self, number: int) -> None:
        """Say how many messages are new; drawn at most twice a second."""
        self._count, was = max(0, number), self._count
        if self._count != was and min(self._count, was) <= MOST and self._drawing is None:
            pause = DRAWN_EVERY if was and self._count else 0
            self._drawing = asyncio.get_running_loop().call_later(pause, self._draw)

    def close(self) -> None:
        """Count no more."""
        if self._drawing is not None:
            self._drawing.cancel()

    def _draw(self) -> None:
        self._drawing = None
        if self._button.is_deleted:
            return
        words = new_messages(self._count)
        label = f"{words}. {JUMP}" if words else JUMP
        inside = svg("down") + (f"<span>{words}</span>" if words else "")
        self._button.set({"innerHTML": inside, "aria-label": label, "title": label})


def new_messages(count: int) -> str:
    """Say how many messages are new, or nothing."""
    if count <= 0:
        return ""
    return "1 new message" if count == 1 else f"{count} new messages" if count <= MOST else f"{MOST}+ new messages"
