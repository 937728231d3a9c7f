"""Whole texts folded as names are, and where each folded character stands in the text.

A text is folded cluster by cluster: a character with the marks that belong to it. What is folded to one form never
spans two clusters, so pieces of a text can be folded alone, which takes time in proportion to its length.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from models.keys import fold_letters, is_ignorable
from models.keys.visibility import is_blank

PIECE: Final = 256  # characters: putting accents in order takes time that grows with the square of their number
JAMO: Final = range(0x1160, 0x1200)  # vowels and last consonants of Hangul, which join what stands before them
REMEMBERED: Final = 4096  # characters


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
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    is_after_space = True
    for start, end in _pieces(value, 1):
        for character in fold_letters(value[start:end]):
            if character.isspace():
                if is_after_space:
                    if ends:
                        ends[-1] = end
                    continue
                character = " "
            is_after_space = character == " "
            characters.append(character)
            starts.append(start)
            ends.append(end)
    if characters and characters[-1] == " ":
        characters.pop()
    return FoldedText("".join(characters), starts, ends)


def _pieces(value: str, length: int) -> Iterator[tuple[int, int]]:
    """Yield where pieces of whole clusters begin and end, each of so many characters or a few more.

    Only a cluster that is itself longer than `PIECE` is cut.
    """
    start, total = 0, len(value)
    while start < total:
        end = min(start + length, total)
        while end < total and end - start < length + PIECE and _joins(value[end]):
            end += 1
        yield start, end
        start = end


@lru_cache(REMEMBERED)
def _joins(character: str) -> bool:
    """Say whether a character may become one with what stands before it."""
    if character.isascii():
        return False
    first = unicodedata.normalize("NFKD", character)[0]
    return unicodedata.category(first)[0] == "M" or ord(first) in JAMO or is_ignorable(character) or is_blank(character)
