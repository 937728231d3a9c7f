"""What a broker is, and the default: everybody is in one process."""

from collections.abc import Callable
from typing import Protocol

import structlog

from chatapp.events import Event

log = structlog.get_logger(__name__)

Callback = Callable[[Event], None]
Unsubscribe = Callable[[], None]


class Broker(Protocol):
    """Carries events to every subscriber of a topic, in this process and, where it can, in others.

    What it knows to have lost it admits: whoever subscribes to MISSED_TOPIC hears EventsMissed and asks the database.
    """

    def publish(self, topic: str, event: Event) -> None:
        """Hand an event over. Never waits and never fails the caller."""

    def subscribe(self, topic: str, callback: Callback) -> Unsubscribe:
        """Call ``callback`` on the event loop for each event of a topic until the returned function is called."""

    @property
    def is_whole(self) -> bool:
        """Whether every process hears every other just now, as far as is known."""

    async def open(self) -> None:
        """Begin to listen to other processes. Without it only what is published here is heard here."""

    async def settle(self) -> None:
        """Return when what was subscribed to before is heard from other processes, too; soon, if that must wait.

        Between subscribing and reading: what is published after this returns is heard, or admitted as missed.
        """

    async def close(self) -> None:
        """Send what waits, for a moment, and stop."""


class InProcessBroker:
    """The default: delivers at once, in the publisher's own call, in the order of publishing."""

    def __init__(self) -> None:
        self._topics: dict[str, dict[object, Callback]] = {}

    @property
    def is_whole(self) -> bool:
        """Always: nobody else is there."""
        return True

    async def open(self) -> None:
        """Do nothing: there is nobody else to listen to."""

    async def settle(self) -> None:
        """Do nothing: whoever has subscribed hears."""

    async def close(self) -> None:
        """Do nothing: nothing waits."""

    def publish(self, topic: str, event: Event) -> None:
        """Call every subscriber; one that fails is logged and does not stop the others."""
        subscribers = self._topics.get(topic, {})
        for key, callback in list(subscribers.items()):
            if key not in subscribers:
                continue  # unsubscribed by one who heard the event before
            try:
                callback(event)
            except Exception:
                log.exception("subscriber failed", topic=topic, event_type=type(event).__name__)

    def subscribe(self, topic: str, callback: Callback) -> Unsubscribe:
        """Add a subscriber; the same callback may subscribe twice and is then called twice."""
        key = object()
        if topic not in self._topics:
            self._topics[topic] = {}
            self._first_came(topic)
        self._topics[topic][key] = callback

        def unsubscribe() -> None:
            subscribers = self._topics.get(topic, {})
            if subscribers.pop(key, None) is not None and not subscribers:
                del self._topics[topic]
                self._last_went(topic)

        return unsubscribe

    def _first_came(self, topic: str) -> None:
        """Learn that a topic has its first subscriber here."""

    def _last_went(self, topic: str) -> None:
        """Learn that nobody here subscribes to a topic any more."""
