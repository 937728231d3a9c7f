"""The assembled application, as pages, the REST API and the command line get it."""

import asyncio
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.accounts.avatars import Avatars
from chatapp.accounts.email_changes import EmailChanges
from chatapp.accounts.own_account import OwnAccount
from chatapp.accounts.password_resets import PasswordResets
from chatapp.accounts.registration import Accounts
from chatapp.accounts.sign_ups import SignUps
from chatapp.authentication.open_sessions import OpenSessions
from chatapp.authentication.rate_limit import RateLimits
from chatapp.authentication.sign_in import Sessions
from chatapp.broker import Broker
from chatapp.jobs import Jobs
from chatapp.mail.mail_queue import MailQueue
from chatapp.messages import PostQueue, ReadMarks
from chatapp.metrics import Metrics
from chatapp.presence import Presence
from chatapp.realtime.activity import RoomActivity
from chatapp.realtime.feeds import Feeds
from chatapp.rooms import RoomPasswords
from chatapp.settings import Settings
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions, UnitOfWork


@dataclass
class Drain:
    """Whether this process is draining: `/readyz` then sends new visitors to another process."""

    is_draining: bool = False

    def start(self) -> None:
        """Stop taking new visitors."""
        self.is_draining = True


@dataclass(frozen=True)
class Chat:
    """The assembled application: what pages, the REST API and the command line talk to."""

    settings: Settings
    database: Database
    broker: Broker
    transactions: Transactions
    address: str  # the origin that people use, which links in mails start with
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
    resync_slots: asyncio.Semaphore  # limits how many pages resync at once after missed events
    read_marks: ReadMarks
    room_activity: RoomActivity
    feeds: Feeds
    post_queue: PostQueue
    metrics: Metrics
    setup_token: str
    drain: Drain = field(default_factory=Drain)

    def reading(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Open a session for reading."""
        return self.database.reading()

    def transaction(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open a unit of work."""
        return self.transactions.begin()

    async def open(self) -> None:
        """Start monitoring the databases, connect to the broker, and start presence and background jobs."""
        await self.database.open()
        await self.broker.open()
        self.presence.open()
        self.jobs.open()

    async def close(self) -> None:
        """Finish writing and publishing, then close the broker and the database."""
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
