"""Statements are compiled once for all databases of a kind."""

from pathlib import Path

from sqlalchemy import Engine, literal, select
from sqlalchemy.engine.interfaces import CacheStats

from chatapp.storage.engines import Engines, open_engines
from tests.support.servers.postgres import Postgres

WORDS = "compiled for this test alone"


def ask(engine: Engine, number: int) -> tuple[int, bool]:
    """Ask a database for a number; returns what it answers, and whether the question had been compiled before."""
    with engine.connect() as connection:
        result = connection.execute(select(literal(number).label(WORDS)))
        return int(result.scalar_one()), result.context.cache_hit is CacheStats.CACHE_HIT


def close(*all_engines: Engines) -> None:
    for engines in all_engines:
        for engine in (engines.direct, engines.snapshots):
            if engine is not None:
                engine.dispose()


def test_what_one_sqlite_database_has_compiled_serves_another_with_its_own_values(tmp_path: Path) -> None:
    one, other = (open_engines(f"sqlite:///{tmp_path / name}", readers=1) for name in ("one.db", "other.db"))
    assert one.snapshots is not None
    assert [ask(one.direct, 1), ask(one.snapshots, 2), ask(other.direct, 3)] == [(1, False), (2, True), (3, True)]
    close(one, other)


def test_databases_of_different_kinds_share_nothing(tmp_path: Path, postgres: Postgres) -> None:
    name = postgres.copy()
    one, other, another = (
        open_engines(url, readers=1)
        for url in (f"sqlite:///{tmp_path / 'one.db'}", postgres.url(name), postgres.url(name))
    )
    asked = [ask(engines.direct, number) for number, engines in enumerate((one, other, another))]
    assert [answer for answer, _ in asked] == [0, 1, 2]
    assert not asked[1][1]
    assert asked[2][1]
    close(one, other, another)
    postgres.drop(name)
