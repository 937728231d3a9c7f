"""Assembles Chatapp once, from settings and, for tests, from other parts."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import messages
from chatapp.accounts import Accounts
from chatapp.broker import Broker, InProcessBroker
from chatapp.database import Database
from chatapp.feed import Feeds
from chatapp.messages import Draft, Posted
from chatapp.passwords import Passwords
from chatapp.presence import Presence
from chatapp.rooms import RoomPasswords
from chatapp.secret import derived_token
from chatapp.sessions import Sessions
from chatapp.settings import Settings
from chatapp.unit_of_work import GroupCommit, Transactions, Work
from chatapp.unread import ReadMarks


@dataclass(frozen=True)
class Chat:
    """The assembled application: what pages, the REST API and the command line talk to."""

    settings: Settings
    database: Database
    broker: Broker
    transactions: Transactions
    accounts: Accounts
    sessions: Sessions
    room_passwords: RoomPasswords
    presence: Presence
    read_marks: ReadMarks
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
        await self.read_marks.close()
        await self.database.close()


def assemble(settings: Settings, broker: Broker | None = None) -> Chat:
    """Put the application together. The schema must be up to date; nothing is opened yet."""
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    broker = broker or InProcessBroker()
    database = Database(settings.sync_database_url)
    transactions = Transactions(database, broker)
    passwords = Passwords(settings.bcrypt_rounds)
    return Chat(
        settings=settings,
        database=database,
        broker=broker,
        transactions=transactions,
        accounts=Accounts(
            database,
            transactions,
            passwords,
            tries_per_minute=settings.tries_per_minute,
            is_open=settings.signup == "open",
        ),
        sessions=Sessions(
            database,
            transactions,
            passwords,
            tries_per_minute=settings.tries_per_minute,
            session_days=settings.session_days,
            token_days=settings.token_days,
        ),
        room_passwords=RoomPasswords(database, transactions, passwords, tries_per_minute=settings.tries_per_minute),
        presence=Presence(broker),
        read_marks=ReadMarks(transactions),
        feeds=Feeds(broker, database),
        post=GroupCommit(transactions, messages.post),
        setup_token=derived_token(settings.secret(), "setup"),
    )
