"""Background work: what runs the jobs that `jobs` lists, the queue of mails, and the way to other machines."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chatapp.bootstrap.storage import Storage
from chatapp.jobs import Jobs
from chatapp.mail.mail_queue import MailQueue
from chatapp.mail.mailer import Mailer, mailer_for
from chatapp.outbound import Outbound
from chatapp.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Background:
    """What runs without a request that waits for it."""

    jobs: Jobs
    mail_queue: MailQueue
    outbound: Outbound


def assemble_background(
    settings: Settings, storage: Storage, port: int, mailer: Mailer | None, now: Callable[[], datetime]
) -> Background:
    """Assemble what runs jobs, the mail queue and the way out. ``port`` tells the processes of one machine apart."""
    jobs = Jobs(
        storage.database,
        storage.transactions,
        process=f"{socket.gethostname()[:100]}:{port}",
        redis_url=settings.broker_url,
        now=now,
    )
    return Background(
        jobs=jobs,
        mail_queue=MailQueue(mailer or mailer_for(settings.smtp_url), jobs.begin),
        outbound=Outbound(storage.database, storage.transactions, hosts=settings.outbound_hosts),
    )
