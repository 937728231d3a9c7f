"""Compiled statements, kept once for all engines of a kind.

Compiling a statement takes about a millisecond, and SQLAlchemy does it once for each engine. A process has several to
one database, tests open a new database each: what one engine has compiled serves all that speak to the same kind of it.
"""

from typing import Any

from sqlalchemy import Dialect, Engine
from sqlalchemy.util import LRUCache

KEPT = 1_000  # statements of each kind; Chatapp has about three hundred
_shared: dict[type[Dialect], tuple[Any, LRUCache[Any, Any]]] = {}


def share_statements(engine: Engine) -> None:
    """Let an engine use what others of its kind have compiled. All engines of a kind must be configured alike."""
    kind = type(engine.dialect)
    if kind not in _shared:
        _shared[kind] = _interchangeable(kind), LRUCache(KEPT)
    engine.dialect.__class__, statements = _shared[kind]
    engine.update_execution_options(compiled_cache=statements)


def _interchangeable(kind: type[Dialect]) -> type[Dialect]:
    """Return a class of dialects that are equal: statements are kept by dialect, and a dialect equals itself alone."""

    def equals(self: Dialect, other: object) -> bool:
        return type(self) is type(other)

    def hashed(self: Dialect) -> int:
        return hash(type(self))

    own = {"supports_statement_cache": True, "__eq__": equals, "__hash__": hashed}
    return type(f"Interchangeable{kind.__name__}", (kind,), own)
