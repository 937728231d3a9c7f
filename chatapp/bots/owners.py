"""What a bot's owner is told, in a direct chat: errors with their traceback, each once in ten minutes."""

import hashlib
import time
from typing import Final
from uuid import UUID

import structlog

from chatapp import messages
from chatapp.bots import accounts
from chatapp.bots.bot import Bot
from chatapp.bots.running import story
from chatapp.bots.services import Services
from chatapp.errors import ChatError
from chatapp.identity import Actor

log = structlog.get_logger(__name__)

AGAIN: Final = 600  # seconds, after which the same is said again


class Owners:
    """Tells people in direct chats with bots."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def tell(self, bot: Bot, actor: Actor, what: str, error: BaseException) -> None:
        """Tell a bot's owner what failed, and where. The same on several processes is said once. Never raises."""
        async with self._services.database.reading() as session:
            owner = await accounts.owner_of(session, bot)
        told = str(error) if isinstance(error, ChatError) and error.__cause__ is None else story(error)
        key = hashlib.sha256(f"{bot.name} {what} {told} {int(time.time()) // AGAIN}".encode()).hexdigest()[:40]
        if owner is None:
            log.warning("nobody to tell of a bot's error", bot=bot.name)
            return
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
