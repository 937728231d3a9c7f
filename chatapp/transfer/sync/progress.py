"""How far a copy has come, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Step(StrEnum):
    """What is being done."""

    WAITING = "waiting"  # until the lease of a run that has died expires
    COMPARING = "comparing"
    COPYING = "copying"
    CHECKING = "checking"


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of ``total`` rows of a table; while waiting, seconds."""

    step: Step
    table: str
    done: int
    total: int


Listener = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class TableReport:
    """One table. ``checksum``: of every row on both sides, which were found equal. The rest: rows."""

    name: str
    rows: int
    checksum: str
    added: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True)
class Report:
    """A copy that was found equal to its original as it was at ``as_of``.

    ``is_new``: it was no complete copy before. ``references``: foreign keys that were checked; none if nothing was
    changed. ``seconds``: how long it took.
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
