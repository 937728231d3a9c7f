"""Where a peer without an ORM keeps its messages: SQLite, on the disk before anybody is told."""

import asyncio
import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

DURABLE = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"  # every commit waits for the disk


class Store:
    """A table of messages. One thread writes, so that the event loop never waits for the disk."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._database.executescript(DURABLE)
        self._database.execute("CREATE TABLE message (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")
        self._writer = ThreadPoolExecutor(1)

    async def add(self, body: str) -> int:
        """Store a message in a transaction of its own; returns its id once it is durable."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, self._insert, body)

    def add_all(self, bodies: Sequence[str]) -> list[int]:
        """Store messages in one transaction, in this thread; returns their ids once they are durable."""
        self._database.execute("BEGIN")
        stored = [self._insert(body) for body in bodies]
        self._database.execute("COMMIT")
        return stored

    def _insert(self, body: str) -> int:
        return self._database.execute("INSERT INTO message (body) VALUES (?)", (body,)).lastrowid or 0
