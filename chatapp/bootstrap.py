"""Assembles Chatapp once, from settings and, for tests, from other parts."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import messages
from chatapp.accounts import Accounts
from chatapp.arrivals import Arrivals
from chatapp.avatars import Avatars
from chatapp.broker import Broker, InProcessBroker
from chatapp.database import Database
from chatapp.email_changes import EmailChanges
from chatapp.feeds import Feeds
from chatapp.mail.mailer import Mailer, mailer_for
from chatapp.mail.postbox import Postbox
from chatapp.messages import Draft, Posted
from chatapp.one_time_codes import OneTimeCodes
from chatapp.own_account import OwnAccount
from chatapp.password_resets import PasswordResets
from chatapp.passwords import Passwords
from chatapp.presence import Presence
from chatapp.rooms import RoomPasswords
from chatapp.secret import derived_token
from chatapp.sessions import Sessions
from chatapp.settings import Settings
from chatapp.sign_ups import SignUps
from chatapp.unit_of_work import GroupCommit, Transactions, Work
from chatapp.unread import ReadMarks
from models import moment


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
    own_account: OwnAccount
    avatars: Avatars
    sign_ups: SignUps
    password_resets: PasswordResets
    email_changes: EmailChanges
    postbox: Postbox
    room_passwords: RoomPasswords
    presence: Presence
    read_marks: ReadMarks
    arrivals: Arrivals
    feeds: Feeds
    post: GroupCommit[Draft, Posted]
    setup_token: str

    def reading(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Open a session for reading."""
        return self.database.reading()

    def transaction(self) -> AbstractAsyncContextManager[Work]:
        """Open a unit of work."""
        return self.transactions.begin()

    async def close(self) -> None:
        """Finish what is being written and let go of the database."""
        await self.feeds.close()
        await self.post.close()
        await self.postbox.close()
        await self.read_marks.close()
        await self.database.close()


def assemble(
    settings: Settings,
    broker: Broker | None = None,
    *,
    port: int | None = None,
    mailer: Mailer | None = None,
    now: Callable[[], datetime] = moment.now,
) -> Chat:
    """Put the application together. The schema must be up to date; nothing is opened yet.

    ``port``: the one the server listens on, if it is not the one of the settings.
    """
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    broker = broker or InProcessBroker()
    database = Database(settings.sync_database_url)
    transactions = Transactions(database, broker)
    passwords = Passwords(settings.bcrypt_rounds)
    tries = settings.tries_per_minute
    key = derived_token(settings.secret(), "one-time codes").encode()
    codes = OneTimeCodes(transactions, key, now, tries_per_minute=tries)
    postbox = Postbox(mailer or mailer_for(settings.smtp_url))
    address = settings.public_url or settings.local_url(port or settings.port)
    accounts = Accounts(database, transactions, passwords, tries_per_minute=tries, is_open=settings.signup == "open")
    own_account = OwnAccount(database, transactions, passwords, tries_per_minute=tries)
    return Chat(
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
            tries_per_minute=settings.tries_per_minute,
            session_days=settings.session_days,
            token_days=settings.token_days,
        ),
        own_account=own_account,
        avatars=Avatars(transactions, tries_per_minute=settings.tries_per_minute),
        sign_ups=SignUps(
            database,
            transactions,
            passwords,
            accounts,
            codes,
            postbox,
            address=address,
            mode=settings.signup,
            tries_per_minute=tries,
        ),
        password_resets=PasswordResets(
            database, transactions, passwords, codes, postbox, address=address, tries_per_minute=tries
        ),
        email_changes=EmailChanges(
            transactions,
            own_account,
            codes,
            postbox,
            address=address,
            is_verified=bool(settings.smtp_url) or settings.signup == "verified",
        ),
        postbox=postbox,
        room_passwords=RoomPasswords(database, transactions, passwords, tries_per_minute=settings.tries_per_minute),
        presence=Presence(broker),
        read_marks=ReadMarks(transactions),
        arrivals=Arrivals(broker),
        feeds=Feeds(broker, database),
        post=GroupCommit(messages.Posting(database, transactions)),
        setup_token=derived_token(settings.secret(), "setup"),
    )
