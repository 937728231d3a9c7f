"""The assembled application, as pages, the REST API and the command line get it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.bootstrap.accounts import AccountServices
from chatapp.bootstrap.authentication import Authentication
from chatapp.bootstrap.background import Background
from chatapp.bootstrap.bots import Bots
from chatapp.bootstrap.hooks import Webhooks
from chatapp.bootstrap.notifications import Notifying
from chatapp.bootstrap.pushes import Pushing
from chatapp.bootstrap.realtime import Realtime
from chatapp.bootstrap.scheduled import Scheduled
from chatapp.bootstrap.storage import Storage
from chatapp.bootstrap.uploads import Files
from chatapp.identity import Actor
from chatapp.metrics import Metrics
from chatapp.settings import Settings
from chatapp.storage.snapshot import Snapshot
from chatapp.storage.unit_of_work import UnitOfWork

P = ParamSpec("P")
Result = TypeVar("Result")


@dataclass
class Drain:
    """Whether this process is draining: `/readyz` then sends new visitors to another process.

    ``on_start``: called when it begins.
    """

    is_draining: bool = False
    on_start: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Stop taking new visitors."""
        self.is_draining = True
        self.on_start()


@dataclass(frozen=True, kw_only=True)
class Chat(
    Storage, Background, Authentication, AccountServices, Realtime, Files, Notifying, Pushing, Bots, Scheduled, Webhooks
):
    """The assembled application: what pages, the REST API and the command line talk to.

    It has the fields of each group, so a page writes ``chat.sessions`` and need not know the group.
    """

    settings: Settings
    address: str  # the origin that people use; links in mails start with it
    now: Callable[[], datetime]  # tests move it
    metrics: Metrics = field(default_factory=Metrics)
    drain: Drain = field(default_factory=Drain)

    def reading(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Open a session for reading."""
        return self.database.reading()

    async def read(
        self, query: Callable[Concatenate[Snapshot, P], Result], *args: P.args, **kwargs: P.kwargs
    ) -> Result:
        """Return what a service finds in one snapshot: ``await chat.read(profiles.own, actor=actor)``."""
        return await self.database.read(query, *args, **kwargs)

    def transaction(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open a unit of work."""
        return self.transactions.begin()

    @asynccontextmanager
    async def changing(self, actor: Actor) -> AsyncIterator[UnitOfWork]:
        """Open a unit of work for what a person does by a page or a program, and count it.

        Raises:
            RateLimited: they have changed too much within a minute.
        """
        await self.change_limit.count(actor)
        async with self.transaction() as work:
            yield work

    async def open(self) -> None:
        """Start monitoring the databases, connect to the broker, and start presence, background jobs and bots."""
        await self.database.open()
        await self.broker.open()
        self.presence.open()
        self.jobs.open()
        self.scheduled.open()
        self.reminding.open()
        self.hook_sender.open()
        if self.bots is not None:
            await self.bots.open()

    async def close(self) -> None:
        """Finish writing and publishing, then close the broker and the database."""
        if self.bots is not None:
            await self.bots.close()
        await self.scheduled.close()
        await self.reminding.close()
        await self.hook_sender.close()
        await self.feeds.close()
        await self.custom_emoji.close()
        await self.open_sessions.close()
        await self.sessions.close()
        await self.post_queue.close()
        await self.transactions.close()
        await self.missed_alerts.close()
        await self.teller.close()
        await self.mail_queue.close()
        await self.jobs.close()
        await self.pushes.close()
        await self.outbound.close()
        await self.read_marks.close()
        self.presence.close()
        await self.broker.close()
        await self.limits.close()
        self.passwords.close()
        self.avatars.close()
        self.uploads.close()
        await self.database.close()
