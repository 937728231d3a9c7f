"""New messages, as all of a room's pages on this process are told of them together."""

from functools import cached_property
from uuid import UUID

from chatapp.events import MessageView


class NewMessages(tuple[MessageView, ...]):
    """Messages in the order of their numbers. What every page asks of them is worked out once for all of them."""

    @cached_property
    def authors(self) -> frozenset[UUID]:
        """Who wrote any of them."""
        return frozenset(message.author_uuid for message in self)

    @cached_property
    def have_files(self) -> bool:
        """Whether there are files on any of them."""
        return any(message.attachments for message in self)
