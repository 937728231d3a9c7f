"""Whole texts folded as names are, and where each folded character stands in the text.

A text is folded cluster by cluster: a character with the marks that belong to it. What is folded to one form never
spans two clusters, so pieces of a text can be folded alone, which takes time in proportion to its length.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from models.keys import fold_letters, is_ignorable
from models.keys.visibility import is_blank

PIECE: Final = 256  # characters: putting accents in order takes time that grows with the square of their number
JAMO: Final = range(0x1160, 0x1200)  # vowels and last consonants of Hangul, which join what stands before them
REMEMBERED: Final = 4096  # characters, and clusters
SHORT: Final = 8  # characters of a cluster that is remembered
PLAIN: Final = re.compile(r"[\x00-\x7f]+(?=[\x00-\x7f]|\Z)")  # what comes after its last character may belong to that
RUNS: Final = re.compile(r"(?P<space>[\s\x1c-\x1f]+)|[^\s\x1c-\x1f]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A folded text, and where each of its characters begins and ends in the text it was made from."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def fold_text(value: str) -> str:
    """Return a text of any length as `models.keys.fold` would."""
    if value.isascii():
        return " ".join(value.lower().split())
    return " ".join("".join(fold_letters(value[start:end]) for start, end in _pieces(value, PIECE)).split())


def fold_with_places(value: str) -> FoldedText:
    """Return what `fold_text` does, with the places."""
    folding = _Folding()
    start = 0
    for plain in PLAIN.finditer(value):
        folding.add_clusters(value, start, plain.start())
        folding.add_plain(value, plain.start(), plain.end())
        start = plain.end()
    folding.add_clusters(value, start, len(value))
    return folding.folded()


class _Folding:
    """A text that is folded from its beginning on, and the places of what it has become so far."""

    def __init__(self) -> None:
        self._characters: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._is_after_space = True

    def add_plain(self, value: str, start: int, end: int) -> None:
        """Go on with ASCII, to which nothing belongs that comes after it: most of what is written."""
        for run in RUNS.finditer(value, start, end):
            first, last = run.span()
            if run["space"] is not None:
                self._add_space(first, last)
                continue
            self._is_after_space = False
            self._characters += run[0].lower()
            self._starts += range(first, last)
            self._ends += range(first + 1, last + 1)

    def add_clusters(self, value: str, start: int, end: int) -> None:
        """Go on with any other text, cluster by cluster."""
        for first, last in _pieces(value, 1, start, end):
            for character in _folded_cluster(value[first:last]):
                if character.isspace():
                    self._add_space(first, last)
                    continue
                self._is_after_space = False
                self._characters.append(character)
                self._starts.append(first)
                self._ends.append(last)

    def folded(self) -> FoldedText:
        """Return all of it."""
        is_open = self._is_after_space and self._characters
        text = "".join(self._characters[:-1] if is_open else self._characters)
        return FoldedText(text, self._starts, self._ends)

    def _add_space(self, start: int, end: int) -> None:
        if not self._is_after_space:
            self._is_after_space = True
            self._characters.append(" ")
            self._starts.append(start)
            self._ends.append(end)
        elif self._ends:
            self._ends[-1] = end


def _pieces(value: str, length: int, start: int = 0, total: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield where pieces of whole clusters begin and end, each of so many characters or a few more.

    Only a cluster that is itself longer than `PIECE` is cut. ``start`` and ``total``: a part of the text.
    """
    total = len(value) if total is None else total
    while start < total:
        end = min(start + length, total)
        while end < total and end - start < length + PIECE and _joins(value[end]):
            end += 1
        yield start, end
        start = end


def _folded_cluster(cluster: str) -> str:
    return _remembered_cluster(cluster) if len(cluster) <= SHORT else fold_letters(cluster)


@lru_cache(REMEMBERED)
def _remembered_cluster(cluster: str) -> str:
    return fold_letters(cluster)


@lru_cache(REMEMBERED)
def _joins(character: str) -> bool:
    """Say whether a character may become one with what stands before it."""
    if character.isascii():
        return False
    first = unicodedata.normalize("NFKD", character)[0]
    return unicodedata.category(first)[0] == "M" or ord(first) in JAMO or is_ignorable(character) or is_blank(character)
