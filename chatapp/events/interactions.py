"""What people did that programs answer."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ActionPressed:
    """Somebody has pressed what a message's blocks offer; told to its author alone. ``press``: the id of its row."""

    room_uuid: UUID
    number: int
    author_id: int
    press: int


@dataclass(frozen=True, slots=True)
class BotsCalled:
    """A message that calls bots was posted at this process. ``interaction``: the id of its row."""

    room_uuid: UUID
    number: int
    interaction: int
