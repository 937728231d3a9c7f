"""The broker's interface, and the default implementation for a single process."""

from collections.abc import Callable
from typing import Protocol

import structlog

from chatapp.events import Event

log = structlog.get_logger(__name__)

Callback = Callable[[Event], None]
Unsubscribe = Callable[[], None]


class Broker(Protocol):
    """Carries events to every subscriber of a topic, in this process and, where it can, in others.

    After a known loss it publishes EventsMissed to MISSED_TOPIC, and subscribers read the database.
    """

    def publish(self, topic: str, event: Event) -> None:
        """Publish an event. Never blocks and never raises."""

    def subscribe(self, topic: str, callback: Callback, *kinds: type[Event]) -> Unsubscribe:
        """Call ``callback`` on the event loop for each event of a topic until the returned function is called.

        ``kinds``: of events that it wants to hear; all of them without any.
        """

    @property
    def is_whole(self) -> bool:
        """Whether events currently reach every process, as far as is known."""

    async def open(self) -> None:
        """Start receiving from other processes. Until then, only local events are delivered."""

    async def settle(self) -> None:
        """Wait, for a limited time, until remote subscriptions are active.

        Call it between subscribing and reading: later events are delivered, or reported as missed.
        """

    async def close(self) -> None:
        """Send queued events, for a limited time, and stop."""


class InProcessBroker:
    """The default: delivers at once, in the publisher's own call, in the order of publishing."""

    def __init__(self) -> None:
        self._topics: dict[str, dict[_Subscription, Callback]] = {}

    @property
    def is_whole(self) -> bool:
        """Always true: there is no other process."""
        return True

    async def open(self) -> None:
        """Do nothing: there is no other process."""

    async def settle(self) -> None:
        """Do nothing: subscriptions are active at once."""

    async def close(self) -> None:
        """Do nothing: nothing is queued."""

    def publish(self, topic: str, event: Event) -> None:
        """Call every subscriber; one that fails is logged and does not stop the others."""
        subscribers = self._topics.get(topic, {})
        for subscription, callback in list(subscribers.items()):
            kinds = subscription.kinds
            if (kinds and not isinstance(event, kinds)) or subscription not in subscribers:
                continue  # it wants to hear others, or an earlier callback has unsubscribed it
            try:
                callback(event)
            except Exception:
                log.exception("subscriber failed", topic=topic, event_type=type(event).__name__)

    def subscribe(self, topic: str, callback: Callback, *kinds: type[Event]) -> Unsubscribe:
        """Add a subscriber; the same callback may subscribe twice and is then called twice."""
        if topic not in self._topics:
            self._topics[topic] = {}
            self._first_came(topic)
        subscription = _Subscription(self, topic, kinds)
        self._topics[topic][subscription] = callback
        return subscription

    def _end(self, subscription: "_Subscription") -> None:
        topic = subscription.topic
        subscribers = self._topics.get(topic, {})
        if subscribers.pop(subscription, None) is not None and not subscribers:
            del self._topics[topic]
            self._last_went(topic)

    def _first_came(self, topic: str) -> None:
        """Called when a topic gets its first local subscriber."""

    def _last_went(self, topic: str) -> None:
        """Called when a topic loses its last local subscriber."""


class _Subscription:
    """One subscriber of a topic; calling it ends the subscription. Each page has sixteen."""

    __slots__ = ("_broker", "kinds", "topic")

    def __init__(self, broker: InProcessBroker, topic: str, kinds: tuple[type[Event], ...]) -> None:
        self._broker, self.topic, self.kinds = broker, topic, kinds

    def __call__(self) -> None:
        self._broker._end(self)
