"""How Alembic reaches the database: one connection, one transaction for all steps, DDL included."""

from alembic import context
from sqlalchemy import create_engine, event
from sqlmodel import SQLModel

import models  # noqa: F401  (fills the metadata)

engine = create_engine(context.config.attributes["url"])

if engine.dialect.name == "sqlite":

    @event.listens_for(engine, "connect")
    def leave_transactions_to_us(connection, _) -> None:  # type: ignore[no-untyped-def]
        """Keep Python's driver from committing before each DDL statement."""
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def say_begin(connection) -> None:  # type: ignore[no-untyped-def]
        """Let the second of two processes that start at once wait for the first."""
        connection.exec_driver_sql("BEGIN IMMEDIATE")


with engine.connect() as connection:
    context.configure(
        connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True, transactional_ddl=True
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
