"""What was called: counted in the process, and written down together every few seconds."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import structlog
from sqlalchemy import update
from sqlmodel import col

from chatapp.errors import Unavailable
from chatapp.outbound.uses import Use
from chatapp.storage.unit_of_work import Transactions
from chatapp.timers import Coalescer, end_task
from models import OutboundUse
from models.utc_datetime import now

log = structlog.get_logger(__name__)

PAUSE: Final = 5.0  # seconds between two writes


@dataclass
class _Unwritten:
    """What has happened since the last write, for one use."""

    calls: int = 0
    failures: int = 0
    host: str = ""
    at: datetime = field(default_factory=now)
    error: str = ""
    failed_at: datetime | None = None


class Calls:
    """The calls of this process. ``results``: for metrics, by use and what came of it."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self._unwritten: dict[str, _Unwritten] = {}
        self._writing: asyncio.Task[None] | None = None
        self._coalescer = Coalescer(PAUSE, self._begin)
        self.results: Counter[tuple[str, str]] = Counter()

    def note(self, use: Use, host: str, *, result: str, error: str = "") -> None:
        """Count a call. ``error``: why it failed, as a sentence."""
        self.results[use.name, result] += 1
        unwritten = self._unwritten.setdefault(use.name, _Unwritten())
        unwritten.calls += 1
        unwritten.host, unwritten.at = host[:255], now()
        if error:
            unwritten.failures += 1
            unwritten.error, unwritten.failed_at = error[:300], unwritten.at
        self._coalescer.request()

    async def write(self) -> None:
        """Write down what was counted; while the database can't be reached it is kept."""
        taken, self._unwritten = self._unwritten, {}
        try:
            if taken:
                async with self._transactions.begin() as work:
                    for name, unwritten in taken.items():
                        statement = update(OutboundUse).where(col(OutboundUse.name) == name)
                        await work.session.exec(statement.values(**_values(unwritten)))
        except Unavailable:
            self._put_back(taken)
            self._coalescer.request()

    async def close(self) -> None:
        """Write what is left."""
        self._coalescer.cancel()
        await end_task(self._writing)
        await self.write()
        self._coalescer.cancel()

    def _begin(self) -> None:
        if self._writing is not None and not self._writing.done():
            self._coalescer.request()
            return
        self._writing = asyncio.create_task(self.write(), name="outbound calls are written down")

    def _put_back(self, taken: dict[str, _Unwritten]) -> None:
        for name, old in taken.items():
            new = self._unwritten.setdefault(name, old)
            if new is not old:
                new.calls += old.calls
                new.failures += old.failures
                new.error, new.failed_at = new.error or old.error, new.failed_at or old.failed_at


def _values(unwritten: _Unwritten) -> dict[str, Any]:
    values: dict[str, Any] = {
        "calls": col(OutboundUse.calls) + unwritten.calls,
        "failures": col(OutboundUse.failures) + unwritten.failures,
        "called_host": unwritten.host,
        "called_at": unwritten.at,
    }
    if unwritten.failed_at is not None:
        values |= {"error": unwritten.error, "failed_at": unwritten.failed_at}
    return values
