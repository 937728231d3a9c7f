"""What a bot says and does, as its account: the same services as everybody's, with the same rights and limits."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog

from chatapp import messages
from chatapp.bots.answers import Answer, NewFile, answer_of
from chatapp.bots.bot import Bot
from chatapp.bots.buttons import Actions, Button
from chatapp.bots.context import Message, Person, Room
from chatapp.bots.progress import Progress
from chatapp.bots.refusals import BotError
from chatapp.bots.services import Services
from chatapp.errors import NotFound
from chatapp.identity import Actor
from chatapp.messages.blocks import Block, ProgressBlock
from chatapp.uploads.limits import PIECE

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class BotVoice:
    """One call's voice. ``key``: what the call is; what it posts has keys after it, so that it is posted once."""

    services: Services
    bot: Bot
    actor: Actor
    loop: asyncio.AbstractEventLoop
    key: str
    _posted: Any = field(default_factory=lambda: count(1))

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Do this on the server's loop: an awaitable on a bot's loop, else the result when it is there."""
        future = asyncio.run_coroutine_threadsafe(work, self.loop)
        try:
            asyncio.get_running_loop()
        except RuntimeError:  # a thread of a plain function
            return future.result()
        return asyncio.wrap_future(future)

    def post(
        self, room: Room, content: Sequence[Any], *, title: str, buttons: Sequence[Button], reply_to: int | None
    ) -> Any:
        """Post a message, made in the function's own thread: a large table or figure holds up nobody else."""
        answer = answer_of(content, title=title, buttons=buttons, actions=self._actions)
        return self.run(self.say(room, answer, reply_to=reply_to))

    async def say(self, room: Room, answer: Answer, *, reply_to: int | None = None) -> Message:
        """Post an answer; returns it when it is stored."""
        key = f"{self.key}.{next(self._posted)}"
        uploads = [await self._send(room.uuid, one, f"{key}/{at}") for at, one in enumerate(answer.files)]
        posted = await messages.post(
            self.services.post_queue,
            actor=self.actor,
            room_uuid=room.uuid,
            body=answer.body,
            client_message_id=key,
            reply_to=reply_to,
            upload_uuids=uploads,
            blocks=answer.blocks,
        )
        own = Person(self.actor.username, self.actor.name, self.actor.uuid)
        return Message(room, posted.message.number, posted.message.body, own)

    def edit(self, message: Message, content: Sequence[Any], *, title: str, buttons: Sequence[Button]) -> Any:
        """Give a message of the bot's another content, made in the function's own thread.

        Raises:
            BotError: there are files in it.
        """
        answer = answer_of(content, title=title, buttons=buttons, actions=self._actions)
        if answer.files:
            raise BotError("Files can't be added to a message that is there already. Post another one.")
        return self.run(self.change(message, answer.body, answer.blocks))

    async def react(self, message: Message, emoji: str) -> None:
        """React to a message."""
        async with self.services.transactions.begin() as work:
            await messages.react(
                work, actor=self.actor, room_uuid=message.room.uuid, number=message.number, emoji=emoji
            )

    def progress(self, room: Room, label: str, message: Message | None) -> Progress:
        """Return what shows how far something is, in a new message or in one of the bot's own."""
        shown: list[Message] = [message] if message is not None else []

        async def show(block: ProgressBlock) -> None:
            if not shown:
                shown.append(await self.say(room, Answer([block])))
                return
            try:
                await self.change(shown[0], "", [block])
            except NotFound:  # somebody has deleted it: what it tells of goes on
                log.info("a bot's progress has no message any more", bot=self.bot.name)

        return Progress(label, show, self.loop, self.run)

    @property
    def _actions(self) -> Actions:
        return self.bot.rules

    async def change(self, message: Message, body: str, blocks: Sequence[Block]) -> None:
        """Give a message of the bot's another text or other blocks."""
        await messages.prepare_edit(self.services.rendering_limit, self.actor, body, blocks)
        async with self.services.transactions.begin() as work:
            await messages.edit(
                work, actor=self.actor, room_uuid=message.room.uuid, number=message.number, body=body, blocks=blocks
            )

    async def _send(self, room_uuid: UUID, file: NewFile, key: str) -> UUID:
        """Send a file in pieces, from where it was cut off the last time."""
        size = len(file.content) if isinstance(file.content, bytes) else file.content.stat().st_size
        uploads = self.services.uploads
        view = await uploads.begin(
            actor=self.actor, room_uuid=room_uuid, name=file.name, size=size, client_upload_id=key[-64:]
        )
        while not view.is_ready:
            piece = await asyncio.to_thread(_piece, file.content, view.received)
            view = await uploads.receive(
                actor=self.actor, upload_uuid=view.uuid, offset=view.received, chunks=_once(piece)
            )
        return view.uuid


def _piece(content: bytes | Path, offset: int) -> bytes:
    if isinstance(content, bytes):
        return content[offset : offset + PIECE]
    with content.open("rb") as file:
        file.seek(offset)
        return file.read(PIECE)


async def _once(piece: bytes) -> AsyncIterator[bytes]:
    yield piece
