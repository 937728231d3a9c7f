"""Whose open pages hear that their list of alerts has changed: one subscription for all pages of a process."""

from collections import defaultdict
from collections.abc import Callable

from chatapp.broker import Broker
from chatapp.events import ALERTS_TOPIC, AlertDue, AlertsAdded, Event

Watch = Callable[[], None]
Tell = Callable[[AlertDue], None]


class AlertWatchers:
    """Calls the pages of those whom something concerns: a message may concern thousands who have no page open."""

    def __init__(self, broker: Broker) -> None:
        self._watches: dict[int, list[Watch]] = defaultdict(list)
        self._tellers: dict[int, list[Tell]] = defaultdict(list)
        broker.subscribe(ALERTS_TOPIC, self._on_event)

    def add(self, account_id: int, watch: Watch) -> Callable[[], None]:
        """Call ``watch`` when something new concerns a person; returns what ends it."""
        self._watches[account_id].append(watch)

        def end() -> None:
            if watch in (watches := self._watches.get(account_id, [])):
                watches.remove(watch)
            if not watches:
                self._watches.pop(account_id, None)

        return end

    def people(self) -> set[int]:
        """Return whose pages are open on this process."""
        return set(self._tellers)

    def hear(self, account_id: int, tell: Tell) -> Callable[[], None]:
        """Call ``tell`` with what was missed of a person's AlertDue; returns what ends it."""
        self._tellers[account_id].append(tell)

        def end() -> None:
            if tell in (tellers := self._tellers.get(account_id, [])):
                tellers.remove(tell)
            if not tellers:
                self._tellers.pop(account_id, None)

        return end

    def tell(self, due: AlertDue) -> None:
        """Tell a person's pages on this process alone."""
        for tell in tuple(self._tellers.get(due.account_id, ())):
            tell(due)

    def _on_event(self, event: Event) -> None:
        if isinstance(event, AlertsAdded):
            for account_id in event.account_ids:
                for watch in tuple(self._watches.get(account_id, ())):
                    watch()
