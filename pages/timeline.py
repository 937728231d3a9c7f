"""The conversation: history that pages in, and new messages that appear once, in order, for every reader the same.

A row's HTML depends on the message alone, never on who looks, so it is rendered once for all pages: the room's board
holds it (`pages/board.py`), and the fan-out brings it to every page (`pages/fanout.py`).
"""

from collections.abc import Callable, Sequence
from html import escape

from nicegui import ui

from chatapp import markup
from chatapp.events import MessageView
from pages import fanout
from pages.board import Board
from pages.elements import avatar_html, box, button, text
from pages.local_time import day_line, local_time

SAME_BLOCK = 300  # seconds within which one author's messages stand under one name
WHERE_IT_BEGINS = "This is where the room begins."
NAMED = 10  # people named with an emoji
NEAR_TOP = "(e) => { const t = e.target; if (t.scrollHeight + t.scrollTop - t.clientHeight < 120) emit() }"


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
        f'{local_time(message.created_at)}</div><div class="body">{body}</div>{_reactions(message)}</article>'
    )


def _reactions(message: MessageView) -> str:
    """Return the emojis under a message, each with its count and, on pointing at it, who it was."""
    if not message.reactions:
        return ""
    rows = []
    for one in message.reactions:
        more = f" and {one.count - NAMED:,} more" if one.count > NAMED else ""
        who, by = escape(", ".join(one.names[:NAMED]) + more), " ".join(map(str, one.people))
        emoji = escape(one.emoji)
        rows.append(f'<li title="{who}" data-emoji="{emoji}" data-by="{by}">{emoji} {one.count:,}</li>')
    return f'<ul class="reactions" aria-label="Reactions">{"".join(rows)}</ul>'


def gather() -> Board:
    """Return a board for a room whose first page opens."""
    return Board(render)


def _nothing(_: Sequence[MessageView]) -> None:
    """Take no notice of news."""


class Timeline:
    """One page's conversation: its part of the room's board. ``on_news`` hears of new messages."""

    def __init__(
        self,
        board: Board,
        room_name: str,
        beginning: str = WHERE_IT_BEGINS,
        on_news: Callable[[Sequence[MessageView]], None] = _nothing,
    ) -> None:
        self._board = board
        with box("conversation", role="region", aria_label="Conversation", tabindex="0") as self._viewport:
            with box("log", role="log", aria_live="polite"):
                self._top = box("beginning")
                self._tape = fanout.tape(board, on_news, self._show_top)
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
        return self._tape.window.first_number

    @property
    def has_earlier(self) -> bool:
        """Whether there are older messages than those shown."""
        return self.first_number > 1

    def html(self) -> str:
        """Return the rows the page shows, or is to show as soon as its socket takes them."""
        return self._board.html(self._tape.window.low, self._tape.window.high)

    def show(self, messages: Sequence[MessageView]) -> None:
        """Show the newest stretch of history, and from now on every change."""
        self._board.merge(messages)
        self._tape.window.begin(messages[0].number if messages else 1)
        self._tape.open()
        self._show_top()

    def prepend(self, messages: Sequence[MessageView]) -> None:
        """Show older messages above; those already shown are left out."""
        older = [message for message in messages if message.number < self.first_number]
        if older and older[-1].number == self.first_number - 1:  # else the page has moved on meanwhile: it asks again
            self._board.merge(older)
            self._tape.extend(self._tape.window.reach_back(older[0].number))
        self._show_top()

    def close(self) -> None:
        """Show nothing more of what happens. Closing twice is no error."""
        self._tape.close()

    def _show_top(self) -> None:
        self._beginning.set_visibility(not self.has_earlier)
        self._earlier.set_visibility(self.has_earlier)
