"""A room of a world."""

from typing import TYPE_CHECKING
from uuid import UUID

from chatapp import messages
from chatapp.identity import Actor
from chatapp.testing.messages import WorldMessage, message_of

if TYPE_CHECKING:
    from chatapp.testing.world import World


class WorldRoom:
    """A room: `world.general`, or `world.room("ops", alice, bob, bot)`."""

    def __init__(self, world: "World", uuid: UUID, name: str, owner: Actor) -> None:
        self.uuid, self.name = uuid, name
        self._world, self._owner = world, owner

    @property
    def messages(self) -> list[WorldMessage]:
        """What was said here, as its owner sees it, oldest first: the last 200."""
        return self._world.run(self.read(self._owner))

    async def read(self, actor: Actor) -> list[WorldMessage]:
        """Return the same as somebody else sees it, on the world's loop. Raises as `messages.read`."""
        async with self._world.chat.reading() as session:
            page = await messages.read(session, actor=actor, room_uuid=self.uuid, limit=200)
        return [message_of(self, one) for one in page.messages if one.is_text]

    def __repr__(self) -> str:
        return f"<WorldRoom {self.name!r}>"
