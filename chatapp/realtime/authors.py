"""How people look. Names and pictures stand on every message of theirs, and change without it.

No revision of a room says that somebody has another name: an event of its own does, and then whatever an audience
shows of him is read again. What was being read while the event came may hold the former name, so it is read once
more after it has come in. The broker may lose this event too: now and then what is shown is compared with the
database (`Feeds`).
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
AT_ONCE = 500  # people in one statement


class AuthorSnapshot(NamedTuple):
    """What a message shows of its author. ``avatar``: the picture's digest, or empty."""

    username: str
    name: str
    avatar: str


def people_in(messages: Iterable[MessageView]) -> set[UUID]:
    """Return who appears: the authors, and those who reacted."""
    found: set[UUID] = set()
    for message in messages:
        found.add(message.author_uuid)
        for reaction in message.reactions:
            found.update(reaction.people)
    return found


def outdated(messages: Iterable[MessageView], looks: Mapping[UUID, AuthorSnapshot]) -> set[UUID]:
    """Return those who do not look as they are shown."""
    found: set[UUID] = set()
    for message in messages:
        shown = AuthorSnapshot(message.author_username, message.author_name, message.author_avatar)
        if looks.get(message.author_uuid, shown) != shown:
            found.add(message.author_uuid)
        for reaction in message.reactions:
            for person, name in zip(reaction.people, reaction.names, strict=True):
                if person in looks and looks[person].name != name:
                    found.add(person)
    return found


async def author_snapshots(session: AsyncSession, people: Collection[UUID]) -> dict[UUID, AuthorSnapshot]:
    """Return how people look now, for the process's own feeds; asks for no rights."""
    found: dict[UUID, AuthorSnapshot] = {}
    wanted = list(people)
    columns = (Account.uuid, Account.first_name, Account.last_name, Account.username, Account.avatar)
    for start in range(0, len(wanted), AT_ONCE):
        query = select(*columns).where(col(Account.uuid).in_(wanted[start : start + AT_ONCE]))  # type: ignore[call-overload]
        for uuid, first, last, username, avatar in await session.exec(query):
            found[uuid] = AuthorSnapshot(username, shown_name(first, last, username), avatar)
    return found


class AuthorTracker:
    """The people of one room, as its audience shows them. One reading anew at a time, and at most one that waits."""

    def __init__(self, read: ReadBetween) -> None:
        self._read = read
        self._renderer: RoomRenderer | None = None
        self._readings: dict[object, set[UUID]] = {}  # of each reading under way, who has changed meanwhile
        self._due: set[UUID] = set()
        self._reading_anew: asyncio.Task[None] | None = None

    def show_to(self, renderer: RoomRenderer) -> None:
        """Keep this audience up to date."""
        self._renderer = renderer

    def people(self) -> set[UUID]:
        """Return everybody whom the audience is shown."""
        return people_in(self._renderer.shown()) if self._renderer is not None else set()

    async def tracked(self, reading: Callable[[], Awaitable[MessagePage]]) -> MessagePage:
        """Carry a reading out; who changes while it is under way is read again once it has been taken in.

        Whoever asked takes it in before he awaits anything else.
        """
        key, changed = object(), set[UUID]()
        self._readings[key] = changed
        try:
            message_page = await reading()
        finally:
            del self._readings[key]
        if changed:
            asyncio.get_running_loop().call_soon(self._have_read_anew, changed)
        return message_page

    def change(self, people: AbstractSet[UUID]) -> None:
        """Have people's messages and reactions read again, if there are any: they look otherwise now."""
        for changed in self._readings.values():
            changed |= people
        self._have_read_anew(people)

    def _have_read_anew(self, people: AbstractSet[UUID]) -> None:
        if concerned := people & self.people():
            self._due |= concerned
            if self._reading_anew is None:
                self._reading_anew = asyncio.create_task(self._read_anew(), name="people are read anew")

    def compare(self, looks: Mapping[UUID, AuthorSnapshot]) -> None:
        """Have those read again who are shown otherwise than they look."""
        if self._renderer is not None and (different := outdated(self._renderer.shown(), looks)):
            self.change(different)

    def close(self) -> None:
        """Read nothing more."""
        self._renderer = None
        if self._reading_anew is not None:
            self._reading_anew.cancel()

    async def _read_anew(self) -> None:
        async def read(after: int, before: int) -> MessagePage:
            return await self.tracked(lambda: self._read(after, before))

        while self._due and self._renderer is not None:
            people, self._due = self._due, set()
            try:
                await self._renderer.refresh_authors(people, read)
            except Exception as error:  # whatever it is, the names must not stay wrong
                (log.warning if isinstance(error, ChatError) else log.exception)(
                    "reading people anew failed; trying again", error=str(error), pause_s=RETRY
                )
                self._due |= people
                await asyncio.sleep(RETRY)
            await asyncio.sleep(0)  # those who changed meanwhile are due by then, all together
        self._reading_anew = None
