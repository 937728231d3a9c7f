"""Somebody in a world: what they write, press and see. All of it passes the same services as everybody's."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from chatapp import messages, rooms
from chatapp.client import Chat as Client
from chatapp.identity import Actor
from chatapp.messages.blocks import Action
from chatapp.testing.messages import WorldMessage, message_of, offered
from chatapp.testing.pages import Page
from chatapp.testing.rooms import WorldRoom
from chatapp.testing.scripts import ADDRESS, Transport

if TYPE_CHECKING:
    from chatapp.testing.world import World

File = tuple[str, bytes] | Path  # by its name and content, or where it is


class WorldUser:
    """A person. Where no room is given, it is `world.general`.

    What they may not do raises the errors of `chatapp.errors`, as everywhere; what a bot's function raises comes out
    of the call that caused it. Each call returns when the bots have answered.
    """

    def __init__(self, world: "World", actor: Actor) -> None:
        self.name, self.actor = actor.username, actor
        self.is_cut = False
        self._world = world
        self._pages: dict[UUID, Page] = {}

    def say(
        self, text: str, *files: File, room: WorldRoom | None = None, reply_to: WorldMessage | None = None
    ) -> WorldMessage:
        """Post a message, with files if there are any."""
        return self._world.act(self._say(text, files, room or self._world.general, reply_to))

    def press(self, label: str, on: WorldMessage | None = None) -> None:
        """Press a button: of a message, or of the newest one that has a button with this label."""
        self._press(label, on, {})

    def choose(self, label: str, value: str, on: WorldMessage | None = None) -> None:
        """Choose an option of a choice, by its value."""
        self._press(label, on, {"value": value})

    def fill_in(self, label: str, on: WorldMessage | None = None, **values: object) -> None:
        """Fill in a form, and send it."""
        self._press(label, on, {name: str(value) for name, value in values.items()})

    def edit(self, message: WorldMessage, text: str) -> None:
        """Give a message another text."""
        self._world.act(self._edit(message, text))

    def delete(self, message: WorldMessage) -> None:
        """Delete a message."""
        self._world.act(self._delete(message))

    def react(self, message: WorldMessage, emoji: str) -> None:
        """React to a message."""
        self._world.act(self._react(message, emoji))

    def join(self, room: WorldRoom) -> None:
        """Become a member of a public room."""
        self._world.act(self._join(room))

    def messages(self, room: WorldRoom | None = None) -> list[WorldMessage]:
        """Return what was said in a room, oldest first, as they may read it."""
        return self._world.run((room or self._world.general).read(self.actor))

    def sees(self, room: WorldRoom | None = None) -> list[str]:
        """Return the texts that their open page of a room shows; while they are cut off, those it had."""
        where = room or self._world.general
        page = self._world.run(self._page(where))
        return [message_of(where, one).text for one in page.shown]

    def client(self, *, patience: float = 5) -> Client:
        """Return `chatapp.client.Chat` for them, as a script has it, without a network."""
        token = self._world.run(self._world.chat.sessions.make_token(actor=self.actor, name="test")).token
        return Client(ADDRESS, token, patience=patience, transport=Transport(self._world, self))

    async def cut(self) -> None:
        """Lose the connections of their open pages, on the world's loop; see `World.cut`."""
        await self._page(self._world.general)
        self.is_cut = True
        for page in self._pages.values():
            await page.cut()

    async def come_back(self) -> None:
        """Open them again."""
        self.is_cut = False
        for page in self._pages.values():
            await page.open()

    async def _page(self, room: WorldRoom) -> Page:
        page = self._pages.setdefault(room.uuid, Page(self._world.chat, self.actor, room.uuid))
        if not self.is_cut:
            await page.open()
        return page

    async def _say(
        self, text: str, files: tuple[File, ...], room: WorldRoom, reply_to: WorldMessage | None
    ) -> WorldMessage:
        uploads = [await self._upload(room, one) for one in files]
        posted = await messages.post(
            self._world.chat.post_queue,
            actor=self.actor,
            room_uuid=room.uuid,
            body=text,
            client_message_id=str(uuid4()),
            reply_to=reply_to.number if reply_to else None,
            upload_uuids=uploads,
        )
        return message_of(room, posted.message)

    async def _upload(self, room: WorldRoom, file: File) -> UUID:
        name, content = (file.name, file.read_bytes()) if isinstance(file, Path) else file
        sent = self._world.chat.uploads
        view = await sent.begin(
            actor=self.actor, room_uuid=room.uuid, name=name, size=len(content), client_upload_id=str(uuid4())
        )
        if not view.is_ready:
            view = await sent.receive(actor=self.actor, upload_uuid=view.uuid, offset=0, chunks=_once(content))
        return view.uuid

    def _press(self, label: str, on: WorldMessage | None, values: dict[str, str]) -> None:
        message, action = self._offered(label, on)
        self._world.act(self._send_press(message, str(action.id), values))

    def _offered(self, label: str, on: WorldMessage | None) -> tuple[WorldMessage, Action]:
        """Return the newest message that offers something under a label, and what it offers."""
        shown = self._world.run(self._all_messages())
        if on is not None:
            shown = [one for one in shown if (one.room.uuid, one.number) == (on.room.uuid, on.number)]
        for message in reversed(shown):
            for action in offered(message.blocks):
                if action.label == label:
                    return message, action
        there = ", ".join(f"“{name}”" for one in shown for name in one.buttons)
        raise AssertionError(f"{self.name} sees no “{label}” to press. There is: {there or 'nothing'}.")

    async def _all_messages(self) -> list[WorldMessage]:
        found = list[WorldMessage]()
        for room in await self._world.rooms_of(self.actor):
            found += await room.read(self.actor)
        return found

    async def _send_press(self, message: WorldMessage, action: str, values: dict[str, str]) -> None:
        async with self._world.chat.transaction() as work:
            await messages.press(
                work,
                actor=self.actor,
                room_uuid=message.room.uuid,
                number=message.number,
                action=action,
                press_id=str(uuid4()),
                values=values,
            )

    async def _edit(self, message: WorldMessage, text: str) -> None:
        await messages.prepare_edit(self._world.chat.rendering_limit, self.actor, text)
        async with self._world.chat.transaction() as work:
            await messages.edit(work, actor=self.actor, room_uuid=message.room.uuid, number=message.number, body=text)

    async def _delete(self, message: WorldMessage) -> None:
        async with self._world.chat.transaction() as work:
            await messages.remove(work, actor=self.actor, room_uuid=message.room.uuid, number=message.number)

    async def _react(self, message: WorldMessage, emoji: str) -> None:
        async with self._world.chat.transaction() as work:
            await messages.react(
                work, actor=self.actor, room_uuid=message.room.uuid, number=message.number, emoji=emoji
            )

    async def _join(self, room: WorldRoom) -> None:
        async with self._world.chat.transaction() as work:
            await rooms.join(work, actor=self.actor, room_uuid=room.uuid)

    def __repr__(self) -> str:
        return f"<WorldUser {self.name!r}>"


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content
