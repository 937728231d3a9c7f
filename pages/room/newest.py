"""The way back to the newest message, for whoever reads further up; it says how many have come meanwhile."""

import asyncio

from pages.components.elements import add_static_element, box
from pages.components.icons import svg

DRAWN_EVERY = 0.5  # seconds
SAID_EVERY = 10.0  # seconds
MOST = 999  # messages that are counted; more are "999+"
TO_NEWEST = "() => { document.querySelector('.conversation').focus({preventScroll: true}); reader.newest(); }"
JUMP = "Jump to the newest message"


class ToNewest:
    """A button at the lower edge of the conversation, shown by the browser while the newest message is out of view.

    Screen readers say how many have come: at once for the first, and then rarely, however busy the room is.
    """

    def __init__(self) -> None:
        self._count = self._said = 0
        self._drawing: asyncio.TimerHandle | None = None
        self._saying: asyncio.TimerHandle | None = None
        with box("to-newest").on("click", js_handler=TO_NEWEST):
            self._button = add_static_element("button", "button", type="button")
        self._status = add_static_element("p", "sr", role="status")
        self._draw()

    def count(self, number: int) -> None:
        """Say how many messages are new; drawn at most twice a second."""
        self._count, was = max(0, number), self._count
        if self._count != was and min(self._count, was) <= MOST and self._drawing is None:
            pause = DRAWN_EVERY if was and self._count else 0
            self._drawing = asyncio.get_running_loop().call_later(pause, self._draw)

    def close(self) -> None:
        """Count no more."""
        for timer in (self._drawing, self._saying):
            if timer is not None:
                timer.cancel()

    def _draw(self) -> None:
        self._drawing = None
        if self._button.is_deleted:
            return
        words = new_messages(self._count)
        label = f"{words}. {JUMP}" if words else JUMP
        inside = svg("down") + (f"<span>{words}</span>" if words else "")
        self._button.set({"innerHTML": inside, "aria-label": label, "title": label})
        if not self._count:
            self._said = 0
            self._status.set({"innerHTML": ""})
        elif self._saying is None:
            self._say()

    def _say(self) -> None:
        """Say how many have come, if there are more than was said; nothing more for a while."""
        self._saying = None
        if self._count > self._said and not self._button.is_deleted:
            self._status.set({"innerHTML": new_messages(self._count)})
            self._saying = asyncio.get_running_loop().call_later(SAID_EVERY, self._say)
        self._said = self._count


def new_messages(count: int) -> str:
    """Say how many messages are new, or nothing."""
    if count <= 0:
        return ""
    return "1 new message" if count == 1 else f"{count} new messages" if count <= MOST else f"{MOST}+ new messages"
