"""What a page shares with others, as its direct outbox knows it. Fallback: without that outbox nothing is shared."""

from typing import Protocol

from pages.nicegui_patches.frames import Elements


class SharedContent(Protocol):
    """Content that a page shares with others, and that knows what this page has been sent, and has for certain."""

    def pull(self) -> Elements:
        """Return what the page has not been sent yet, and mark it as sent. It is kept for a rewind."""

    def has_pinged(self) -> None:
        """Note what the page has been sent by now."""

    def has_answered(self) -> None:
        """Note that it has what it was sent before the last ping."""

    def rewind(self) -> None:
        """Note that it may lack what is neither kept for a rewind nor known to have come."""

    def forget(self) -> None:
        """Release what was only kept for the page's HTML."""
