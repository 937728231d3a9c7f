"""The conversation: history that pages in, and new messages that appear once, in order, for every reader the same.

A row's HTML depends on the message alone, never on who looks, so it is rendered once for all pages. Rows live in
blocks: one element for a stretch of history, one for each new message; many single ones are folded into a block.
"""

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from itertools import takewhile

from nicegui import ui

from chatapp import markup
from chatapp.events import MessageView
from pages.elements import avatar_html, box, button, text
from pages.local_time import day_line, local_time

SAME_BLOCK = 300  # seconds within which one author's messages stand under one name
SINGLES = 100  # new messages that stand alone before the older half is folded into a block
MOUNTED = 600  # messages kept on a page; the oldest go first, and come back on scrolling
NEAR_TOP = "(e) => { const t = e.target; if (t.scrollHeight + t.scrollTop - t.clientHeight < 120) emit() }"


@lru_cache(maxsize=1024)
def render(message: MessageView) -> str:
    """Return a message's row as safe HTML, the same for every reader."""
    is_continued = (
        message.previous_author_uuid == message.author_uuid
        and message.previous_at is not None
        and (message.created_at - message.previous_at).total_seconds() < SAME_BLOCK
    )
    name = escape(message.author_name)
    if message.deleted_at:
        body = '<p class="gone">This message was deleted.</p>'
    else:
        body = markup.render(message.body) + ('<span class="edited">(edited)</span>' if message.edited_at else "")
    return (
        f"{day_line(message.created_at, message.previous_at)}"
        f'<article class="msg{" cont" if is_continued else ""}" data-number="{message.number}" '
        f'data-author="{message.author_uuid}" data-key="{escape(message.client_message_id)}">'
        f"{avatar_html(message.author_uuid, message.author_name, digest=message.author_avatar)}"
        f'<div class="head"><bdi class="who clip" title="{escape(message.author_username)}">{name}</bdi>'
        f'{local_time(message.created_at)}</div><div class="body">{body}</div></article>'
    )


class Block:
    """One element that shows consecutive messages."""

    def __init__(self, messages: Sequence[MessageView]) -> None:
        self.first = messages[0].number
        self.rows = [render(message) for message in messages]
        self.element = ui.html("".join(self.rows), sanitize=False)

    @property
    def end(self) -> int:
        """The number after the last message shown."""
        return self.first + len(self.rows)

    def __contains__(self, number: int) -> bool:
        return self.first <= number < self.end

    def replace(self, message: MessageView) -> None:
        """Show the message as it is now."""
        self.rows[message.number - self.first] = render(message)
        self.element.set_content("".join(self.rows))

    def absorb(self, other: "Block") -> None:
        """Take the rows of the block that follows; its element goes."""
        self.rows += other.rows
        other.element.delete()


class Timeline:
    """One page's conversation. The caller feeds it changes in the order of their revisions."""

    def __init__(self, room_name: str, beginning: str = "This is where the room begins.") -> None:
        self._blocks: list[Block] = []
        self._revision = 0
        self._floor = 1  # the lowest number this page is to show
        self._paged_in = 0  # older messages the reader has asked for: they are not taken away again
        self._fold_at = SINGLES  # blocks at which it is worth looking for singles to fold
        self._changed_above: dict[int, MessageView] = {}
        with box("conversation", role="region", aria_label="Conversation", tabindex="0") as self._viewport:
            with box("log", role="log", aria_live="polite") as self._log:
                self._top = box("beginning")
        with self._top:
            self._beginning = box("")
            with self._beginning:
                self._name = text("h2", room_name)
                text("p", beginning, "muted")
            self._earlier = button("Show earlier messages")
        self._earlier.set_visibility(False)

    def name(self, room_name: str) -> None:
        """Call the room by its present name."""
        self._name.text = room_name

    @property
    def viewport(self) -> ui.element:
        """The element that scrolls."""
        return self._viewport

    @property
    def earlier(self) -> ui.element:
        """The button that asks for older messages, for those who do not scroll."""
        return self._earlier

    @property
    def first_number(self) -> int:
        """The lowest number this page shows, or would show."""
        return self._floor

    @property
    def has_earlier(self) -> bool:
        """Whether there are older messages than those shown."""
        return self._floor > 1

    def show(self, messages: Sequence[MessageView], revision: int) -> None:
        """Show the newest stretch of history, as of the room's ``revision``."""
        self._revision = revision
        if messages:
            self._floor = messages[0].number
            self._insert(messages, at=0)
        self._show_top()

    def prepend(self, messages: Sequence[MessageView]) -> None:
        """Show older messages above; those already shown are left out."""
        older = [message for message in messages if message.number < self._floor]
        if older and older[-1].number == self._floor - 1:  # else the page has moved on meanwhile: it will ask again
            older = [self._changed_above.pop(message.number, message) for message in older]
            self._floor = older[0].number
            self._paged_in += len(older)
            self._insert(older, at=0)
        self._show_top()

    def apply(self, message: MessageView) -> None:
        """Show a change: a new message below, or a changed one in its place. What is older than the page is dropped."""
        if message.revision <= self._revision:
            return
        self._revision = message.revision
        place = bisect_right(self._blocks, message.number, key=lambda block: block.first)
        if place and message.number in (holder := self._blocks[place - 1]):
            holder.replace(message)
        elif message.number < self._floor:
            self._changed_above[message.number] = message  # older history may be on its way with the former text
            while len(self._changed_above) > MOUNTED:
                del self._changed_above[next(iter(self._changed_above))]
        else:
            # below, or after a gap in between: changes come by revision, an edited message after later ones
            self._insert([message], at=place)
            if len(self._blocks) >= self._fold_at:
                self._fold()
                self._fold_at = len(self._blocks) + SINGLES // 2

    def _insert(self, messages: Sequence[MessageView], *, at: int) -> None:
        with self._log:
            block = Block(messages)
        if at < len(self._blocks):
            block.element.move(target_index=at + 1)  # the first child is the beginning
        self._blocks.insert(at, block)

    def _fold(self) -> None:
        singles = list(takewhile(lambda block: len(block.rows) == 1, reversed(self._blocks)))[::-1]
        if len(singles) < SINGLES // 2:
            return
        first, *rest = singles[: SINGLES // 2]
        for block in rest:
            if block.first != first.end:
                break  # a message is still missing here; it is on its way
            first.absorb(block)
            self._blocks.remove(block)
        first.element.set_content("".join(first.rows))
        while sum(len(block.rows) for block in self._blocks) > MOUNTED + self._paged_in and len(self._blocks) > 1:
            self._blocks.pop(0).element.delete()
            self._floor = self._blocks[0].first
        self._show_top()

    def _show_top(self) -> None:
        self._beginning.set_visibility(not self.has_earlier)
        self._earlier.set_visibility(self.has_earlier)
