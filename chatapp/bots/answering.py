"""Answering: what called a bot becomes a call of its function, and what that returns becomes a message.

What fails is told twice: one sentence to who asked, and the traceback to the bot's owner in a direct chat.
"""

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, NamedTuple
from uuid import UUID

import structlog

from chatapp.bots import accounts, registry
from chatapp.bots.answers import Answer, answer_of
from chatapp.bots.bot import Bot, Command, Handler
from chatapp.bots.buttons import arguments_of, called
from chatapp.bots.context import Click, Message, Person, Room
from chatapp.bots.owners import Owners
from chatapp.bots.refusals import BotError, UsageError
from chatapp.bots.running import Runner
from chatapp.bots.services import Services
from chatapp.bots.voice import BotVoice
from chatapp.errors import ChatError, NotFound, Unavailable
from chatapp.identity import Actor
from chatapp.messages import blocks
from chatapp.messages.blocks import ButtonsBlock, FormBlock, SelectBlock, TextBlock, interactions
from chatapp.messages.blocks.interactions import Taken
from chatapp.rooms import access

log = structlog.get_logger(__name__)

NAMED: Final = 50  # characters of a name that nobody has
RENEWED: Final = 20.0  # seconds, well within an interaction's lease
NO_MEMBER: Final = (
    "I'm not in that room, so I can't answer /{} there. Add me: open the room's people, and choose “Add people”."
)
NOT_THERE: Final = "I'm not in that room any more, so I've done nothing."
TOO_LATE: Final = "I couldn't do this in time. Ask me again."
FAILED: Final = "That didn't work. The owner of this bot has been told."


class Speaker(NamedTuple):
    """A bot that is loaded, its account, and what runs its functions."""

    bot: Bot
    actor: Actor
    runner: Runner


