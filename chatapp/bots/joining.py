"""Who joins a room is greeted by the bots in it that do that: once, on the process where it happened."""

import asyncio
from typing import Any, Final
from uuid import UUID

from sqlmodel import select

from chatapp.bots.answering import Answering, Speaker
from chatapp.bots.context import Person, Room
from chatapp.bots.refusals import BotError
from chatapp.bots.services import Services
from chatapp.events import MemberJoined
from chatapp.rooms import access
from models import Account
from models import Room as StoredRoom

TOGETHER: Final = 5.0  # seconds in which the same news comes twice: in the room, and to the person


class Joining:
    """Calls `@bot.joined` functions."""

    def __init__(self, services: Services, speakers: dict[str, Speaker], answering: Answering) -> None:
        self._services, self._speakers, self._answering = services, speakers, answering
        self._recent: set[tuple[UUID, int]] = set()

    async def on_joined(self, event: MemberJoined) -> None:
        """Greet somebody; bots greet no bots."""
        key = (event.room_uuid, event.account_id)
        if key in self._recent or not any(one.bot.joinings for one in self._speakers.values()):
            return
        self._recent.add(key)
        asyncio.get_running_loop().call_later(TOGETHER, self._recent.discard, key)
        async with self._services.database.reading() as session:
            account = await session.get(Account, event.account_id)
            room = (await session.exec(select(StoredRoom).where(StoredRoom.uuid == event.room_uuid))).first()
            there = [
                one
                for one in self._speakers.values()
                if await access.has_open_membership(session, actor=one.actor, room_uuid=event.room_uuid)
            ]
        if account is None or room is None or account.is_bot:
            return
        person = Person(account.username, account.name, account.uuid)
        for speaker in there:
            await self._greet(speaker, room, person, event.account_id)

    async def _greet(self, speaker: Speaker, stored: StoredRoom, person: Person, account_id: int) -> None:
        for at, handler in enumerate(speaker.bot.joinings):
            voice = self._answering.voice(speaker, f"bot.joined.{stored.id}.{stored.revision}.{account_id}.{at}")
            room = Room(stored.uuid, stored.name, voice)
            given: dict[str, Any] = dict.fromkeys(handler.signature.given, room)
            given |= {one.name: person for one in handler.signature.parameters if one.kind is Person}
            try:
                answer = await self._answering.call(speaker, handler, room, given)
            except BotError:
                continue  # its owner has been told
            await self._answering.say(speaker, voice, room, answer)
