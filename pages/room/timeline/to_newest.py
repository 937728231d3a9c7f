"""The button that leads readers further up back to the newest message; it says how many have come meanwhile."""

from chatapp.callbacks import weakly
from chatapp.timers import Coalescer
from pages.components.elements import add_static_element, box
from pages.components.icons import svg

DRAWN_EVERY = 0.5  # seconds
SAID_EVERY = 10.0  # seconds
MOST = 999  # messages that are counted; more are "999+"
JUMP = "Jump to the newest message"


class ToNewest:
    """A button at the lower edge of the conversation, shown by the browser while the newest message is out of view.

    Screen readers say how many have come: at once for the first, and then rarely, however busy the room is.
    """

    def __init__(self) -> None:
        self._count = self._said = self._drawn = 0
        self._drawing = Coalescer(DRAWN_EVERY, weakly(self._draw))
        self._saying = Coalescer(SAID_EVERY, weakly(self._say))
        with box("to-newest"):
            self._button = add_static_element("button", "button", type="button")
        self._status = add_static_element("p", "sr", role="status")
        self._draw()

    def count(self, number: int, *, is_seen: bool = True) -> None:
        """Say how many messages are new; drawn at most twice a second, and not before somebody sees the page."""
        self._count = max(0, number)
        if is_seen and self._count != self._drawn and min(self._count, self._drawn) <= MOST:
            self._drawing.request()

    def close(self) -> None:
        """Count no more."""
        self._drawing.cancel()
        self._saying.cancel()

    def _draw(self) -> None:
        if self._button.is_deleted:
            return
        self._drawn = self._count
        words = new_messages(self._count)
        label = f"{words}. {JUMP}" if words else JUMP
        inside = svg("down") + (f"<span>{words}</span>" if words else "")
        self._button.set({"innerHTML": inside, "aria-label": label, "title": label})
        if not self._count:
            self._said = 0
            self._status.set({"innerHTML": ""})
        else:
            self._saying.request()

    def _say(self) -> None:
        """Say how many have come, if there are more than was said."""
        if self._count > self._said and not self._button.is_deleted:
            self._status.set({"innerHTML": new_messages(self._count)})
        self._said = self._count


def new_messages(count: int) -> str:
    """Say how many messages are new, or nothing."""
    if count <= 0:
        return ""
    return "1 new message" if count == 1 else f"{count} new messages" if count <= MOST else f"{MOST}+ new messages"
