"""A page's subscription to a room's feed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from chatapp.callbacks import ignore
from chatapp.events import Event

if TYPE_CHECKING:
    from chatapp.realtime.room_feed import RoomFeed

log = structlog.get_logger(__name__)

Listener = Callable[[Event], None]


@dataclass(eq=False, slots=True)
class Subscription:
    """A page's subscription to a room. With ``via_renderer``, messages go to the shared renderer, not the listener.

    Until it is admitted, events are kept: the database is being asked whether the member may receive them.
    """

    account_id: int
    listener: Listener
    feed: "RoomFeed"
    via_renderer: bool = False
    on_end: Callable[[], None] = ignore
    is_admitted: bool = True
    has_ended: bool = False
    kept: list[Event] = field(default_factory=list)

    def admit(self) -> None:
        """Pass on what happened since the subscription began, and from now on everything at once."""
        self.is_admitted = True
        kept, self.kept = self.kept, []
        for event in kept:
            self.on_event(event)
        if self.has_ended:
            self._forget_page()

    def on_event(self, event: Event) -> None:
        """Pass an event of the room to the listener; a listener that fails is logged."""
        if not self.is_admitted:
            self.kept.append(event)
            return
        try:
            self.listener(event)
        except Exception:
            log.exception("page failed to handle event", event_type=type(event).__name__)

    def close(self) -> None:
        """Stop receiving. Closing twice is no error."""
        self.feed.remove(self)

    def end(self) -> None:
        """Tell the page that the subscription has ended, and hold it no longer: it may hold this subscription."""
        self.has_ended = True
        self.on_end()
        if self.is_admitted:
            self._forget_page()

    def _forget_page(self) -> None:
        self.listener = self.on_end = ignore
