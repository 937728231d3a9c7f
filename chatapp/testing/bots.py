"""A bot in a world, and what it has said."""

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, bindparam
from sqlmodel import col

from chatapp.bots import Bot
from chatapp.events import MessageView
from chatapp.identity import Actor
from chatapp.messages.message_rows import select_messages, view_of
from chatapp.storage.snapshot import Snapshot
from chatapp.testing.messages import WorldMessage, message_of
from models import Message

if TYPE_CHECKING:
    from chatapp.testing.world import World


class WorldBot:
    """A bot that answers in a world: `world.bot("bots/deploy.py")`.

    ``errors``: what its functions raised, if the bot was made with ``raises=False``.
    """

    def __init__(self, world: "World", bot: Bot, actor: Actor) -> None:
        self.name, self.actor = bot.name, actor
        self.errors: list[BaseException] = []
        self._world = world

    @property
    def answers(self) -> list[WorldMessage]:
        """All that it has said, in whatever room, as it is now, oldest first."""
        return self._world.run(self._answers())

    @property
    def last(self) -> WorldMessage:
        """What it said last, in whatever room. Raises AssertionError if it has said nothing."""
        if not (said := self.answers):
            raise AssertionError(f"{self.name} has said nothing.")
        return said[-1]

    @property
    def last_answer(self) -> str:
        """The text of what it said last; empty if it has said nothing."""
        said = self.answers
        return said[-1].text if said else ""

    async def _answers(self) -> list[WorldMessage]:
        views = await self._world.chat.read(_written_by, self.actor.account_id)
        return [message_of(self._world.room_of(one.room_uuid, "", self.actor), one) for one in views if one.is_text]

    def __repr__(self) -> str:
        return f"<WorldBot {self.name!r}>"


def _written_by(snapshot: Snapshot, account_id: int) -> list[MessageView]:
    return [view_of(row) for row in snapshot.connection.execute(_select_written(), {"author": account_id})]


@cache
def _select_written() -> Select[Any]:
    return select_messages().where(col(Message.author_id) == bindparam("author")).order_by(col(Message.id))
