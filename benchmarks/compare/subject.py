"""What a cell measures: a server that stores messages and brings them to pages, whoever wrote it."""

import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path
from typing import Protocol

from benchmarks.compare.messages import numbers_in
from benchmarks.compare.readers import Reader, Readers
from benchmarks.compare.verdict import Faults


class Subject(Protocol):
    """A server, and how its pages speak with it. Its data and its log lie in the directory it is made with."""

    readers: Readers

    @property
    def pid(self) -> int:
        """The server's process; what it has started itself counts as well."""

    async def start(self, pages: int) -> None:
        """Start the server on this thread's core, ready for so many pages; returns when it takes connections.

        Raises:
            RuntimeError: it ended, or was not ready in time.
        """

    async def open(self, index: int) -> Reader:
        """Open a page and add it to `readers`."""

    async def post(self, reader: Reader, number: int) -> None:
        """Send a message from a page, as its form would."""

    def judge(self, posted: Collection[int]) -> Faults:
        """Compare what is stored with what was posted, and what every page has with what is stored."""

    async def stop(self) -> None:
        """End the server."""


def stored_in(database: Path) -> list[int]:
    """Return the messages' numbers as they stand in a SQLite file, in the order in which they were stored."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT body FROM message ORDER BY id")
        return [number for (body,) in rows for number in numbers_in(body.encode())]
