"""The ids of the elements that all pages of a room show."""

from collections.abc import Iterator
from itertools import count
from typing import ClassVar
from weakref import WeakValueDictionary

CHUNK_SIZE = 50  # messages
ROOM_BITS, CHUNK_BIT = 32, 31  # an id: the room's turn, whether it is a chunk, its number
TURNS = 1 << 53 - ROOM_BITS  # a browser's JSON keeps whole numbers below 2**53 apart


class ElementIds:
    """The ids of one room's elements, which no other room's have as long as any page shows them.

    Turns come round again, each after all the others: by then no page is still to be told that the former are gone.
    """

    _used: ClassVar["WeakValueDictionary[int, ElementIds]"] = WeakValueDictionary()

    def __init__(self, turns: Iterator[int] = count(1)) -> None:  # noqa: B008 - all rooms take turns
        turn = next(turn for number in turns if (turn := number % TURNS) and turn not in self._used)
        self._used[turn] = self
        self._base = turn << ROOM_BITS

    def chunk(self, index: int) -> int:
        """Return the id of a chunk's element."""
        return self._base | (1 << CHUNK_BIT) | index

    def row(self, number: int) -> int:
        """Return the id of a message's own element."""
        return self._base | number

    def rows(self, index: int) -> range:
        """Return the ids of a chunk's rows."""
        first = self._base | (index * CHUNK_SIZE + 1)
        return range(first, first + CHUNK_SIZE)

    def is_chunk(self, identifier: int) -> bool:
        """Say whether an element is a chunk."""
        return bool(identifier >> CHUNK_BIT & 1)

    def chunk_index(self, identifier: int) -> int | None:
        """Return which chunk of this room an element is; None if it is something else."""
        index = identifier & ((1 << CHUNK_BIT) - 1)
        return index if identifier == self.chunk(index) else None
