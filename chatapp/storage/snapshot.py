"""A snapshot that is read as a whole: on SQLite with one change of threads, however many statements it takes.

An awaited statement changes threads twice and passes through a greenlet, which costs three times as much as a small
query itself. See docs/decisions/0035-what-a-request-costs.md.
"""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine
from sqlmodel.ext.asyncio.session import AsyncSession

P = ParamSpec("P")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of the database, for a function that reads it without awaiting. ``info``: as a session's."""

    connection: Connection
    info: Mapping[str, Any]


async def within(
    session: AsyncSession, query: Callable[Concatenate[Snapshot, P], Result], *args: P.args, **kwargs: P.kwargs
) -> Result:
    """Return what ``query`` finds in the snapshot that a session reads, one awaited statement after the other."""
    connection = await session.connection()
    return await connection.run_sync(lambda found: query(Snapshot(found, session.info), *args, **kwargs))


class SnapshotReader:
    """Reads snapshots in threads of its own. Whoever calls it holds a slot of the connection queue."""

    def __init__(self, engine: Engine, *, threads: int) -> None:
        self.engine = engine
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="snapshots")

    async def read(
        self, query: Callable[Concatenate[Snapshot, P], Result], *args: P.args, **kwargs: P.kwargs
    ) -> Result:
        """Run ``query`` in a thread."""
        once = partial(self._run, lambda snapshot: query(snapshot, *args, **kwargs))
        return await asyncio.get_running_loop().run_in_executor(self._threads, once)

    async def close(self) -> None:
        """Close every connection."""
        await asyncio.get_running_loop().run_in_executor(self._threads, self.engine.dispose)
        self._threads.shutdown()

    def _run(self, query: Callable[[Snapshot], Result]) -> Result:
        with self.engine.connect() as connection:
            return query(Snapshot(connection, {}))
