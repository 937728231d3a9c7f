"""What the services share: database, broker, jobs, mail, passwords, rate limits and codes."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from redis.asyncio import Redis

from chatapp.authentication import cleanup
from chatapp.authentication.one_time_codes import OneTimeCodes
from chatapp.authentication.passwords import Passwords
from chatapp.authentication.rate_limit import ANSWER, RateLimits
from chatapp.authentication.secret import derived_token
from chatapp.broker import Broker, InProcessBroker
from chatapp.broker.redis import RedisBroker
from chatapp.broker.redis_url import COMMANDS_AT_ONCE, client
from chatapp.events import SAVING_TOPIC, SavingChanged
from chatapp.jobs import Jobs
from chatapp.mail.mail_queue import JOB as MAIL
from chatapp.mail.mail_queue import MailQueue
from chatapp.mail.mailer import Mailer, mailer_for
from chatapp.settings import Settings
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions
from chatapp.transfer.sync import job


@dataclass(frozen=True)
class Parts:
    """What the services share, assembled first."""

    settings: Settings
    database: Database
    broker: Broker
    transactions: Transactions
    passwords: Passwords
    limits: RateLimits
    codes: OneTimeCodes
    jobs: Jobs
    mail_queue: MailQueue
    address: str


def assemble_parts(
    settings: Settings, broker: Broker | None, port: int, mailer: Mailer | None, now: Callable[[], datetime]
) -> Parts:
    """Assemble what the services share. Creates the data directory; opens nothing."""
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    broker = broker or _broker(settings)
    database = _database(settings, broker)
    transactions = Transactions(database, broker)
    limits = RateLimits(settings.tries_per_minute, _redis(settings))
    code_key = derived_token(settings.secret(), "one-time codes").encode()
    jobs = _jobs(settings, database, transactions, port, now)
    return Parts(
        settings=settings,
        database=database,
        broker=broker,
        transactions=transactions,
        passwords=Passwords(settings.bcrypt_rounds),
        limits=limits,
        codes=OneTimeCodes(transactions, code_key, now, limits=limits),
        jobs=jobs,
        mail_queue=MailQueue(mailer or mailer_for(settings.smtp_url), jobs.begin),
        address=settings.public_url or settings.local_url(port),
    )


def _broker(settings: Settings) -> Broker:
    return RedisBroker(settings.broker_url) if settings.broker_url else InProcessBroker()


def _database(settings: Settings, broker: Broker) -> Database:
    return Database(
        settings.sync_database_url,
        readers=settings.database_readers,
        replica_url=settings.replica_url,
        on_saving_changed=lambda: broker.publish(SAVING_TOPIC, SavingChanged()),
    )


def _redis(settings: Settings) -> "Redis | None":
    """Return the client that rate limits of all processes count with; None without a Redis."""
    return client(settings.broker_url, answer=ANSWER, connections=COMMANDS_AT_ONCE) if settings.broker_url else None


def _jobs(
    settings: Settings, database: Database, transactions: Transactions, port: int, now: Callable[[], datetime]
) -> Jobs:
    process = f"{socket.gethostname()[:100]}:{port}"
    jobs = Jobs(database, transactions, process=process, redis_url=settings.broker_url, now=now)
    jobs.add(MAIL)
    jobs.add(cleanup.job(transactions, now))
    if settings.sync_to:
        jobs.add(job.job(settings.sync_database_url, settings.sync_to, settings.sync_minutes))
    return jobs
