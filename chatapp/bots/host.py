"""The host of bots: loads their files, and hears what calls them. Off unless `CHATAPP_BOTS=1`: bots are trusted code.

A file that is saved is a bot at once; one that is broken changes nothing, and its owner is told.
"""

import asyncio
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Final

import structlog

from chatapp.bots import accounts, joining, loading
from chatapp.bots.answering import Answering, Speaker
from chatapp.bots.bot import Bot
from chatapp.bots.clock import Clock
from chatapp.bots.owners import Owners
from chatapp.bots.refusals import BotError
from chatapp.bots.registry import Registry
from chatapp.bots.running import Runner, in_thread, interrupt
from chatapp.bots.services import Services
from chatapp.bots.watching import Watcher
from chatapp.errors import ChatError, Unavailable
from chatapp.events import ActionPressed, BotsCalled, MemberJoined
from chatapp.messages.blocks import interactions

log = structlog.get_logger(__name__)

LOADING: Final = 10.0  # seconds that running a file may take
SWITCH: Final = 0.0005  # seconds that a thread may compute while another waits: Python's 5 ms make all others late
SWEEP: Final = 10.0  # seconds between two looks for what a process has left


class BotHost:
    """The bots of this process."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.registry = Registry()
        self.speakers: dict[str, Speaker] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._calls_left: set[asyncio.Task[None]] = set()
        self._changing = asyncio.Lock()
        self._is_set_up = False

    def hear(self) -> None:
        """Hear what calls bots from now on; there are none yet."""
        self._answering = Answering(self._services, self.speakers, self.registry)
        self._joining = joining.Joining(self._services, self.speakers, self._answering)
        self._services.post_queue.calls_bots = lambda body: bool(self.registry.calls(body))
        transactions = self._services.transactions
        transactions.react(BotsCalled, self._on_called)
        transactions.react(ActionPressed, self._on_pressed)
        transactions.react(MemberJoined, self._joining.on_joined)
        self.clock = Clock(self._services, self.speakers, self._answering)

    @property
    def owners(self) -> Owners:
        """Who is told of what fails."""
        return self._answering.owners

    async def open(self) -> None:
        """Load all bots, and go on with every file that is saved."""
        self._services.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.hear()
        sys.setswitchinterval(SWITCH)
        self.watcher = Watcher(self._services.folder, self.load, self.forget)
        await self.watcher.look()
        works = {
            "bots of packages": self._load_entry_points(),
            "bots are watched": self.watcher.run(),
            "bots have clocks": self.clock.run(),
            "bots' calls": self._sweep(),
        }
        self._tasks = [asyncio.create_task(work, name=name) for name, work in works.items()]

    async def close(self) -> None:
        """Hear nothing more."""
        for task in (tasks := [*self._tasks, *self._calls_left]):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        runners = [one.runner for one in self.speakers.values()]
        for runner in runners:
            runner.close()
        await asyncio.gather(*(asyncio.to_thread(runner.join) for runner in runners))

    async def load(self, path: Path) -> bool:
        """Take a file's bots in place of those it had; a broken file changes nothing. Says whether that is decided."""
        try:
            await self._require_set_up()
            bots = await _in_time(path.name, lambda: loading.load_file(path))
            await self.put(str(path), bots)
        except Unavailable:
            return False
        except (Exception, SystemExit) as error:
            await self._refuse(path, error)
        else:
            log.info("bots loaded", file=path.name, bots=[bot.name for bot in bots])
        return True

    async def forget(self, path: Path) -> None:
        """Stop the bots of a file that is gone."""
        async with self._changing:
            for bot in self.registry.files.get(str(path), ()):
                if (speaker := self.speakers.pop(bot.name, None)) is not None:
                    speaker.runner.retire()
            self.registry.remove(str(path))
        log.info("bots removed", file=path.name)

    async def _load_entry_points(self) -> None:
        left = loading.entry_points_of_bots()
        while left := [one for one in left if not await self._load_entry_point(one)]:  # noqa: ASYNC110  (no event tells)
            await asyncio.sleep(SWEEP)

    async def _load_entry_point(self, point: EntryPoint) -> bool:
        """Take an installed package's bots in; says whether that is decided."""
        try:
            await self._require_set_up()
            bots = await _in_time(point.name, lambda: loading.load(point))
            await self.put(f"{point.name} ({point.value})", bots)
        except Unavailable:
            return False
        except (Exception, SystemExit) as error:
            log.warning("bots of a package can't be loaded", package=point.value, error=repr(error))
        return True

    async def _require_set_up(self) -> None:
        if not self._is_set_up:
            async with self._services.database.reading() as session:
                await accounts.require_set_up(session)
            self._is_set_up = True

    async def put(self, file: str, bots: Sequence[Bot]) -> None:
        """Take a file's bots in, in place of those it had: their accounts first, then all at once.

        Raises:
            BotError: another file's bot has this name or command, or a person has.
        """
        async with self._changing:
            self.registry.check(file, bots)
            actors = {bot.name: await accounts.find_or_make(self._services.transactions, bot) for bot in bots}
            before = {bot.name for bot in self.registry.files.get(file, ())}
            self.registry.put(file, bots)
            for name in before:
                self.speakers.pop(name).runner.retire()
            for bot in bots:
                self.speakers[bot.name] = Speaker(bot, actors[bot.name], Runner(bot.name))

    async def _refuse(self, path: Path, error: BaseException) -> None:
        log.warning("a bot's file was not taken", file=path.name, error=f"{type(error).__name__}: {error}"[:500])
        for bot in self.registry.files.get(str(path), ())[:1]:
            await self.owners.tell(
                bot,
                self.speakers[bot.name].actor,
                f"the file {path.name} can't be loaded; the bot goes on as it was",
                error,
            )

    async def _on_called(self, event: BotsCalled) -> None:
        await self._answering.interaction(event.interaction)

    async def _on_pressed(self, event: ActionPressed) -> None:
        if any(one.actor.account_id == event.author_id for one in self.speakers.values()):
            await self._answering.interaction(event.press)

    async def _sweep(self) -> None:
        """Answer what a process has left that ended meanwhile; the leader does that."""
        while True:
            await asyncio.sleep(SWEEP)
            if not self._services.jobs.is_leader:
                continue
            try:
                async with self._services.database.reading() as session:
                    found = await interactions.left(session, [one.actor.account_id for one in self.speakers.values()])
                for one in found:  # without waiting: a function may take a day
                    self._calls_left.add(task := asyncio.create_task(self._answering.interaction(one)))
                    task.add_done_callback(self._calls_left.discard)
            except ChatError as error:
                log.warning("what bots were left to answer can't be read", error=str(error))


async def _in_time(name: str, load: Callable[[], list[Bot]]) -> list[Bot]:
    """Return what a file or a package has; raises what it raises, and BotError if it never ends."""
    future, thread = in_thread(name, load)
    try:
        async with asyncio.timeout(LOADING):
            found: list[Bot] = await asyncio.wrap_future(future)
    except TimeoutError:
        interrupt(thread)
        raise BotError(f"{name} didn't come to its end within {LOADING:g} seconds.") from None
    return found
