"""Connections to the original (a snapshot) and to the copy (writing).

Database errors become a `CopyError` that names the location.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import (
    DatabaseError,
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
)

from chatapp.storage.engines.engine import begin_with, error_text
from chatapp.storage.engines.postgresql import ONE_STATE, prepare
from chatapp.storage.engines.sqlite import PRAGMAS
from chatapp.storage.engines.statements import share_statements
from chatapp.transfer.sync.errors import CopyError, CopyInProgress, CopyRefused, DatabaseUnavailable
from chatapp.transfer.sync.location import DatabaseLocation
from models.postgresql import DRIVER, parameters

LIMITS: Final = {"statement_timeout": "1h", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "10min"}
LOCKED, NO_RIGHT = "55P03", "42501"  # SQLSTATE
NOT_UTF8 = "Could not decode to UTF-8"
LOCK_TIMEOUT = 5.0  # seconds, on SQLite
EXCLUSIVE_LOCK_TIMEOUT = 1.0  # seconds until others close the file
LOCKED_MESSAGE = "{} names a database that another process is writing to. Try again when it's done."
FILE_OPEN_MESSAGE = "{} names a file that another process has open, most likely a server. Stop it and try again."


@contextmanager
def snapshot(location: DatabaseLocation, *, exclusive: bool = False) -> Iterator[Connection]:
    """Open a snapshot of a database: later writes of others are not seen, and nobody has to wait.

    ``exclusive``: nobody else may have the SQLite file open until this ends.

    Raises:
        CopyError: it cannot be opened.
    """
    if not location.is_postgresql and not location.path.is_file():
        raise CopyRefused(f"{location.name} names a file that doesn't exist: {location.path}.")
    if location.is_postgresql:
        engine = _postgresql(location, **LIMITS, **ONE_STATE)
    else:
        engine = _sqlite(
            location,
            ["PRAGMA locking_mode=EXCLUSIVE"] if exclusive else [],
            EXCLUSIVE_LOCK_TIMEOUT if exclusive else LOCK_TIMEOUT,
        )
        begin_with(engine, "BEGIN IMMEDIATE" if exclusive else "BEGIN")
    _translate_errors(engine, location, FILE_OPEN_MESSAGE if exclusive else LOCKED_MESSAGE)
    with engine.connect() as connection:
        yield connection


def writing_engine(location: DatabaseLocation) -> Engine:
    """Return an engine for transactions that write, each on a connection of its own."""
    if location.is_postgresql:
        engine = _postgresql(location, **LIMITS)
    else:
        engine = _sqlite(location, PRAGMAS, LOCK_TIMEOUT)
        begin_with(engine, "BEGIN IMMEDIATE")
    _translate_errors(engine, location, LOCKED_MESSAGE)
    return engine


def _postgresql(location: DatabaseLocation, **settings: str) -> Engine:
    engine = create_engine(DRIVER, connect_args=parameters(location.url, **settings), poolclass=NullPool)
    prepare(engine)
    return engine


def _sqlite(location: DatabaseLocation, pragmas: Any, lock_timeout: float) -> Engine:
    uri = f"file:{quote(str(location.path))}?mode=rw"  # never creates a file
    connect = partial(
        sqlite3.connect, uri, uri=True, timeout=lock_timeout, isolation_level=None, check_same_thread=False
    )
    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)
    share_statements(engine)

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, _: object) -> None:
        for pragma in pragmas:
            connection.execute(pragma)

    return engine


@contextmanager
def translating_errors(location: DatabaseLocation) -> Iterator[None]:
    """Translate errors that bypass our engines' events: of migrations and of COPY."""
    try:
        yield
    except DBAPIError as error:
        if (translated := _translate(error, location, LOCKED_MESSAGE)) is not None:
            raise translated from error
        raise


def _translate_errors(engine: Engine, location: DatabaseLocation, busy: str) -> None:
    """Have an engine raise a CopyError with a sentence for operators, in place of the driver's errors that have one."""

    @event.listens_for(engine, "handle_error")
    def translate(context: ExceptionContext) -> None:
        error = context.sqlalchemy_exception
        if isinstance(error, DBAPIError) and (translated := _translate(error, location, busy)) is not None:
            raise translated from error


def _translate(error: DBAPIError, location: DatabaseLocation, busy: str) -> CopyError | None:
    state, message = getattr(error.orig, "sqlstate", None), error_text(error)
    if state == LOCKED or "database is locked" in message:
        return CopyInProgress(busy.format(location.name))
    if message.startswith(NOT_UTF8):  # the rest of SQLite's message is user content
        return CopyRefused(
            f"{location.name} names a database that contains invalid text: {message.partition(' with ')[0]}."
        )
    if isinstance(error, (OperationalError, InterfaceError, InternalError)):
        return DatabaseUnavailable(f"{location.name} names a database that can't be used: {message}.")
    if isinstance(error, (DataError, IntegrityError)):  # the details hold user content
        diagnosis = getattr(getattr(error.orig, "diag", None), "message_primary", None) or message
        return CopyRefused(f"{location.name} names a database that rejects a row: {diagnosis}.")
    if state == NO_RIGHT or (type(error) is DatabaseError and not location.is_postgresql):
        return CopyRefused(f"{location.name} names a database that can't be used: {message}.")
    return None
