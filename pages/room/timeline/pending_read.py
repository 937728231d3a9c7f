"""Chunks on their way from the database to a room's renderer, and what happens to them meanwhile."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from chatapp.events import MessageView, Quote
from chatapp.messages import markup
from chatapp.messages.replies.quotes import quote_of, with_quote
from pages.room.timeline.chunks import chunk_of


def contiguous_ranges(indexes: Sequence[int], at_most: int) -> Iterator[tuple[int, int]]:
    """Divide ascending chunk numbers into ranges without gaps, as (first, last), of at most this many chunks."""
    first = 0
    for at, index in enumerate(indexes):
        if at + 1 == len(indexes) or indexes[at + 1] != index + 1 or index - indexes[first] + 1 == at_most:
            yield indexes[first], index
            first = at + 1


class PendingRead:
    """Chunks that are being read, without ``high`` up to the newest; and what happens to them meanwhile."""

    __slots__ = ("_quotes", "_rendered", "changes", "high", "low")

    def __init__(self, low: int, high: int | None) -> None:
        self.low, self.high = low, high
        self.changes: dict[int, MessageView] = {}
        self._quotes: dict[int, Quote] = {}  # of all that has changed: what is read may answer it
        self._rendered: dict[int, tuple[MessageView, str]] = {}

    def covers(self, index: int) -> bool:
        """Say whether a chunk is being read."""
        return self.low <= index and (self.high is None or index <= self.high)

    def keep(self, message: MessageView) -> None:
        """Keep a message as it is now, if it is in one of the chunks, and in any case as it is quoted."""
        self._quotes[message.number] = quote_of(message)
        known = self.changes.get(message.number)
        if self.covers(chunk_of(message.number)) and (known is None or known.revision < message.revision):
            self.changes[message.number] = message

    def merged(self, messages: Iterable[MessageView]) -> list[MessageView]:
        """Return the newest state of each message, of what was read and what was announced, and of its quote, in order.

        At the same revision what was read wins: names and pictures may have changed since it was announced.
        """
        found = {message.number: message for message in messages}
        for number, changed in self.changes.items():
            if number not in found or found[number].revision < changed.revision:
                found[number] = changed
        covered = (found[number] for number in sorted(found) if self.covers(chunk_of(number)))
        return [with_quote(message, self._quotes.get(message.reply_to or 0)) for message in covered]

    def unrendered(self, messages: Iterable[MessageView]) -> list[MessageView]:
        """Return the merged messages that have not been rendered as they are now."""
        return [message for message in self.merged(messages) if self.html_of(message) is None]

    def html_of(self, message: MessageView) -> str | None:
        """Return a message's row, if it was rendered as it is now."""
        view, html = self._rendered.get(message.number, (None, None))
        return html if view == message else None

    def forget_rendered(self) -> None:
        """Have every row rendered again: what they show besides the message has changed."""
        self._rendered.clear()

    async def render(self, messages: Iterable[MessageView], render: Callable[[MessageView], str]) -> bool:
        """Render rows without blocking the event loop; says whether it took more than one turn."""
        turns = markup.Turns()
        for message in messages:
            await turns.render(message.body)
            self._rendered[message.number] = message, render(message)
        return turns.has_paused
