"""How Alembic reaches the database: one connection, one transaction for all steps, DDL included.

A second process waits: for the file on SQLite, for an advisory lock on PostgreSQL.
"""

from alembic import context
from sqlalchemy import Engine, NullPool, create_engine, event
from sqlmodel import SQLModel

import models  # noqa: F401  (fills the metadata)
from models.migrations import LOCK_TIMEOUT
from models.postgresql import DRIVER, MIGRATING, is_postgresql, lock, parameters
from models.search_index import TABLE


def on_sqlite(url: str) -> Engine:
    """Return an engine whose transactions lock the file."""
    engine = create_engine(url, connect_args={"timeout": LOCK_TIMEOUT}, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def disable_implicit_transactions(connection, _) -> None:  # type: ignore[no-untyped-def]
        """Stop Python's driver from committing before each DDL statement."""
        connection.isolation_level = None

    begin_with(engine, "BEGIN IMMEDIATE")
    return engine


def on_postgresql(url: str) -> Engine:
    """Return an engine whose transactions wait for each other."""
    engine = create_engine(DRIVER, connect_args=parameters(url, lock_timeout=f"{LOCK_TIMEOUT}s"), poolclass=NullPool)
    begin_with(engine, lock(MIGRATING))
    return engine


def begin_with(engine: Engine, statement: str) -> None:
    """Execute a statement at the start of every transaction."""

    @event.listens_for(engine, "begin")
    def execute(connection) -> None:  # type: ignore[no-untyped-def]
        connection.exec_driver_sql(statement)


def is_ours(name: str | None, kind: str, _: object) -> bool:
    """Leave out the index of messages, which is no table of the models."""
    return not (kind == "table" and name is not None and name.startswith(TABLE))


url = context.config.attributes["url"]
engine = on_postgresql(url) if is_postgresql(url) else on_sqlite(url)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        include_name=is_ours,
        render_as_batch=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
