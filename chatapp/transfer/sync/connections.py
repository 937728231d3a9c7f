"""Connections to the two ends of a copy: one that sees a single moment of its database, and one that writes.

Whatever a database says of itself becomes a `CopyError` that names the end it came from.
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
from chatapp.storage.engines.postgresql import ONE_STATE
from chatapp.storage.engines.sqlite import PRAGMAS
from chatapp.transfer.sync.errors import Away, CopyError, CopyInProgress, Refused
from chatapp.transfer.sync.location import Place
from models.postgresql import DRIVER, parameters

LIMITS: Final = {"statement_timeout": "1h", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "10min"}
LOCKED, NO_RIGHT = "55P03", "42501"  # SQLSTATE
NO_TEXT = "Could not decode to UTF-8"
TURN = 5.0  # seconds to wait for SQLite's lock
TURN_ALONE = 1.0  # … for whoever has the file open to let go
WRITTEN = "{} names a database that somebody else is writing to. Try again when that is done."
OPEN = "{} names a file that somebody has open, most likely a server. Stop it, and try again."


@contextmanager
def snapshot(place: Place, *, alone: bool = False) -> Iterator[Connection]:
    """Open a database as it is at this moment: what others write meanwhile is not seen, and nobody waits.

    ``alone``: nobody else may have the SQLite file open, now or until this ends.

    Raises:
        CopyError: it cannot be opened.
    """
    if not place.is_postgresql and not place.path.is_file():
        raise Refused(f"{place.name} names a file that is not there: {place.path}.")
    if place.is_postgresql:
        engine = create_engine(DRIVER, connect_args=parameters(place.url, **LIMITS, **ONE_STATE), poolclass=NullPool)
    else:
        engine = _sqlite(place, ["PRAGMA locking_mode=EXCLUSIVE"] if alone else [], TURN_ALONE if alone else TURN)
        begin_with(engine, "BEGIN IMMEDIATE" if alone else "BEGIN")
    _translate(engine, place, OPEN if alone else WRITTEN)
    with engine.connect() as connection:
        yield connection


def writing(place: Place) -> Engine:
    """Return an engine whose transactions write, on one connection each."""
    if place.is_postgresql:
        engine = create_engine(DRIVER, connect_args=parameters(place.url, **LIMITS), poolclass=NullPool)
    else:
        engine = _sqlite(place, PRAGMAS, TURN)
        begin_with(engine, "BEGIN IMMEDIATE")
    _translate(engine, place, WRITTEN)
    return engine


def _sqlite(place: Place, pragmas: Any, patience: float) -> Engine:
    uri = f"file:{quote(str(place.path))}?mode=rw"  # never makes a file
    connect = partial(sqlite3.connect, uri, uri=True, timeout=patience, isolation_level=None, check_same_thread=False)
    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        for pragma in pragmas:
            connection.execute(pragma)

    return engine


@contextmanager
def translated(place: Place) -> Iterator[None]:
    """Translate what a database says to somebody else's connection: that of the migrations."""
    try:
        yield
    except DBAPIError as error:
        if (meaning := _meaning(error, place, WRITTEN)) is not None:
            raise meaning from error
        raise


def _translate(engine: Engine, place: Place, busy: str) -> None:
    @event.listens_for(engine, "handle_error")
    def translate(context: ExceptionContext) -> None:
        error = context.sqlalchemy_exception
        if isinstance(error, DBAPIError) and (meaning := _meaning(error, place, busy)) is not None:
            raise meaning from error


def _meaning(error: DBAPIError, place: Place, busy: str) -> CopyError | None:
    state, words = getattr(error.orig, "sqlstate", None), error_text(error)
    if state == LOCKED or "database is locked" in words:
        return CopyInProgress(busy.format(place.name))
    if words.startswith(NO_TEXT):  # SQLite's next words are what somebody wrote
        return Refused(f"{place.name} names a database that holds what is no text: {words.partition(' with ')[0]}.")
    if isinstance(error, (OperationalError, InterfaceError, InternalError)):
        return Away(f"{place.name} names a database that cannot be used: {words}.")
    if isinstance(error, (DataError, IntegrityError)):  # the details would tell what people wrote
        diagnosis = getattr(getattr(error.orig, "diag", None), "message_primary", None) or words
        return Refused(f"{place.name} names a database that does not take a row as it is: {diagnosis}.")
    if state == NO_RIGHT or (type(error) is DatabaseError and not place.is_postgresql):
        return Refused(f"{place.name} names a database that cannot be used: {words}.")
    return None
