"""Rows that a statement brings along, on PostgreSQL: a parameter for each column, however many rows there are.

A parameter for each value is quoted, sent, parsed and planned one by one, and each number of rows is another text: a
group of 200 posts took 80 ms in its transaction, and its room waited as long (docs/decisions/0062-two-processes.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, Integer, TableValuedAlias, bindparam, column, func
from sqlalchemy.dialects.postgresql import ARRAY


def unnested(name: str, columns: Mapping[str, Any]) -> TableValuedAlias:
    """Return the rows as a table. ``columns``: their names and types; each is a parameter, ``{name}_{column}``.

    Numbers are sent in 64 bits: one that no row can have is found nowhere, and is no error.
    """
    columns = {one: BigInteger() if type(type_) is Integer else type_ for one, type_ in columns.items()}
    lists = (bindparam(f"{name}_{one}", type_=ARRAY(type_)) for one, type_ in columns.items())
    rows = func.unnest(*lists).table_valued(*(column(one, type_) for one, type_ in columns.items()), name=name)
    return rows.render_derived(name=name)


def values_of(name: str, columns: Iterable[str], rows: Sequence[Sequence[Any]]) -> dict[str, list[Any]]:
    """Return what `unnested` rows are given as parameters: a list for each column."""
    return {f"{name}_{one}": [row[at] for row in rows] for at, one in enumerate(columns)}
