"""The clocks of bots: what runs at a time of day runs once, on the process that leads, and says what it returns."""

import asyncio
import hashlib
from datetime import datetime
from typing import Final
from uuid import UUID

import structlog
from sqlmodel import col, select

from chatapp import rooms
from chatapp.bots.answering import Answering, Speaker
from chatapp.bots.bot import Timer
from chatapp.bots.context import Room
from chatapp.bots.refusals import BotError
from chatapp.bots.services import Services
from chatapp.errors import ChatError
from chatapp.rooms import access
from chatapp.text import fold
from models import Room as StoredRoom
from models.room import ROOMS
from models.utc_datetime import now

log = structlog.get_logger(__name__)

TICK: Final = 1.0  # seconds


class Clock:
    """Runs the timers of all bots while this process leads. A new version of a bot starts them again."""

    def __init__(self, services: Services, speakers: dict[str, Speaker], answering: Answering) -> None:
        self._services, self._speakers, self._answering = services, speakers, answering
        self._due: dict[Timer, datetime] = {}
        self._running: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Look every second, until cancelled."""
        while True:
            await asyncio.sleep(TICK)
            self.look(now())

    def look(self, at: datetime) -> None:
        """Begin what is due at this moment; while another process leads, nothing is."""
        if self._services.jobs.is_leader:
            self.begin_due(at)
        else:
            self._due = {}

    @property
    def next_due(self) -> datetime | None:
        """When the next timer is due of those that were there at the last look; None if there is none."""
        return min(self._due.values(), default=None)

    async def finished(self) -> None:
        """Wait until every timer that has begun has ended."""
        while self._running:
            await asyncio.wait(self._running)

    def begin_due(self, at: datetime) -> None:
        """Begin what is due at this moment. A timer that is seen for the first time is due later."""
        timers = [(one, timer) for one in self._speakers.values() for timer in one.bot.timers]
        self._due = {timer: self._due.get(timer) or timer.schedule.after(at) for _, timer in timers}
        for speaker, timer in timers:
            if (due := self._due[timer]) <= at:
                self._due[timer] = timer.schedule.after(at)
                task = asyncio.create_task(
                    self._fire(speaker, timer, due), name=f"bot {speaker.bot.name}: {timer.name}"
                )
                self._running.add(task)
                task.add_done_callback(self._running.discard)

    async def _fire(self, speaker: Speaker, timer: Timer, due: datetime) -> None:
        voice = self._answering.voice(speaker, _key(timer, due))
        try:
            room = Room(*await self._room(speaker, timer.room), voice)
            answer = await self._answering.call(speaker, timer, room, dict.fromkeys(timer.signature.given, room))
            await self._answering.say(speaker, voice, room, answer)
        except BotError as error:
            log.warning("a bot's timer failed", bot=speaker.bot.name, timer=timer.name, error=str(error))
        except ChatError as error:
            what = f"`{timer.name}` said nothing in {timer.room}"
            await self._answering.owners.tell(speaker.bot, speaker.actor, what, error)

    async def _room(self, speaker: Speaker, name: str) -> tuple[UUID, str]:
        """Return a room by its name. A public one the bot joins; a private one it has to be added to."""
        query = select(StoredRoom).where(
            StoredRoom.name_key == fold(name.removeprefix("#")), col(StoredRoom.closed_at).is_(None)
        )
        async with self._services.transactions.begin() as work:
            room = (await work.session.exec(query)).first()
            if room is None or room.visibility not in ROOMS:
                raise ChatError(f"There's no room called {name}.")
            if not await access.has_open_membership(work.session, actor=speaker.actor, room_uuid=room.uuid):
                await rooms.join(work, actor=speaker.actor, room_uuid=room.uuid)
            return room.uuid, room.name


def _key(timer: Timer, due: datetime) -> str:
    """Return the key of what a timer says at a time: the same on every process, another for each timer of a bot."""
    told = hashlib.sha256(f"{timer.name} {timer.room} {timer.schedule}".encode()).hexdigest()[:24]
    return f"bot.{told}.{due:%y%m%d%H%M%S}"
