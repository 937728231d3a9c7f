"""Letters of different scripts that look alike, for usernames that mix scripts.

Source: Unicode Technical Standard 39, the table of confusables (`confusables.txt`, made by `confusables_source.py`).
Letters of one script that look alike, such as l and I, stay different: whoever writes in one script writes freely.
"""

import unicodedata
from functools import cache, lru_cache
from importlib import resources
from typing import Final

TABLE: Final = "confusables.txt"
REMEMBERED: Final = 4096  # letters: strangers may send any there are
COMMON: Final = frozenset({"COMBINING", "DIGIT", "MODIFIER", "VEDIC"})  # first words of names of what is in any script
EAST_ASIAN: Final = frozenset({"CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO", "HANGUL", "IDEOGRAPHIC", "HANGZHOU"})


@lru_cache(REMEMBERED)
def script(character: str) -> str:
    """Return the script of a letter, mark or number; empty for what is written in any script.

    It is the first word of the character's name in Unicode. East Asian scripts, which are written together, are one.
    """
    if unicodedata.category(character)[0] not in "LMN":
        return ""
    first, *others = unicodedata.name(character, "").replace("-", " ").split() or [""]
    if first == "EXTENDED" and others:
        first = others[0]
    return "" if first in COMMON else "CJK" if first in EAST_ASIAN else first


def scripts(value: str) -> set[str]:
    """Return the scripts that a text is written in."""
    return {found for c in value if (found := script(c))}


def is_mixed(value: str) -> bool:
    """Say whether a text is written in more than one script."""
    return len(scripts(value)) > 1


def skeleton(value: str) -> str:
    """Return what a text of several scripts looks like: written in one of them if it can be, Latin before others.

    Letters with accents are expected in pieces (NFD). What cannot be read in one script is written in Latin letters as
    far as it goes.
    """
    order = ["LATIN", *sorted(scripts(value) - {"LATIN"})]
    for is_strict in (True, False):
        for one in order:
            images = [_image(c, one, is_strict=is_strict) for c in value]
            if all(images):
                return "".join(images)
    return "".join(_image(c, "LATIN", is_strict=True) or c for c in value)


@cache
def _alike() -> dict[str, str]:
    """Return letter → the letters that look like it."""
    lines = resources.files(__package__).joinpath(TABLE).read_text("utf-8").split("\n")
    return {letter: line for line in lines if not line.startswith("#") for letter in line}


@lru_cache(REMEMBERED)
def _image(character: str, target: str, *, is_strict: bool) -> str:
    """Return the letter of the script ``target`` that looks like this one; empty if there is none.

    Strict: of the same case. Otherwise its capital or small letter may look alike, too: В is like B, so в is b.
    """
    if script(character) in ("", target):
        return character
    images = [c for c in _alike().get(character, "") if script(c) == target]
    same_case = [c for c in images if not _is_other_case(character, c)]
    if is_strict or same_case:
        return same_case[0] if same_case else ""
    swapped = character.swapcase()
    found = images or ([c for c in _alike().get(swapped, "") if script(c) == target] if len(swapped) == 1 else [])
    return found[0] if found else ""


def _is_other_case(one: str, other: str) -> bool:
    return (one.isupper() and other.islower()) or (one.islower() and other.isupper())
