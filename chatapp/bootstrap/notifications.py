"""Notifications: telling people what concerns them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chatapp.bootstrap.background import Background
from chatapp.bootstrap.realtime import Realtime
from chatapp.bootstrap.storage import Storage
from chatapp.events import AlertsAdded
from chatapp.notifications import telling
from chatapp.notifications.channels import PageChannel
from chatapp.notifications.telling import Teller
from chatapp.notifications.watchers import AlertWatchers


@dataclass(frozen=True, kw_only=True)
class Notifying:
    """What tells people."""

    teller: Teller
    alert_watchers: AlertWatchers


def assemble_notifications(
    storage: Storage, background: Background, realtime: Realtime, now: Callable[[], datetime]
) -> Notifying:
    """Assemble what tells people, and its job. Push joins as one more channel of the teller's."""
    channels = [PageChannel(storage.broker)]
    teller = Teller(storage.database, storage.transactions, realtime.presence, channels, now)
    storage.transactions.react(AlertsAdded, teller.expect)
    background.jobs.add(telling.job(teller))
    return Notifying(teller=teller, alert_watchers=AlertWatchers(storage.broker))
