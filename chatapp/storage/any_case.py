"""Searching text that is stored as it was typed, in every script, whatever a database takes for upper and lower case.

SQLite folds ASCII alone, and PostgreSQL what the locale of the database knows. So a search is a pattern that spells
each letter out in all its cases, which both databases compare as it is. Names have keys and need no pattern.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import Any, Final

from sqlalchemy import Boolean, ColumnElement, FunctionElement, SQLColumnExpression, String, literal, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from chatapp.text import fold

CASED: Final = (  # where Unicode has letters with cases
    range(0x41, 0x2E00),
    range(0xA640, 0xABC0),
    range(0x10400, 0x10600),
    range(0x10C80, 0x10D00),
    range(0x118A0, 0x11900),
    range(0x16E40, 0x16E80),
    range(0x1E900, 0x1E944),
)
FULL_WIDTH: Final = range(0xFF01, 0xFF5F)
UNCASED: Final = "ı\t\n\r\u00a0\u2003\u2009\u202f\u3000"  # also folds to another character


class _Matches(FunctionElement[bool]):
    """A column, the pattern for SQLite, and the pattern for PostgreSQL."""

    inherit_cache = True
    type = Boolean()


def holds(column: SQLColumnExpression[str], words: str) -> ColumnElement[bool]:
    """Say in SQL that a column holds the words, folded, in any case of their letters."""
    spellings = [*_spellings(words)]
    return or_(
        *(
            _Matches(column, literal(f"*{''.join(map(_glob, units))}*", String), literal(_regex(units), String))
            for units in spellings
        )
    )


@compiles(_Matches, "sqlite")
def _in_sqlite(element: _Matches, compiler: SQLCompiler, **options: Any) -> str:
    column, glob, _ = element.clauses
    return f"{compiler.process(column, **options)} GLOB {compiler.process(glob, **options)}"


@compiles(_Matches, "postgresql")
def _in_postgresql(element: _Matches, compiler: SQLCompiler, **options: Any) -> str:
    column, _, regex = element.clauses
    return f"{compiler.process(column, **options)} ~ {compiler.process(regex, **options)}"


def _spellings(words: str) -> Iterator[list[str]]:
    """Yield the words as letters, each with all that it may be instead: composed, in pieces (NFD), and with ß."""
    for form in dict.fromkeys((words, unicodedata.normalize("NFD", words))):
        yield [letter + _others().get(letter, "") for letter in form]
        if "ss" in form:
            yield [letter + _others().get(letter, "") for letter in form.replace("ss", "ß")]


@cache
def _others() -> dict[str, str]:
    """Return letter → what folds to it; made once, in some milliseconds."""
    others: dict[str, str] = {}
    cased = (c for c in map(chr, chain(*CASED)) if c.casefold() != c)
    for character in chain(cased, map(chr, FULL_WIDTH), UNCASED):
        folded = " " if character.isspace() else fold(character)
        if len(folded) == 1 and folded != character:
            others[folded] = others.get(folded, "") + character
    return others | {"ß": "ẞ"}


def _glob(unit: str) -> str:
    """Return a set of characters as SQLite's GLOB writes it: a bracket comes first, a dash and a caret last."""
    first, others = unit[0], unit[1:]
    if not others and first not in "*?[":
        return first
    return f"[{first}{others}]" if first == "]" else f"[{others}{first}]"


def _regex(units: list[str]) -> str:
    """Return the letters as a regular expression of PostgreSQL."""
    return "".join(f"(?:{'|'.join(map(re.escape, unit))})" if len(unit) > 1 else re.escape(unit) for unit in units)
