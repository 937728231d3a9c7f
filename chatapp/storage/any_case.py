"""Searching text that is stored as it was typed, in every script, whatever a database takes for upper and lower case.

SQLite's LIKE folds ASCII alone, and PostgreSQL folds what the locale of the database knows. So a search is a regular
expression that spells each letter out in all its cases: PostgreSQL compares it as it is, and SQLite asks Python's
``re``, by a function that SQLAlchemy registers. Names have keys and need no pattern.
"""

import re
import unicodedata
from functools import cache
from itertools import chain
from typing import Final

from sqlalchemy import ColumnElement, SQLColumnExpression

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
UNCASED: Final = "ı"  # also folds to another letter
BETWEEN: Final = "[\u00ad\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff]*"  # what a text may have and nobody sees
SPACE: Final = "[ \t\n\r\u00a0\u2003\u2009\u202f\u3000]+"
DOT: Final = "\u0307?"  # on an i in pieces, which folds to an i
SHARP_S: Final = "[ßẞ]"


def holds(column: SQLColumnExpression[str], words: str) -> ColumnElement[bool]:
    """Say in SQL that a column holds the words, folded, in any case of their letters."""
    return column.regexp_match(pattern(words))


def pattern(words: str) -> str:
    """Return a regular expression, of Python and of PostgreSQL alike, for a text that holds the words."""
    parts = [BETWEEN.join(map(_letter, part)) for part in words.split("ss")]
    double_s = f"(?:{_letter('s')}{BETWEEN}{_letter('s')}|{SHARP_S})"
    return f"{BETWEEN}{double_s}{BETWEEN}".join(parts)


def _letter(letter: str) -> str:
    """Return what stands for a folded letter in a text: itself in its cases, composed or in pieces (NFD)."""
    if letter == " ":
        return SPACE
    pieces = unicodedata.normalize("NFD", letter)
    if len(pieces) > 1:
        return f"(?:{_any_of(letter)}|{_any_of(pieces[0])}{pieces[1:]})"
    return _any_of(letter) + (DOT if letter in "ij" else "")


def _any_of(letter: str) -> str:
    others = _others().get(letter)
    return f"[{letter}{others}]" if others and letter.isalnum() else _signs(letter + (others or ""))


def _signs(signs: str) -> str:
    return f"(?:{'|'.join(map(re.escape, signs))})"


@cache
def _others() -> dict[str, str]:
    """Return letter → what folds to it; made once, in some milliseconds."""
    others: dict[str, str] = {}
    cased = (c for c in map(chr, chain(*CASED)) if c.casefold() != c)
    for character in chain(cased, map(chr, FULL_WIDTH), UNCASED):
        folded = fold(character)
        if len(folded) == 1 and folded != character and character not in others.get(folded, ""):
            others[folded] = others.get(folded, "") + character
    return others
