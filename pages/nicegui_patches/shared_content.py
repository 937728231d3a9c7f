"""What a page shares with others, as its direct outbox knows it. Fallback: without that outbox nothing is shared."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from nicegui.outbox import Deleted, Message

from pages.nicegui_patches.frames import Elements


class SharedContent(Protocol):
    """Content that a page shares with others, and that knows what this page has been sent, and has for certain."""

    def pull(self) -> Elements:
        """Return what the page has not been sent yet, and mark it as sent. It is kept for a rewind."""

    def has_pinged(self) -> None:
        """Note what the page has been sent by now."""

    def has_answered(self) -> None:
        """Note that it has what it was sent before the last ping."""

    def rewind(self, gone: Sequence[int]) -> None:
        """Note that it may lack what is neither kept for a rewind nor known to have come.

        ``gone``: elements of which the page is still to be told that they are, perhaps once more.
        """

    def forget(self) -> None:
        """Release what was only kept for the page's HTML."""


def removed_by(messages: Iterable[Message], updates: Mapping[int, object]) -> list[int]:
    """Return the elements that a page is told are gone, by messages and then by what waits to be one."""
    told = (data.items() for _, kind, data in messages if kind == "update")
    found = [identifier for elements in told for identifier, element in elements if element is None]
    return found + [identifier for identifier, element in updates.items() if isinstance(element, Deleted)]
