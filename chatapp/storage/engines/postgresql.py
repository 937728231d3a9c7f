"""PostgreSQL: many processes write to one database. See docs/decisions/0015-postgresql.md.

The services check first and write second, and rely on nobody writing in between. SQLite has one writer at a time; here
an advisory lock says the same over all processes: a unit of work holds it alone. Posts, which come in great numbers,
share it with each other, and the rows of their rooms, locked in the order of their ids, keep numbers gapless.
"""

from typing import Any, Final

from sqlalchemy import BigInteger, Engine, Integer, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from chatapp.storage.engines.engine import POOL_LIMIT, Engines, begin_with
from chatapp.storage.engines.statements import share_statements
from models.postgresql import DRIVER, TAKES_NO_WRITES, WRITING, lock, parameters

RECYCLED = 1800  # seconds; proxies and firewalls forget connections that live for ever
LIMITS: Final = {"statement_timeout": "15s", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "20s"}
ONE_STATE: Final = {"default_transaction_isolation": r"repeatable\ read", "default_transaction_read_only": "on"}


def engines(url: str, *, readers: int) -> Engines:
    """Return the engines of one process: ``readers`` connections at most that read, and two that write.

    Raises:
        ValueError: the URL cannot be read.
    """
    writing = parameters(url, **LIMITS)
    writer = _async_engine(writing, 1)
    begin_with(writer.sync_engine, lock(WRITING))
    direct = _engine(writing, 1)
    begin_with(direct, lock(WRITING, is_shared=True))
    _leave_a_standby(writer.sync_engine)
    _leave_a_standby(direct)
    return Engines(reader=read_engine(url, readers=readers), writer=writer, direct=direct, readers=readers)


def read_engine(url: str, *, readers: int, looks_for: str = "primary") -> AsyncEngine:
    """Return an engine that reads; each transaction sees one state. ``looks_for``: see `parameters`."""
    return _async_engine(parameters(url, looks_for=looks_for, **LIMITS, **ONE_STATE), readers)


class WideInteger(BigInteger):
    """A number as it is sent: in 64 bits. One that no row can have is found nowhere, as on SQLite, and is no error."""

    render_bind_cast = True


def _engine(connect_args: dict[str, Any], connections: int) -> Engine:
    engine = create_engine(DRIVER, connect_args=connect_args, **_pool(connections))
    prepare(engine)
    return engine


def _async_engine(connect_args: dict[str, Any], connections: int) -> AsyncEngine:
    engine = create_async_engine(DRIVER, connect_args=connect_args, **_pool(connections))
    prepare(engine.sync_engine)
    return engine


def prepare(engine: Engine) -> None:
    """Let an engine share compiled statements, and send whole numbers as the widest there are."""
    share_statements(engine)
    engine.dialect.colspecs = {**engine.dialect.colspecs, Integer: WideInteger}


def _pool(connections: int) -> dict[str, Any]:
    """Return a pool's options. It is last in, first out, so that unneeded connections grow old and are closed."""
    return {
        "pool_size": connections,
        "max_overflow": 0,
        "pool_timeout": POOL_LIMIT,
        "pool_recycle": RECYCLED,
        "pool_use_lifo": True,
    }


def _leave_a_standby(engine: Engine) -> None:
    """Drop the connections to a server that no longer accepts writes; the next ones look for the primary."""

    @event.listens_for(engine, "handle_error")
    def look(context: ExceptionContext) -> None:
        if getattr(context.original_exception, "sqlstate", None) == TAKES_NO_WRITES:
            context.is_disconnect = True
