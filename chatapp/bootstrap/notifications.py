"""Notifications: telling people what concerns them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chatapp.bootstrap.authentication import Authentication
from chatapp.bootstrap.realtime import Realtime
from chatapp.bootstrap.storage import Storage
from chatapp.events import AlertsAdded
from chatapp.notifications import NotifyAnyway
from chatapp.notifications.channels import PageChannel
from chatapp.notifications.delivery import Teller
from chatapp.notifications.missed import MissedAlerts
from chatapp.notifications.unsubscribing import Unsubscribing
from chatapp.notifications.watchers import AlertWatchers
from chatapp.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Notifying:
    """What tells people."""

    teller: Teller
    alert_watchers: AlertWatchers
    missed_alerts: MissedAlerts
    notify_anyway: NotifyAnyway
    unsubscribing: Unsubscribing


def assemble_notifications(
    settings: Settings,
    storage: Storage,
    authentication: Authentication,
    realtime: Realtime,
    now: Callable[[], datetime],
) -> Notifying:
    """Assemble what tells people. Push joins as one more channel of the teller's."""
    database, transactions, broker = storage.database, storage.transactions, storage.broker
    teller = Teller(database, transactions, realtime.presence, [PageChannel(broker)], now)
    transactions.react(AlertsAdded, teller.expect)
    watchers = AlertWatchers(broker)
    return Notifying(
        teller=teller,
        alert_watchers=watchers,
        missed_alerts=MissedAlerts(database, broker, watchers, now),
        notify_anyway=NotifyAnyway(database, transactions, limits=authentication.limits),
        unsubscribing=Unsubscribing(transactions, settings.secret()),
    )
