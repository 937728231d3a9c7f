"""Bots for tests: files that are saved, asked and answered, in an assembled application."""

from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from uuid import UUID

from chatapp import messages, rooms
from chatapp.bootstrap import Chat
from chatapp.bots.host import BotHost
from chatapp.events import MessageView
from chatapp.identity import Actor
from chatapp.messages import Press, blocks
from chatapp.messages.blocks import Block
from tests.support.people.members import make_members
from tests.support.people.rooms import a_direct_room, a_room, say

ECHO = """
    from chatapp.bots import Bot

    bot = Bot("echo")

    @bot.command
    def echo(words: str):
        return {answer}
"""

HEAD = "import asyncio, threading, time\nfrom pathlib import Path\nfrom chatapp.bots import *\n\nbot = Bot('echo')\n\n"


@dataclass
class Workshop:
    """A Chatapp with bots. ``ann`` administers it, and is told of errors; ``ben`` is a member of ``room`` with ann."""

    chat: Chat
    ann: Actor
    ben: Actor
    room: UUID

    @property
    def host(self) -> BotHost:
        """What loads and answers."""
        assert self.chat.bots is not None
        return self.chat.bots

    @property
    def folder(self) -> Path:
        """Where the files of bots are."""
        return self.chat.settings.bots_dir

    def write(self, text: str, name: str = "echo") -> Path:
        """Write a bot's file, and tell nobody."""
        path = self.folder / f"{name}.py"
        path.write_text(dedent(text))
        return path

    async def save(self, text: str, name: str = "echo") -> None:
        """Write a bot's file, have it looked at, and make its bots members of the room."""
        self.write(text, name)
        await self.host.watcher.look()
        await self.let_in()

    async def let_in(self, room: UUID | None = None) -> None:
        """Make all bots members of a room."""
        there = room or self.room
        members = {one.author_uuid for one in await self.all_messages(there)} | await self._members(there)
        bots = [one.actor.uuid for one in self.host.speakers.values()]
        await make_members(self.chat, there, *(uuid for uuid in bots if uuid not in members))

    async def _members(self, room: UUID) -> set[UUID]:
        async with self.chat.reading() as session:
            page = await rooms.members(session, actor=self.ann, room_uuid=room)
        return {one.uuid for one in page.items}

    async def settled(self) -> None:
        """Wait until everything that was called has been answered."""
        await self.chat.transactions.effects.finished()

    async def ask(self, body: str, actor: Actor | None = None, room: UUID | None = None) -> list[MessageView]:
        """Post a message, and return what was posted after it once all that it calls has answered."""
        posted = await say(self.chat, actor or self.ben, room or self.room, body)
        await self.settled()
        return [one for one in await self.all_messages(room or self.room) if one.number > posted.message.number]

    async def answer(self, body: str) -> str:
        """Return the text of the one answer to a message."""
        [found] = await self.ask(body)
        return found.body

    async def press(self, number: int, action: str, actor: Actor | None = None, key: str = "k", **values: str) -> Press:
        """Press what a message offers, and wait until it is answered."""
        async with self.chat.transaction() as work:
            pressed = await messages.press(
                work,
                actor=actor or self.ben,
                room_uuid=self.room,
                number=number,
                action=action,
                press_id=key,
                values=values,
            )
        await self.settled()
        return pressed

    async def all_messages(self, room: UUID | None = None, actor: Actor | None = None) -> list[MessageView]:
        """Return what was said in a room, oldest first."""
        async with self.chat.reading() as session:
            page = await messages.read(session, actor=actor or self.ann, room_uuid=room or self.room)
        return list(page.messages)

    async def message(self, number: int) -> MessageView:
        """Return one message of the room, as it is now."""
        return next(one for one in await self.all_messages() if one.number == number)

    async def shown(self, number: int) -> tuple[Block, ...]:
        """Return the blocks of a message of the room, as they are now."""
        return blocks.read((await self.message(number)).blocks)

    async def told(self, bot: str = "echo", person: Actor | None = None) -> list[str]:
        """Return what a bot has told somebody in their direct chat: by default its owner."""
        who = person or self.ann
        room = await a_direct_room(self.chat, who, self.host.speakers[bot].actor)
        return [one.body for one in await self.all_messages(room, who)]


async def save(workshop: Workshop, *functions: str, name: str = "echo") -> None:
    """Save a bot with these functions, and let it into the room."""
    await workshop.save(HEAD.replace("echo", name) + "\n\n".join(functions), name)


def command(name: str, body: str, parameters: str = "") -> str:
    """Return the text of a command whose body is one line."""
    return f"@bot.command\ndef {name}({parameters}):\n    {body}"


async def open_workshop(chat: Chat, ann: Actor, ben: Actor) -> Workshop:
    """Open the bots of a Chatapp, and make a room for them."""
    assert chat.bots is not None
    await chat.bots.open()
    return Workshop(chat, ann, ben, await a_room(chat, ann, ben))
