"""What a bot's function is given: the room, the message, who pressed. Each says what it does in the bot's own name.

What waits is awaited in `async` functions; in others, which run in a thread, it simply returns when it is done.
"""

from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from chatapp.bots.buttons import Button
from chatapp.bots.progress import Progress


class Voice(Protocol):
    """What a bot can do in one call: the host's side of `Room`, `Message` and `Click`."""

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Do this where the server runs: an awaitable in an `async` function, else the result."""

    def post(
        self, room: "Room", content: Sequence[Any], *, title: str, buttons: Sequence[Button], reply_to: int | None
    ) -> Any:
        """Post a message; what comes of it is the message, when it is stored. What it shows is made here and now."""

    def edit(self, message: "Message", content: Sequence[Any], *, title: str, buttons: Sequence[Button]) -> Any:
        """Give a message of the bot's another content, made here and now."""

    async def react(self, message: "Message", emoji: str) -> None:
        """React to a message."""

    def progress(self, room: "Room", label: str, message: "Message | None") -> Progress:
        """Return what shows how far something is."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody. In a command's parameters: written as `@ada`."""

    username: str
    name: str = ""
    uuid: UUID | None = None
    is_moderator: bool = False

    @classmethod
    def named(cls, word: str) -> "Person":
        """Return who is meant by `@ada`, not looked up yet; raises ValueError if that can be nobody's username."""
        username = word.removeprefix("@")
        if not username or any(map(str.isspace, username)):
            raise ValueError(word)
        return cls(username)

    def __str__(self) -> str:
        return f"@{self.username}"


@dataclass(frozen=True, slots=True)
class Room:
    """The room something happens in."""

    uuid: UUID
    name: str
    voice: Voice

    def post(self, *content: Any, title: str = "", buttons: Sequence[Button] = (), reply_to: int | None = None) -> Any:
        """Post a message: texts, tables, data frames, figures, pictures, files, blocks; returns it."""
        return self.voice.post(self, content, title=title, buttons=buttons, reply_to=reply_to)

    def progress(self, label: str) -> Progress:
        """Show how far something is, in one message: `with room.progress("ETL") as bar: bar(0.4)`."""
        return self.voice.progress(self, label, None)


@dataclass(frozen=True, slots=True)
class Message:
    """A message. ``person``: who wrote it."""

    room: Room
    number: int
    body: str
    person: Person

    def reply(self, *content: Any, title: str = "", buttons: Sequence[Button] = ()) -> Any:
        """Answer it, as `Room.post` does."""
        return self.room.post(*content, title=title, buttons=buttons, reply_to=self.number)

    def edit(self, *content: Any, title: str = "", buttons: Sequence[Button] = ()) -> Any:
        """Give a message of the bot's own another content: what it had, and its buttons, are gone."""
        return self.room.voice.edit(self, content, title=title, buttons=buttons)

    def react(self, emoji: str) -> Any:
        """React to it."""
        return self.room.voice.run(self.room.voice.react(self, emoji))

    def progress(self, label: str) -> Progress:
        """Show in this message of the bot's own how far something is: its buttons are gone then."""
        return self.room.voice.progress(self.room, label, self)


@dataclass(frozen=True, slots=True)
class Click:
    """A press of a button, a choice or a form. ``values``: what was chosen or filled in."""

    message: Message
    room: Room
    person: Person
    values: Mapping[str, str]
