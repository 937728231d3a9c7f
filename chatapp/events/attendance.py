"""What processes tell each other of who is there."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AttendanceChanged:
    """On a process, what a person's pages show is another state, or one came into a room or left it.

    ``version``: counts the process's changes, one by one. ``state``: if that changed. ``room_uuid``: otherwise.
    """

    process: str
    version: int
    account_uuid: UUID
    state: str | None = None
    room_uuid: UUID | None = None
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class AttendanceReported:
    """Everybody on a process, as of ``version``: states and open rooms. ``is_leave``: this was its last event."""

    process: str
    version: int
    states: dict[UUID, str]
    rooms: dict[UUID, list[UUID]]
    is_leave: bool = False


@dataclass(frozen=True, slots=True)
class AttendanceConfirmed:
    """A process is alive, and its people are still those of ``version``."""

    process: str
    version: int


@dataclass(frozen=True, slots=True)
class AttendanceRequested:
    """A process asks for everybody on another process, or on all of them if ``process`` is empty."""

    process: str = ""
