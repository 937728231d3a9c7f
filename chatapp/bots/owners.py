"""What a bot's owner is told, in a direct chat: errors with their traceback, each once in ten minutes."""

import hashlib
import time
from collections.abc import Callable
from typing import Final
from uuid import UUID

import structlog

from chatapp import messages
from chatapp.bots import accounts
from chatapp.bots.bot import Bot
from chatapp.bots.running import story
from chatapp.bots.services import Services
from chatapp.callbacks import ignore
from chatapp.content.terminal_text import readable
from chatapp.errors import ChatError
from chatapp.identity import Actor

log = structlog.get_logger(__name__)

STORY: Final = 3_000  # characters
AGAIN: Final = 600  # seconds, after which the same is said again


class Owners:
    """Tells people in direct chats with bots. ``on_told``: hears of it as well, with the bot's name and the error."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.on_told: Callable[[str, BaseException], None] = ignore

    async def tell(self, bot: Bot, actor: Actor, what: str, error: BaseException) -> None:
        """Tell a bot's owner what failed, and where. The same on several processes is said once. Never raises."""
        self.on_told(bot.name, error)
        try:
            async with self._services.database.reading() as session:
                owner = await accounts.owner_of(session, bot)
        except ChatError as away:
            log.warning("a bot's owner can't be told", bot=bot.name, error=str(away))
            return
        is_sentence = isinstance(error, ChatError) and error.__cause__ is None
        told = readable(str(error) if is_sentence else story(error))[-STORY:]
        if owner is None:
            log.warning("nobody to tell of a bot's error", bot=bot.name)
            return
        once = f"{bot.name} {owner.uuid} {what} {told} {int(time.time()) // AGAIN}"
        key = hashlib.sha256(once.encode("utf-8", "replace")).hexdigest()[:40]
        fence = "`" * 4
        await self.write(actor, owner.uuid, f"{what[:1].upper()}{what[1:]}.\n{fence}\n{told}\n{fence}", f"told.{key}")

    async def write(self, actor: Actor, person: UUID, body: str, key: str) -> None:
        """Write to somebody in a direct chat with the bot. Never raises."""
        try:
            room = await self._services.direct_chats.open(actor=actor, people=[person])
            await messages.post(
                self._services.post_queue, actor=actor, room_uuid=room, body=body, client_message_id=key
            )
        except ChatError as error:
            log.warning("a bot's word was refused", bot=actor.username, error=str(error))
