"""All jobs of this Chatapp: what runs in the background, by a schedule, on one process at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chatapp.accounts import status_ends
from chatapp.authentication import cleanup as sign_in_cleanup
from chatapp.bootstrap.accounts import AccountServices
from chatapp.bootstrap.background import Background
from chatapp.bootstrap.notifications import Notifying
from chatapp.bootstrap.storage import Storage
from chatapp.bootstrap.uploads import Files
from chatapp.jobs.job import Job
from chatapp.mail import mail_queue
from chatapp.messages.lifecycle import cleanup as message_cleanup
from chatapp.notifications import delivery, mails, removal
from chatapp.notifications.mails import MailChannel
from chatapp.search import job as search
from chatapp.settings import Settings
from chatapp.transfer.sync import job as sync
from chatapp.uploads import sweep


@dataclass(frozen=True)
class JobsAssembly:
    """Adds the jobs to those that run. ``address``: where people reach Chatapp, for links in mails."""

    settings: Settings
    storage: Storage
    background: Background
    accounts: AccountServices
    files: Files
    notifying: Notifying
    address: str
    now: Callable[[], datetime]

    def add(self) -> None:
        """Have all jobs run; those that the settings do not ask for are left out."""
        database, transactions, now = self.storage.database, self.storage.transactions, self.now
        jobs = [
            mail_queue.JOB,
            sign_in_cleanup.job(transactions, now),
            message_cleanup.job(database, transactions, now),
            status_ends.job(database, transactions, now),
            search.job(database, transactions),
            sweep.job(database, transactions, self.files.uploads.storage, now),
            delivery.job(self.notifying.teller),
            removal.job(database, transactions, now),
            *self._if_asked_for(),
        ]
        for job in jobs:
            self.background.jobs.add(job)

    def _if_asked_for(self) -> list[Job]:
        jobs, settings = list[Job](), self.settings
        if settings.smtp_url:
            channel = MailChannel(
                self.background.mail_queue, self.accounts.workspace, self.notifying.unsubscribing, address=self.address
            )
            database, transactions = self.storage.database, self.storage.transactions
            jobs.append(mails.job(database, transactions, channel, self.now, settings.alert_mail_minutes))
        if settings.sync_to:
            jobs.append(sync.job(settings.sync_database_url, settings.sync_to, settings.sync_minutes))
        return jobs
