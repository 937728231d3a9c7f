"""Notifications: telling people what concerns them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chatapp.bootstrap.accounts import AccountServices
from chatapp.bootstrap.authentication import Authentication
from chatapp.bootstrap.background import Background
from chatapp.bootstrap.realtime import Realtime
from chatapp.bootstrap.storage import Storage
from chatapp.events import AlertsAdded
from chatapp.notifications import NotifyAnyway, mails, removal, telling
from chatapp.notifications.channels import PageChannel
from chatapp.notifications.mails import MailChannel
from chatapp.notifications.missed import MissedAlerts
from chatapp.notifications.telling import Teller
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


@dataclass(frozen=True)
class NotifyingAssembly:
    """Assembles what tells people from what it needs. Push joins as one more channel of the teller's."""

    settings: Settings
    storage: Storage
    background: Background
    authentication: Authentication
    accounts: AccountServices
    realtime: Realtime
    address: str
    now: Callable[[], datetime]

    def assemble(self) -> Notifying:
        """Return what tells people, and add its jobs; mails go if there is a mail server."""
        database, transactions, broker = self.storage.database, self.storage.transactions, self.storage.broker
        teller = Teller(database, transactions, self.realtime.presence, [PageChannel(broker)], self.now)
        transactions.react(AlertsAdded, teller.expect)
        self.background.jobs.add(telling.job(teller))
        self.background.jobs.add(removal.job(database, transactions, self.now))
        unsubscribing = Unsubscribing(transactions, self.settings.secret())
        if self.settings.smtp_url:
            workspace, minutes = self.accounts.workspace, self.settings.alert_mail_minutes
            channel = MailChannel(self.background.mail_queue, workspace, unsubscribing, address=self.address)
            self.background.jobs.add(mails.job(database, transactions, channel, self.now, minutes))
        anyway = NotifyAnyway(database, transactions, limits=self.authentication.limits)
        watchers = AlertWatchers(broker)
        return Notifying(
            teller=teller,
            alert_watchers=watchers,
            missed_alerts=MissedAlerts(database, broker, watchers, self.now),
            notify_anyway=anyway,
            unsubscribing=unsubscribing,
        )
