"""A whole Chatapp for one test: its own database in memory, its own broker, and a clock that the test moves."""

import shutil
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, Final, Self, TypeVar
from uuid import UUID

import httpx

from chatapp import rooms
from chatapp.bootstrap import Chat, assemble
from chatapp.bots import Bot
from chatapp.bots.host import BotHost
from chatapp.bots.loading import bots_of, load_file
from chatapp.identity import Actor
from chatapp.testing import database, loop
from chatapp.testing.bots import WorldBot
from chatapp.testing.clock import WorldClock
from chatapp.testing.rooms import WorldRoom
from chatapp.testing.scripts import api_of
from chatapp.testing.users import WorldUser
from models import Visibility

NAMES: Final = (*database.CAST, "erin", "frank", "grace", "heidi")
Result = TypeVar("Result")


class World:
    """People, rooms and bots. ``folder``: where the files of bots are looked for.

    `with World() as world: …`, or the fixture `world` of pytest. The first person is the workspace's administrator.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or Path.cwd()
        self.clock = WorldClock(self)
        self._bots: dict[str, WorldBot] = {}
        self._rooms: dict[UUID, WorldRoom] = {}
        self._raising: set[str] = set()
        self._failures: list[BaseException] = []
        self._place = database.new_folder()
        begun = database.beginning()
        shutil.copy(begun.file, self._place / database.FILE)
        self._users = {actor.username: WorldUser(self, actor) for actor in begun.cast}
        self.chat = self.run(self._begin())
        [self.general] = self.run(self.rooms_of(begun.cast[0]))

    @property
    def host(self) -> BotHost:
        """What calls the bots."""
        assert self.chat.bots is not None  # noqa: S101  (the settings say so)
        return self.chat.bots

    def users(self, count: int) -> list[WorldUser]:
        """Return so many people: alice, who administers, bob, carol, dave and so on.

        These four are in `world.general` from the start, also those that a test doesn't ask for.
        """
        more = (f"user{number}" for number in range(len(NAMES) + 1, count + 1))
        return [self.user(name) for name in (*NAMES[:count], *more)]

    def user(self, name: str) -> WorldUser:
        """Return somebody by their username; they sign up if they are new, and arrive in `world.general`."""
        if name not in self._users:
            self._users[name] = WorldUser(self, self.act(database.sign_up(self.chat, name)))
        return self._users[name]

    def bot(self, source: Bot | ModuleType | Path | str, *, name: str = "", raises: bool = True) -> WorldBot:
        """Take a bot in: a `Bot`, its module, or its file, below the folder where pytest has its settings.

        It is in `world.general`, as everybody. ``name``: which one, if there are several. Whatever its functions raise
        comes out of the call that caused it; with ``raises=False`` people see what they would see, and it is kept in
        ``errors``. A file is run again for each world, so that nothing of another test is left in it.

        Raises:
            BotError: there is no such bot, or it is none.
            Exception: whatever the file raises.
        """
        file, found = self._bots_of(source)
        chosen = next((one for one in found if name in ("", one.name)), None)
        if chosen is None:
            raise AssertionError(f"{file} has no bot called {name}.")
        self.act(self.host.put(file, found))
        for one in found:
            self._bots[one.name] = WorldBot(self, one, self.host.speakers[one.name].actor)
            (self._raising.add if raises else self._raising.discard)(one.name)
        return self._bots[chosen.name]

    def room(self, name: str, *members: WorldUser | WorldBot, is_private: bool = False) -> WorldRoom:
        """Make a room. The first member owns it."""
        if not members or not isinstance(members[0], WorldUser):
            raise AssertionError("A room has an owner: give a person as its first member.")
        return self.act(self._make_room(name, members, is_private=is_private))

    @contextmanager
    def cut(self, user: WorldUser) -> Iterator[None]:
        """Cut somebody off: their pages and programs lose their connection, and come back at the end.

        ```python
        with world.cut(bob):
            alice.say("Did anybody see this?")
            assert bob.sees() == []
        assert bob.sees() == ["Did anybody see this?"]
        ```
        """
        self.run(user.cut())
        try:
            yield
        finally:
            self.run(user.come_back())

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Do this where the world is, and return what it returns."""
        return loop.run(work)

    def act(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Do the same, and wait until the bots have answered; raises what one of their functions raised."""
        result = loop.run(self._settled(work))
        failures, self._failures = self._failures, []
        if failures:
            raise failures[0]
        return result

    async def _settled(self, work: Coroutine[Any, Any, Result]) -> Result:
        result = await work
        await self.chat.transactions.effects.finished()
        return result

    @cached_property
    def api(self) -> httpx.ASGITransport:
        """The REST API, as programs meet it."""
        return api_of(self)

    async def rooms_of(self, actor: Actor) -> list[WorldRoom]:
        """Return the rooms that somebody is in, direct chats among them."""
        found = await self.chat.read(rooms.joined, actor=actor)
        return [self.room_of(one.uuid, one.name, actor) for one in found]

    def room_of(self, uuid: UUID, name: str, reader: Actor) -> WorldRoom:
        """Return a room by its uuid. ``reader``: who reads it for the test, if it is met for the first time."""
        return self._rooms.setdefault(uuid, WorldRoom(self, uuid, name, reader))

    def close(self) -> None:
        """End the world, and all that was in it."""
        self.run(self.chat.close())
        shutil.rmtree(self._place, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def _begin(self) -> Chat:
        chat = assemble(database.settings_in(self._place), now=self.clock)
        assert chat.bots is not None  # noqa: S101  (the settings say so)
        chat.bots.hear()
        chat.bots.owners.on_told = self._on_failure
        return chat

    def _on_failure(self, bot: str, error: BaseException) -> None:
        if bot in self._raising:
            self._failures.append(error)
        else:
            self._bots[bot].errors.append(error)

    def _bots_of(self, source: Bot | ModuleType | Path | str) -> tuple[str, Sequence[Bot]]:
        """Return a source's name and its bots."""
        if isinstance(source, Bot):
            return source.name, [source]
        if isinstance(source, ModuleType):
            return source.__name__, bots_of(source, source.__name__)
        path = (self._folder / source).resolve()
        return str(path), load_file(path)

    async def _make_room(self, name: str, members: Sequence[WorldUser | WorldBot], *, is_private: bool) -> WorldRoom:
        owner, others = members[0].actor, [one.actor.uuid for one in members[1:]]
        async with self.chat.transaction() as work:
            visibility = Visibility.PRIVATE if is_private else Visibility.PUBLIC
            uuid = await rooms.create(work, actor=owner, name=name, visibility=visibility)
            if others:
                await rooms.add(work, actor=owner, room_uuid=uuid, people=others)
        return self.room_of(uuid, name, owner)
