"""Publish and subscribe. The broker may lose anything: whoever listens can ask the database by revision."""

from collections.abc import Callable
from typing import Protocol

import structlog

from chatapp.events import Event

log = structlog.get_logger(__name__)

Callback = Callable[[Event], None]
Unsubscribe = Callable[[], None]


class Broker(Protocol):
    """Carries events to every subscriber of a topic, in this process and, where it can, in others."""

    def publish(self, topic: str, event: Event) -> None:
        """Hand an event over. Never waits and never fails the caller."""

    def subscribe(self, topic: str, callback: Callback) -> Unsubscribe:
        """Call ``callback`` on the event loop for each event of a topic until the returned function is called."""


class InProcessBroker:
    """The default: delivers at once, in the publisher's own call, in the order of publishing."""

    def __init__(self) -> None:
        self._topics: dict[str, dict[object, Callback]] = {}

    def publish(self, topic: str, event: Event) -> None:
        """Call every subscriber; one that fails is logged and does not stop the others."""
        subscribers = self._topics.get(topic, {})
        for key, callback in list(subscribers.items()):
            if key not in subscribers:
                continue  # unsubscribed by one who heard the event before
            try:
                callback(event)
            except Exception:
                log.exception("a subscriber failed", topic=topic, event_type=type(event).__name__)

    def subscribe(self, topic: str, callback: Callback) -> Unsubscribe:
        """Add a subscriber; the same callback may subscribe twice and is then called twice."""
        key = object()
        self._topics.setdefault(topic, {})[key] = callback

        def unsubscribe() -> None:
            subscribers = self._topics.get(topic, {})
            subscribers.pop(key, None)
            if not subscribers:
                self._topics.pop(topic, None)

        return unsubscribe
