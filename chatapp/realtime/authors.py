"""Denormalised author data: names and pictures stand on every message, and change without a new revision.

An event of its own says that a person has another name or picture; the messages that show them are then read again. A
read that was under way when the event came may hold the former name, so it is repeated once it has been applied. The
broker may lose this event too: now and then what is shown is compared with the database (`Feeds`).
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import NamedTuple
from uuid import UUID

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp.errors import ChatError
from chatapp.events import MessageView
from chatapp.messages.history import MessagePage
from chatapp.realtime.renderer import ReadBetween, RoomRenderer
from models import Account
from models.account import shown_name

log = structlog.get_logger(__name__)

RETRY = 1.0  # seconds
BATCH = 500  # people in one statement


class AuthorSnapshot(NamedTuple):
    """What a message shows of its author. ``avatar``: the picture's digest, or empty."""

    username: str
    name: str
    avatar: str


def people_in(messages: Iterable[MessageView]) -> set[UUID]:
    """Return the authors, those who reacted, are mentioned or quoted, as account uuids."""
    found: set[UUID] = set()
    for message in messages:
        found.add(message.author_uuid)
        for reaction in message.reactions:
            found.update(reaction.people)
        found.update(name.uuid for name in _names_in(message))
    return found


class _Name(NamedTuple):
    uuid: UUID
    username: str | None  # None: is not shown
    name: str


def _names_in(message: MessageView) -> list[_Name]:
    """Return whom a message mentions and quotes, as it shows them."""
    names = [_Name(one.uuid, one.username, one.name) for one in message.mentions if one.uuid is not None]
    if message.quote is not None:
        names.append(_Name(message.quote.author_uuid, None, message.quote.author_name))
    return names


def outdated(messages: Iterable[MessageView], current: Mapping[UUID, AuthorSnapshot]) -> set[UUID]:
    """Return the people whose name or picture in these messages differs from ``current``, without unknown people."""
    found: set[UUID] = set()
    for message in messages:
        shown = AuthorSnapshot(message.author_username, message.author_name, message.author_avatar)
        if current.get(message.author_uuid, shown) != shown:
            found.add(message.author_uuid)
        for reaction in message.reactions:
            for person, name in zip(reaction.people, reaction.names, strict=True):
                if person in current and current[person].name != name:
                    found.add(person)
        for uuid, username, name in _names_in(message):
            now = current.get(uuid)
            if now is not None and (now.name != name or username not in (None, now.username)):
                found.add(uuid)
    return found


async def author_snapshots(session: AsyncSession, people: Collection[UUID]) -> dict[UUID, AuthorSnapshot]:
    """Return people's present names and pictures, for the process's own feeds; checks no rights."""
    found: dict[UUID, AuthorSnapshot] = {}
    wanted = list(people)
    columns = (Account.uuid, Account.first_name, Account.last_name, Account.username, Account.avatar)
    for start in range(0, len(wanted), BATCH):
        query = select(*columns).where(col(Account.uuid).in_(wanted[start : start + BATCH]))  # type: ignore[call-overload]
        for uuid, first, last, username, avatar in await session.exec(query):
            found[uuid] = AuthorSnapshot(username, shown_name(first, last, username), avatar)
    return found


class AuthorTracker:
    """Keeps the authors that one room's renderer shows up to date: one refresh at a time, and at most one that waits.

    ``read``: reads the room's messages between two numbers.
    """

    def __init__(self, read: ReadBetween) -> None:
        self._read = read
        self._renderer: RoomRenderer | None = None
        self._reads: dict[object, set[UUID]] = {}  # for each read under way, the people who have changed since it began
        self._due: set[UUID] = set()
        self._refreshing: asyncio.Task[None] | None = None

    def attach(self, renderer: RoomRenderer) -> None:
        """Keep what this renderer shows up to date."""
        self._renderer = renderer

    def people(self) -> set[UUID]:
        """Return everybody that the renderer shows."""
        return people_in(self._renderer.shown()) if self._renderer is not None else set()

    async def tracked(self, read: Callable[[], Awaitable[MessagePage]]) -> MessagePage:
        """Run a read; people who change while it is under way are refreshed after its result has been applied.

        The caller applies the result before it awaits anything else.
        """
        key, changed = object(), set[UUID]()
        self._reads[key] = changed
        try:
            message_page = await read()
        finally:
            del self._reads[key]
        if changed:
            asyncio.get_running_loop().call_soon(self._refresh_soon, changed)
        return message_page

    def refresh(self, people: AbstractSet[UUID]) -> None:
        """Read again the messages and reactions of people who have changed, if any are shown."""
        for changed in self._reads.values():
            changed |= people
        self._refresh_soon(people)

    def compare(self, current: Mapping[UUID, AuthorSnapshot]) -> None:
        """Refresh those who are shown otherwise than the database has them."""
        if self._renderer is not None and (different := outdated(self._renderer.shown(), current)):
            self.refresh(different)

    def close(self) -> None:
        """Stop refreshing."""
        self._renderer = None
        if self._refreshing is not None:
            self._refreshing.cancel()
            self._refreshing = None  # the frames of its end hold this tracker

    def _refresh_soon(self, people: AbstractSet[UUID]) -> None:
        if shown := people & self.people():
            self._due |= shown
            if self._refreshing is None:
                self._refreshing = asyncio.create_task(self._refresh(), name="refresh authors")

    async def _refresh(self) -> None:
        async def read(after: int, before: int) -> MessagePage:
            return await self.tracked(lambda: self._read(after, before))

        while self._due and self._renderer is not None:
            people, self._due = self._due, set()
            try:
                await self._renderer.refresh_authors(people, read)
            except Exception as error:  # whatever it is, the names must not stay wrong
                (log.warning if isinstance(error, ChatError) else log.exception)(
                    "refreshing authors failed", error=str(error), retry_s=RETRY
                )
                self._due |= people
                await asyncio.sleep(RETRY)
            await asyncio.sleep(0)  # people who changed meanwhile are due by then, all together
        self._refreshing = None
