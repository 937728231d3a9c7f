"""Assembles Chatapp once, from settings and, for tests, from other parts."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime

from redis.asyncio import Redis
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import instrumentation
from chatapp.accounts.avatars import Avatars
from chatapp.accounts.email_changes import EmailChanges
from chatapp.accounts.own_account import OwnAccount
from chatapp.accounts.password_resets import PasswordResets
from chatapp.accounts.registration import Accounts
from chatapp.accounts.sign_ups import SignUps
from chatapp.authentication import cleanup
from chatapp.authentication.one_time_codes import OneTimeCodes
from chatapp.authentication.open_sessions import OpenSessions
from chatapp.authentication.passwords import Passwords
from chatapp.authentication.rate_limit import ANSWER, RateLimits
from chatapp.authentication.secret import derived_token
from chatapp.authentication.sign_in import Sessions
from chatapp.broker import Broker, InProcessBroker
from chatapp.broker.redis import RedisBroker
from chatapp.broker.redis_url import COMMANDS_AT_ONCE, client
from chatapp.events import SAVING_TOPIC, SavingChanged
from chatapp.jobs import Jobs
from chatapp.mail.mail_queue import JOB as MAIL
from chatapp.mail.mail_queue import MailQueue
from chatapp.mail.mailer import Mailer, mailer_for
from chatapp.messages import PostQueue, ReadMarks
from chatapp.metrics import Metrics
from chatapp.presence import Presence
from chatapp.realtime.activity import RoomActivity
from chatapp.realtime.feeds import Feeds
from chatapp.rooms import RoomPasswords
from chatapp.settings import Settings
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions, UnitOfWork
from chatapp.transfer.sync import job
from models import utc_datetime

REREADING = 2


@dataclass
class Leave:
    """Whether this process takes its leave: whoever asks whether it is ready is sent to another."""

    is_taken: bool = False

    def take(self) -> None:
        """Say from now on that it is going."""
        self.is_taken = True


@dataclass(frozen=True)
class Chat:
    """The assembled application: what pages, the REST API and the command line talk to."""

    settings: Settings
    database: Database
    broker: Broker
    transactions: Transactions
    address: str  # where people reach it: what links in mails begin with
    accounts: Accounts
    sessions: Sessions
    open_sessions: OpenSessions
    own_account: OwnAccount
    avatars: Avatars
    sign_ups: SignUps
    password_resets: PasswordResets
    email_changes: EmailChanges
    jobs: Jobs
    mail_queue: MailQueue
    room_passwords: RoomPasswords
    presence: Presence
    limits: RateLimits
    resync_slots: asyncio.Semaphore  # so many pages may read anew at once after a loss
    read_marks: ReadMarks
    room_activity: RoomActivity
    feeds: Feeds
    post_queue: PostQueue
    metrics: Metrics
    setup_token: str
    leave: Leave = field(default_factory=Leave)

    def reading(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Open a session for reading."""
        return self.database.reading()

    def transaction(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open a unit of work."""
        return self.transactions.begin()

    async def open(self) -> None:
        """Begin to watch the databases, to hear other processes and to be heard, and take part in what runs unasked."""
        await self.database.open()
        await self.broker.open()
        self.presence.open()
        self.jobs.open()

    async def close(self) -> None:
        """Finish what is being written, tell other processes, and let go of the database and the broker."""
        await self.feeds.close()
        await self.open_sessions.close()
        await self.post_queue.close()
        await self.transactions.close()
        await self.mail_queue.close()
        await self.jobs.close()
        await self.read_marks.close()
        self.presence.close()
        await self.broker.close()
        await self.limits.close()
        await self.database.close()


def assemble(
    settings: Settings,
    broker: Broker | None = None,
    *,
    port: int | None = None,
    mailer: Mailer | None = None,
    now: Callable[[], datetime] = utc_datetime.now,
) -> Chat:
    """Put the application together. The schema must be up to date; nothing is opened yet.

    ``port``: the one the server listens on, if it is not the one of the settings.
    """
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    broker = broker or (RedisBroker(settings.broker_url) if settings.broker_url else InProcessBroker())
    database = Database(
        settings.sync_database_url,
        readers=settings.database_readers,
        replica_url=settings.replica_url,
        on_saving_changed=lambda: broker.publish(SAVING_TOPIC, SavingChanged()),
    )
    transactions = Transactions(database, broker)
    passwords = Passwords(settings.bcrypt_rounds)
    limits = RateLimits(settings.tries_per_minute, _redis(settings))
    key = derived_token(settings.secret(), "one-time codes").encode()
    codes = OneTimeCodes(transactions, key, now, limits=limits)
    jobs = _jobs(settings, database, transactions, port or settings.port, now)
    mail_queue = MailQueue(mailer or mailer_for(settings.smtp_url), jobs.begin)
    address = settings.public_url or settings.local_url(port or settings.port)
    accounts = Accounts(database, transactions, passwords, limits=limits, is_open=settings.signup == "open")
    own_account = OwnAccount(database, transactions, passwords, limits=limits)
    chat = Chat(
        settings=settings,
        database=database,
        broker=broker,
        transactions=transactions,
        address=address,
        accounts=accounts,
        sessions=Sessions(
            database,
            transactions,
            passwords,
            limits=limits,
            session_days=settings.session_days,
            token_days=settings.token_days,
        ),
        open_sessions=OpenSessions(broker, database),
        own_account=own_account,
        avatars=Avatars(transactions, limits=limits),
        sign_ups=SignUps(
            database,
            transactions,
            passwords,
            accounts,
            codes,
            mail_queue,
            address=address,
            mode=settings.signup,
            limits=limits,
        ),
        password_resets=PasswordResets(
            database, transactions, passwords, codes, mail_queue, address=address, limits=limits
        ),
        email_changes=EmailChanges(
            transactions,
            own_account,
            codes,
            mail_queue,
            address=address,
            is_verified=bool(settings.smtp_url) or settings.signup == "verified",
        ),
        jobs=jobs,
        mail_queue=mail_queue,
        room_passwords=RoomPasswords(database, transactions, passwords, limits=limits),
        presence=Presence(broker),
        limits=limits,
        resync_slots=asyncio.Semaphore(REREADING),
        read_marks=ReadMarks(transactions),
        room_activity=RoomActivity(broker),
        feeds=Feeds(broker, database),
        post_queue=PostQueue(database, transactions),
        metrics=Metrics(),
        setup_token=derived_token(settings.secret(), "setup"),
    )
    instrumentation.register_metrics(
        chat.metrics,
        database=database,
        transactions=transactions,
        broker=broker,
        jobs=jobs,
        post_queue=chat.post_queue,
        open_sessions=chat.open_sessions,
    )
    return chat


def _redis(settings: Settings) -> "Redis | None":
    """Return where all processes count together, if there is such a place."""
    return client(settings.broker_url, answer=ANSWER, connections=COMMANDS_AT_ONCE) if settings.broker_url else None


def _jobs(
    settings: Settings, database: Database, transactions: Transactions, port: int, now: Callable[[], datetime]
) -> Jobs:
    """Return what runs in the background."""
    process = f"{socket.gethostname()[:100]}:{port}"
    jobs = Jobs(database, transactions, process=process, redis_url=settings.broker_url, now=now)
    jobs.add(MAIL)
    jobs.add(cleanup.job(transactions, now))
    if settings.sync_to:
        jobs.add(job.job(settings.sync_database_url, settings.sync_to, settings.sync_minutes))
    return jobs
