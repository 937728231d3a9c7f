"""What a search finds, as pages and programs see it.

```python
page = await chat.search.find(actor=actor, query="invoice in:design", order=Order.NEWEST, cursor="", limit=20)
names = await chat.search.names(actor=actor, words="inv", limit=5)
around = await chat.search.around(actor=actor, hits=page.hits)
```

`find` raises `WrongQuery` (an `Invalid`) for an operator that means nothing, and `RateLimited`.
`chat.search.check(text)` returns the problems of a query by itself, without looking for anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from chatapp.accounts.directory import PersonView
from chatapp.errors import Invalid
from chatapp.events import MessageView
from chatapp.messages.previews import MessagePreview
from chatapp.rooms import RoomView

PAGE: Final = 20  # hits
AT_MOST: Final = 500  # for programs that take all there is: a page costs as much as 50 of its hits


class Order(StrEnum):
    """In which order messages are found."""

    NEWEST = "newest"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class Place:
    """Characters of a text, as Python counts them: from the first up to, and without, ``end``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Problem:
    """An operator that means nothing, or a term too short: where it stands in the query, and a sentence about it."""

    place: Place
    sentence: str


class WrongQuery(Invalid):
    """A query has parts that mean nothing. ``problems``: each with its place, in their order."""

    def __init__(self, problems: Sequence[Problem], field_name: str = "q") -> None:
        super().__init__({field_name: " ".join(problem.sentence for problem in problems)})
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that was found, and the room it is in. ``marks``: what was looked for, in `message.body`.

    ``file_marks``: the same in the names of its files, one after the other.
    """

    message: MessageView
    room: RoomView
    marks: tuple[Place, ...]
    file_marks: tuple[tuple[Place, ...], ...] = ()

    @property
    def key(self) -> tuple[UUID, int]:
        """What tells hits apart, and leads to the message: its room and number."""
        return self.message.room_uuid, self.message.number


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Hits in order. ``cursor``: pass it on for those that follow; "" at the end.

    ``is_complete``: whether all messages up to the last hit were looked at, and, without a cursor, all there are. If
    not, ``note`` is a sentence that says why: the index is still being made, or there were too many messages to look at
    within one question, and the cursor goes on. A page may then have fewer hits than asked for, or none.
    """

    hits: tuple[Hit, ...]
    cursor: str
    is_complete: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """Up to two messages before a hit and two after it, in their order."""

    before: tuple[MessagePreview, ...] = ()
    after: tuple[MessagePreview, ...] = ()


@dataclass(frozen=True, slots=True)
class FileView:
    """A file on a message that the person may read."""

    uuid: UUID
    name: str
    media_type: str
    size: int
    room_uuid: UUID
    number: int
    author_name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Names:
    """Rooms, people and files whose names hold all words of a query; what begins with them comes first.

    ``rooms``: those the person may see, direct chats by the names of the others.
    """

    rooms: tuple[RoomView, ...] = field(default=())
    people: tuple[PersonView, ...] = field(default=())
    files: tuple[FileView, ...] = field(default=())
