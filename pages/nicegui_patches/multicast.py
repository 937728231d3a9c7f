"""Pages that are told the same, and nothing of them is touched for it but their websockets' transports.

Asking a page whether its socket is ready, whether something waits, and what it has been told took as long as a quarter
to a whole of the write itself: each object that is touched has to come from memory. So a page is asked once, when it
joins, and leaves as soon as one of the answers changes (`docs/decisions/0072-told-together.md`). Fallback: each page is
asked for each frame, as under a server whose connections do not say that they stall.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

import structlog

from pages.nicegui_patches.delivery_counter import deliveries

if TYPE_CHECKING:
    from pages.nicegui_patches.direct_outbox import DirectOutbox

log = structlog.get_logger(__name__)

Write = Callable[[bytes], object]


class Member(Protocol):
    """What a page has in a group."""

    def left(self) -> None:
        """Note what the page has been told by the group: from now on it is told by itself."""


OneMember = TypeVar("OneMember", bound=Member)


class MulticastGroup(Generic[OneMember]):
    """The pages, by their outboxes, and what each has in the group: ``members``, which only it changes."""

    def __init__(self) -> None:
        self._writes: dict[DirectOutbox, Write] = {}
        self.members: dict[DirectOutbox, OneMember] = {}

    def join(self, outbox: "DirectOutbox", member: OneMember) -> bool:
        """Tell a page what comes, which has just taken what the others have; returns false if it can't be, or is there.

        It leaves by itself as soon as its socket takes no more.
        """
        write = outbox.writes_at_once
        if write is None or outbox in self._writes:
            return False
        self._writes[outbox], self.members[outbox] = write, member
        outbox.groups[self] = None
        return True

    def leave(self, outbox: "DirectOutbox") -> None:
        """Tell a page nothing more. Leaving twice is no error."""
        if self._writes.pop(outbox, None) is not None:
            del outbox.groups[self]
            self.members.pop(outbox).left()

    def write(self, frame: bytes) -> None:
        """Write a frame to all of them. A page that takes no more after it has left by then."""
        deliveries.unnumbered += len(self._writes)
        for write in list(self._writes.values()):
            try:
                write(frame)
            except Exception:  # its connection has just gone; the others are to have it all the same
                log.exception("frame not written")

    def dissolve(self) -> None:
        """Have each page leave."""
        for outbox in list(self._writes):
            self.leave(outbox)
