"""Background work: the jobs of this process, the queue of mails to send, and the way to other machines."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chatapp.accounts import status_ends
from chatapp.authentication import cleanup
from chatapp.bootstrap.storage import Storage
from chatapp.jobs import Jobs
from chatapp.mail.mail_queue import JOB as MAIL
from chatapp.mail.mail_queue import MailQueue
from chatapp.mail.mailer import Mailer, mailer_for
from chatapp.messages import cleanup as message_cleanup
from chatapp.outbound import Outbound
from chatapp.search.job import job as search_job
from chatapp.settings import Settings
from chatapp.transfer.sync import job


@dataclass(frozen=True, kw_only=True)
class Background:
    """What runs without a request that waits for it."""

    jobs: Jobs
    mail_queue: MailQueue
    outbound: Outbound


def assemble_background(
    settings: Settings, storage: Storage, port: int, mailer: Mailer | None, now: Callable[[], datetime]
) -> Background:
    """Assemble the jobs, the mail queue and the way out. ``port`` tells the processes of one machine apart."""
    jobs = Jobs(
        storage.database,
        storage.transactions,
        process=f"{socket.gethostname()[:100]}:{port}",
        redis_url=settings.broker_url,
        now=now,
    )
    jobs.add(MAIL)
    jobs.add(cleanup.job(storage.transactions, now))
    jobs.add(message_cleanup.job(storage.database, storage.transactions, now))
    jobs.add(status_ends.job(storage.database, storage.transactions, now))
    jobs.add(search_job(storage.database, storage.transactions))
    if settings.sync_to:
        jobs.add(job.job(settings.sync_database_url, settings.sync_to, settings.sync_minutes))
    return Background(
        jobs=jobs,
        mail_queue=MailQueue(mailer or mailer_for(settings.smtp_url), jobs.begin),
        outbound=Outbound(storage.database, storage.transactions, hosts=settings.outbound_hosts),
    )
