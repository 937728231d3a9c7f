"""Whether writing fails because of the disk: SQLite then still answers every question, and so seems well."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import structlog
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError

log = structlog.get_logger(__name__)

FULL: Final = "the disk is full"
FAILING: Final = "the disk can't be written"
SQLITE_FULL: Final = (  # a limit of a file's size or a quota ends a write with these errors of input and output
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_IOERR_TRUNCATE,
)
SQLITE_FAILING: Final = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY)  # primary codes: the lowest byte of a code
SQLSTATES: Final = {"53100": FULL, "58030": FAILING}
WRITES: Final = ("INSERT", "UPDATE", "DELETE")


class DiskHealth:
    """Why the last write failed, as far as the disk is to blame; the next write that works clears it."""

    def __init__(self, *engines: Engine) -> None:
        self.problem = ""  # one sentence's end, without a secret; empty while all is well
        self._has_written = False
        for engine in engines:
            event.listen(engine, "after_cursor_execute", self._executed)

    @contextmanager
    def following(self) -> Iterator[None]:
        """Learn from a transaction, the only one that runs; a commit without changes proves nothing."""
        self._has_written = False
        try:
            yield
        except DBAPIError as error:
            if problem := _problem(error):
                self._set(problem)
            raise
        if self._has_written:
            self._set("")

    def _set(self, problem: str) -> None:
        if problem != self.problem:
            self.problem = problem
            (log.error if problem else log.info)("disk problem" if problem else "disk problem is over", reason=problem)

    def _executed(self, _: object, cursor: Any, statement: str, *__: object) -> None:
        if statement.startswith(WRITES) and cursor.rowcount != 0:
            self._has_written = True


def _problem(error: DBAPIError) -> str:
    """Return what a database error says of the disk; empty if it is about something else."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is None:
        return SQLSTATES.get(getattr(error.orig, "sqlstate", None) or "", "")
    if code in SQLITE_FULL:
        return FULL
    return FAILING if code & 0xFF in SQLITE_FAILING else ""
