"""Where a session reads, and whether a standby serves reads: known without a driver for PostgreSQL."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class ReadTarget:
    """Where a session reads: a standby's ``connection`` (to be released), or the primary if it is None.

    ``is_standby_only``: the primary is away; the latest writes may be missing.
    """

    connection: AsyncConnection | None = None
    is_standby_only: bool = False


class StandbyState(StrEnum):
    """Whether the standby serves reads (OK), is behind the primary (LAGGING), or cannot be used (BYPASSED)."""

    OK = "ok"
    LAGGING = "lagging"
    BYPASSED = "bypassed"
