"""Connections to SQLite that say in which test they were opened.

One that nobody has closed is told of when Python's garbage collector finds it, in whatever test that happens to be.
"""

import os
import sqlite3
from collections.abc import Callable

from chatapp.storage.engines.aiosqlite_batched import Connection

_init = Connection.__init__


def name_connections() -> None:
    """Have every connection that is opened from now on name its test where it is shown."""
    Connection.__init__ = _named  # type: ignore[method-assign]
    Connection.__repr__ = _shown  # type: ignore[method-assign, assignment]


def _named(self: Connection, connect: Callable[[], sqlite3.Connection]) -> None:
    _init(self, connect)
    self.test = os.environ.get("PYTEST_CURRENT_TEST", "no test")  # type: ignore[attr-defined]


def _shown(self: Connection) -> str:
    return f"<connection to SQLite opened in {self.test}>"  # type: ignore[attr-defined]
