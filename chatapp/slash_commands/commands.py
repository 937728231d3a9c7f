"""Which commands work in a room, and doing what one asks for: Chatapp's own, then those of its bots."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatapp import rooms
from chatapp.authentication.change_limit import ChangeLimit
from chatapp.bots import accounts
from chatapp.bots.context import Person
from chatapp.bots.host import BotHost
from chatapp.bots.refusals import UsageError
from chatapp.bots.registry import named
from chatapp.errors import Invalid
from chatapp.identity import Actor
from chatapp.messages import SentDraft, drafts
from chatapp.messages.markup.action_lines import MARK
from chatapp.slash_commands.asking import Asked, Outcome, UnknownCommand
from chatapp.slash_commands.built_in import COMMANDS, Answered, OwnCommand, Said
from chatapp.slash_commands.completion import Typed, typed
from chatapp.slash_commands.entries import Entry
from chatapp.storage.database import Database
from chatapp.storage.unit_of_work import Transactions
from models import Membership, Room

WITH_FILES: Final = "Files can't go with this command. Remove them, or send them in a message of their own."


@dataclass(frozen=True, kw_only=True)
class Commands:
    """The commands of this process. ``bots``: None if they are off; Chatapp's own commands are there all the same."""

    database: Database
    transactions: Transactions
    change_limit: ChangeLimit
    bots: BotHost | None
    now: Callable[[], datetime]

    async def entries(self, *, actor: Actor, room_uuid: UUID) -> list[Entry]:
        """Return the commands that work in a room, as its member may use them: Chatapp's own first, each by name.

        Raises:
            NotFound: there is no such room, or the actor may not see it.
            Forbidden: the actor is not a member, or the room is closed.
        """
        async with self.database.reading() as session:
            await rooms.require_membership(session, actor=actor, room_uuid=room_uuid)
            room = await rooms.get(session, actor=actor, room_uuid=room_uuid)
            own = [one.entry for _, one in sorted(COMMANDS.items()) if one.works(room)]
            return own + await self._of_bots(session, room_uuid)

    async def typed(self, *, actor: Actor, room_uuid: UUID, before: str, after: str = "") -> Typed:
        """Return what a text that begins with "/" may become. ``before``, ``after``: the caret. Raises as `entries`."""
        return typed(await self.entries(actor=actor, room_uuid=room_uuid), before, after)

    async def run(
        self, *, actor: Actor, room_uuid: UUID, text: str, has_files: bool = False, draft: SentDraft | None = None
    ) -> Outcome:
        """Do what a text asks for that somebody has typed: what is no command, and a bot's, is a message as it stands.

        ``draft``: which draft it came from, if that is known; it is over then.

        Raises:
            UnknownCommand: it is written as a command, and there is none of that name here.
            Invalid: what follows the command's name is wrong; says how it is written.
            NotFound, Forbidden, Conflict, RateLimited: as the services say.
        """
        called = named(text)
        if called is None:
            return Outcome(body=text)
        name, rest = called
        known = {one.name: one for one in await self.entries(actor=actor, room_uuid=room_uuid)}
        if (own := COMMANDS.get(name)) is not None:
            entry = own.entry
        elif name in known:
            entry = known[name]
        else:
            raise UnknownCommand(name)
        try:
            arguments = entry.signature.from_text(rest)
            await self._require_people(arguments)
            if own is None:
                return Outcome(body=text)
            if has_files and not own.is_said:
                raise Invalid({"command": WITH_FILES})
            answered = await self._answered(own, arguments, actor, room_uuid)
        except UsageError as error:
            raise Invalid({"command": f"{error} Write it as “{entry.usage}”."}) from None
        if isinstance(answered, Said):
            return Outcome(body=answered.body)
        async with self.transactions.begin() as work:  # a message would have ended it
            await drafts.end(work, actor=actor, room_uuid=room_uuid, text=text, sent=draft)
        return Outcome(answer=answered)

    async def _answered(self, own: OwnCommand, arguments: dict[str, Any], actor: Actor, room_uuid: UUID) -> Answered:
        entries = partial(self.entries, actor=actor, room_uuid=room_uuid)
        asked = Asked(self.database, self.transactions, self.change_limit, actor, room_uuid, entries, self.now)
        given = dict.fromkeys(own.entry.signature.given, asked)
        answered: Answered = await own.entry.signature.call({**arguments, **given})
        return answered

    async def _of_bots(self, session: AsyncSession, room_uuid: UUID) -> list[Entry]:
        if self.bots is None or not self.bots.speakers:
            return []
        ids = {speaker.actor.account_id: name for name, speaker in self.bots.speakers.items()}
        there = await session.exec(
            select(Membership.account_id)
            .join(Room, col(Room.home_id) == Membership.room_id)
            .where(Room.uuid == room_uuid, col(Membership.account_id).in_(list(ids)))
        )
        names = {ids[account_id] for account_id in there.all()}
        commands = sorted(self.bots.registry.commands.items())
        return [Entry(name, one.about, one.signature, one.bot.name) for name, one in commands if one.bot.name in names]

    async def _require_people(self, arguments: dict[str, Any]) -> None:
        """Refuse the names of people who aren't there.

        Raises:
            UsageError: there is no such person.
        """
        people = [one for value in arguments.values() for one in (value if isinstance(value, tuple) else (value,))]
        for person in people:
            if isinstance(person, Person):
                async with self.database.reading() as session:
                    if await accounts.person(session, person.username) is None:
                        raise UsageError(f"There's no {person}.")


def require_message(text: str) -> None:
    """Refuse a text that would be done, and not posted as it stands: it can't be sent later.

    Raises:
        Invalid: it is one of Chatapp's own commands.
    """
    called = named(text)
    if called is not None and called[0] in COMMANDS and not text.startswith(MARK):
        raise Invalid({"body": f"/{called[0]} can't be sent later."})