class Answering:
    """Calls functions of bots. ``speakers``: the bots by their names, as they are now."""

    def __init__(self, services: Services, speakers: dict[str, Speaker], known: registry.Registry) -> None:
        self._services, self._speakers, self._registry = services, speakers, known
        self.owners = Owners(services)
        self._loop = asyncio.get_running_loop()

    async def interaction(self, interaction_id: int) -> None:
        """Answer a press or a message, unless another process does. Never raises.

        If the database is away, it is left: whoever takes it next goes on, and what was posted is not posted again.
        """
        try:
            await self._interaction(interaction_id)
        except Unavailable as error:
            log.warning("a bot's call was cut off", interaction=interaction_id, error=str(error))

    async def _interaction(self, interaction_id: int) -> None:
        async with self._services.transactions.begin() as work:
            taken = await interactions.take(work, interaction_id)
        if taken is None:
            return
        async with self._renewed(taken.id):
            try:
                await (self._press(taken) if taken.action else self._message(taken))
            except Unavailable:
                raise
            except Exception:  # a fault of ours, and no reason to call the function again and again
                log.exception("a bot's call failed", interaction=taken.id)
        async with self._services.transactions.begin() as work:
            await interactions.finish(work, taken.id)

    async def call(self, speaker: Speaker, handler: Handler, room: Room, arguments: dict[str, Any]) -> Answer:
        """Call a function, and return what it returns as a message. Both happen away from the server.

        Raises:
            BotError: it failed, which its owner has been told; the sentence is for who asked.
            Unavailable: the database is away, or the server stops: it is to be called again later.
        """
        try:
            answer: Answer = await speaker.runner.run(
                handler, arguments, lambda returned: answer_of([returned], actions=speaker.bot.rules)
            )
        except Unavailable:
            raise
        except Exception as error:
            log.warning("a bot's function failed", bot=speaker.bot.name, function=handler.name, error=repr(error))
            await self.owners.tell(
                speaker.bot, speaker.actor, f"`{handler.name}` failed in {room.name or 'a chat'}", error
            )
            raise BotError(FAILED) from error
        return answer

    async def say(
        self, speaker: Speaker, voice: BotVoice, room: Room, answer: Answer, reply_to: int | None = None
    ) -> None:
        """Post an answer, if there is one. What can't be posted is told to the owner."""
        if answer.is_empty:
            return
        try:
            await voice.say(room, answer, reply_to=reply_to)
        except Unavailable:
            raise
        except (ChatError, OSError) as error:
            await self._refused(speaker, room, error)

    def voice(self, speaker: Speaker, key: str) -> BotVoice:
        """Return what a bot speaks with in one call."""
        return BotVoice(self._services, speaker.bot, speaker.actor, self._loop, key)

    async def _message(self, taken: Taken) -> None:
        for at, call in enumerate(self._registry.calls(taken.body)):
            speaker = self._speakers.get(call.handler.bot.name)
            if speaker is not None:
                await self._said(speaker, call, taken, f"bot.{taken.id}.{at}")

    async def _said(self, speaker: Speaker, call: registry.Call, taken: Taken, key: str) -> None:
        voice = self.voice(speaker, key)
        if not await self._is_in(speaker, taken.room_uuid):
            if isinstance(call.handler, Command):
                await self.owners.write(speaker.actor, taken.account_uuid, NO_MEMBER.format(call.handler.name), key)
            return
        room = Room(taken.room_uuid, taken.room_name, voice)
        message = Message(room, taken.number, taken.body, _person(taken))
        try:
            if taken.is_late:
                raise BotError(TOO_LATE)
            words = await self._with_people(registry.arguments(call))
            answer = await self.call(speaker, call.handler, room, {**words, **_given(call.handler, room, message)})
        except UsageError as error:
            if not isinstance(call.handler, Command):
                return  # nobody has asked
            answer = Answer(body=f"{error} Write it as `{call.handler.usage}`.")
        except BotError as error:
            if taken.is_late and not isinstance(call.handler, Command):
                return
            answer = Answer(body=str(error))
        await self.say(speaker, voice, room, answer, taken.number)

    async def _press(self, taken: Taken) -> None:
        speaker = next((one for one in self._speakers.values() if one.actor.account_id == taken.author_id), None)
        handler = speaker.bot.actions.get(called(taken.action)) if speaker is not None else None
        if speaker is None:
            return
        if not await self._is_in(speaker, taken.room_uuid):  # it was removed, or deactivated, since it posted this
            await self.owners.write(speaker.actor, taken.account_uuid, NOT_THERE, f"bot.{taken.id}")
            return
        voice = self.voice(speaker, f"bot.{taken.id}")
        room = Room(taken.room_uuid, taken.room_name, voice)
        own = Person(speaker.actor.username, speaker.actor.name, speaker.actor.uuid)
        message = Message(room, taken.number, taken.body, own)
        try:
            if taken.is_late:
                raise BotError(TOO_LATE)
            if handler is None:
                raise BotError("This bot doesn't do that any more.")
            if handler.only and not await self._moderates(taken):  # the message may be older than this rule
                raise BotError("Only moderators may do this.")
            click = Click(message, room, _person(taken), taken.values)
            words = await self._with_people(_pressed(handler, taken))
            answer = await self.call(speaker, handler, room, {**words, **_given(handler, room, message, click)})
        except (BotError, UsageError) as error:
            await self.say(speaker, voice, room, Answer(body=f"@{taken.username} {error}"), taken.number)
            return
        if answer.files:
            await self.say(speaker, voice, room, answer, taken.number)
        elif not answer.is_empty:
            await self._replace_actions(speaker, voice, message, taken.blocks, answer)

    async def _replace_actions(
        self, speaker: Speaker, voice: BotVoice, message: Message, stored: str, answer: Answer
    ) -> None:
        """Put an answer in the place of a message's buttons; its owner is told if it can't be."""
        shown = _without_actions(stored) + (answer.blocks or [TextBlock(text=answer.body)])
        try:
            await voice.change(message, "", shown)
        except NotFound:
            log.info("what was pressed is deleted", bot=speaker.bot.name)
        except Unavailable:
            raise
        except ChatError as error:
            await self._refused(speaker, message.room, error)

    async def _refused(self, speaker: Speaker, room: Room, error: Exception) -> None:
        what = f"an answer in {room.name or 'a chat'} was refused"
        await self.owners.tell(speaker.bot, speaker.actor, what, error)

    async def _moderates(self, taken: Taken) -> bool:
        async with self._services.database.reading() as session:
            return await accounts.moderates(session, taken.account_id, taken.room_uuid)

    async def _is_in(self, speaker: Speaker, room_uuid: UUID) -> bool:
        async with self._services.database.reading() as session:
            return await access.has_open_membership(session, actor=speaker.actor, room_uuid=room_uuid)

    async def _with_people(self, values: dict[str, Any]) -> dict[str, Any]:
        """Look up the people among values that were typed.

        Raises:
            UsageError: there is no such person.
        """
        found = dict(values)
        for name, value in values.items():
            if isinstance(value, Person):
                async with self._services.database.reading() as session:
                    account = await accounts.person(session, value.username)
                if account is None:
                    raise UsageError(f"{name}: there's no {str(value)[:NAMED]}.")
                found[name] = Person(account.username, account.name, account.uuid)
        return found

    @asynccontextmanager
    async def _renewed(self, interaction_id: int) -> Any:
        """Keep others from answering while this goes on."""

        async def renew() -> None:
            while True:
                await asyncio.sleep(RENEWED)
                with suppress(ChatError):
                    async with self._services.transactions.begin() as work:
                        await interactions.renew(work, [interaction_id])

        renewing = asyncio.create_task(renew(), name="a bot's call goes on")
        try:
            yield
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)


def _person(taken: Taken) -> Person:
    return Person(taken.username, taken.name, taken.account_uuid)


def _given(handler: Handler, room: Room, message: Message | None = None, click: Click | None = None) -> dict[str, Any]:
    """Return what the host gives to a function, by the types of its parameters."""
    things = {Room: room, Message: message, Click: click}
    return {name: things[kind] for name, kind in handler.signature.given.items()}


def _pressed(handler: Handler, taken: Taken) -> dict[str, Any]:
    """Return the arguments of a press: what the button carries, what was chosen, or the fields of the form by name."""
    if "." in taken.action:
        return handler.signature.from_values(arguments_of(taken.values.get("value", "")))
    return handler.signature.from_fields(taken.values, taken.values.get("value", ""))


def _without_actions(stored: str) -> list[Any]:
    return [one for one in blocks.read(stored) if not isinstance(one, ButtonsBlock | SelectBlock | FormBlock)]
