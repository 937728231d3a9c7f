"""What is asked of a database: through SQLAlchemy, and straight through SQLite's driver (`FixedStatement`)."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from chatapp.storage import fixed_statement

FETCHED, WRITTEN = fixed_statement.fetched, fixed_statement.written


@contextmanager
def noting(engine: Engine | type[Engine], note: Callable[[str, Any], None]) -> Iterator[None]:
    """Call ``note`` with each statement and its parameters, of this engine or of all, before it is run."""

    def asked(_: object, __: object, statement: str, parameters: Any, ___: object, many: bool) -> None:
        note(statement, parameters[0] if many else parameters)

    def fetched(connection: Connection, statement: str, parameters: Sequence[Any]) -> Sequence[Sequence[Any]]:
        if engine is Engine or connection.engine is engine:
            note(statement, tuple(parameters))
        return FETCHED(connection, statement, parameters)

    def written(connection: Connection, statement: str, parameters: Sequence[Any]) -> int:
        if engine is Engine or connection.engine is engine:
            note(statement, tuple(parameters))
        return WRITTEN(connection, statement, parameters)

    event.listen(engine, "before_cursor_execute", asked)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(fixed_statement, "fetched", fetched)
            patch.setattr(fixed_statement, "written", written)
            yield
    finally:
        event.remove(engine, "before_cursor_execute", asked)
