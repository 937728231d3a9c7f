"""What people read as it comes, noted as one number for all who look at a room, not one for each of them."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from chatapp.messages.read_state.storing_read_marks import Mark, Marks

NONE: Final[Marks] = {}


class LiveMarks:
    """By room: who has read as it came, and the number of the newest message that they have read."""

    def __init__(self) -> None:
        self._rooms: dict[UUID, tuple[frozenset[int], int]] = {}

    def __bool__(self) -> bool:
        return bool(self._rooms)

    def put(self, room_uuid: UUID, accounts: frozenset[int], number: int) -> Marks:
        """Note what these people have read; returns what was noted of the room for other people than these."""
        before, _ = self._rooms.get(room_uuid, (accounts, 0))
        others = NONE if before is accounts or before == accounts else self.split(room_uuid)
        self._rooms[room_uuid] = (accounts, number)
        return others

    def number(self, account_id: int, room_uuid: UUID) -> int:
        """Return the number that is noted for this person, or 0."""
        accounts, number = self._rooms.get(room_uuid, (frozenset(), 0))
        return number if account_id in accounts else 0

    def accounts(self, room_uuid: UUID) -> frozenset[int]:
        """Return of whom a number is noted of this room."""
        return self._rooms.get(room_uuid, (frozenset[int](), 0))[0]

    def split(self, room_uuid: UUID) -> Mapping[tuple[int, UUID], Mark]:
        """Take out what is noted of a room, for each person."""
        accounts, number = self._rooms.pop(room_uuid, (frozenset[int](), 0))
        return {(account_id, room_uuid): Mark(number) for account_id in accounts}

    def take(self) -> Marks:
        """Take out everything, for each person."""
        taken = dict[tuple[int, UUID], Mark]()
        for room_uuid in list(self._rooms):
            taken |= self.split(room_uuid)
        return taken
