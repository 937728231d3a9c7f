"""What a run reports: progress on the way, and a report at the end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Step(StrEnum):
    """What a run is doing."""

    WAITING = "waiting"  # for the lease of a run that died to expire
    COMPARING = "comparing"
    COPYING = "copying"
    CHECKING = "checking"


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of ``total`` rows of a table; seconds while waiting."""

    step: Step
    table: str
    done: int
    total: int


Listener = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class TableReport:
    """One table: numbers of rows, and the checksum of all rows, equal on both sides."""

    name: str
    rows: int
    checksum: str
    added: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True)
class Report:
    """The copy is equal to its original at the time ``as_of``.

    ``is_new``: there was no complete copy before. ``references``: foreign keys checked, 0 if nothing changed.
    ``seconds``: the duration.
    """

    tables: tuple[TableReport, ...]
    references: int
    is_new: bool
    as_of: datetime
    seconds: float

    @property
    def rows(self) -> int:
        """How many rows the copy holds."""
        return sum(table.rows for table in self.tables)

    @property
    def changes(self) -> int:
        """How many rows were added, changed or removed."""
        return sum(table.added + table.changed + table.removed for table in self.tables)
