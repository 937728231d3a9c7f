"""The letters that stand for a person without a picture: whole characters as people see them, in every script."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

BETWEEN_WORDS: Final = re.compile(r"[\s._-]+")
SHOWN: Final = ("L", "N", "S", "Cn")  # categories of letters, numbers, symbols, and emoji newer than this Python
KEYCAP: Final = "\u20e3"
# Extended grapheme clusters, Unicode Standard Annex 29, as far as names may have them: no line ends, no controls.
JOINER: Final = "\u200d"
MARKS: Final = frozenset({"Mn", "Mc", "Me"})
MORE_MARKS: Final = re.compile("[\u200c\u200d\u0e33\u0eb3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
SYMBOLS: Final = frozenset({"So", "Sm", "Cn"})
REGION: Final = re.compile("[\U0001f1e6-\U0001f1ff]")  # two of them are a flag
LINKERS: Final = "\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d"  # viramas that make one letter of two consonants
HANGUL: Final = re.compile(
    "[\u1100-\u115f][\u1100-\u11a7\uac00-\ud7a3]|[\u1160-\u11a7][\u1160-\u11ff]|[\u11a8-\u11ff]{2}"
)
SYLLABLE: Final = re.compile("[\uac00-\ud7a3][\u1160-\u11ff]")
FIRST_SYLLABLE, FINALS = 0xAC00, 28  # each 28th syllable is open, and may go on with a vowel
LAST_VOWEL: Final = "\u11a7"


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """Return one or two letters in capitals: of the first and the last word, or the first two of the only word.

    Of a name that begins with an emoji, as those of bots do, it is the emoji alone.

    A letter whose capital is several letters, such as ß, stays small. ``?`` if there is nothing to show.
    """
    words = [shown for word in BETWEEN_WORDS.split(name) if (shown := [*filter(_is_shown, graphemes(word))])]
    first, *others = words or [[*graphemes(name)]]
    if others and len(first) == 1 and _is_pictograph(first[0][0]):
        return first[0]  # a bot's icon
    found = [first[0], others[-1][0]] if others else first[:2]
    return "".join(map(_capital, found)) or "?"


def graphemes(value: str) -> Iterator[str]:
    """Yield the characters of a text as people see them: with their accents, as whole flags, families, syllables."""
    start = 0
    for at in range(1, len(value) + 1):
        if at == len(value) or not _goes_on(value, start, at):
            yield value[start:at]
            start = at


def shortened(value: str, at_most: int) -> str:
    """Return the beginning of a text that is longer than so many code points, cut between two characters."""
    if len(value) <= at_most:
        return value
    length = 0
    for one in graphemes(value[: at_most + 1]):
        if length + len(one) > at_most:
            break
        length += len(one)
    return f"{value[:length].rstrip()}…"


def _goes_on(value: str, start: int, at: int) -> bool:
    """Say whether the grapheme that begins at ``start`` has the character at ``at``, too."""
    if _is_mark(value[at]) or _is_conjunct(value, at):
        return True
    if value[at - 1] == JOINER:
        return _is_pictograph(value[start]) and _is_pictograph(value[at])
    pair = value[at - 1 : at + 1]
    return _is_one_syllable(pair) or (at - start == 1 and all(map(REGION.match, pair)))


def _is_mark(character: str) -> bool:
    """Say whether a character always belongs to the one before it."""
    return unicodedata.category(character) in MARKS or MORE_MARKS.match(character) is not None


def _is_pictograph(character: str) -> bool:
    """Say whether a character may be part of an emoji of several."""
    return unicodedata.category(character) in SYMBOLS and not REGION.match(character)


def _is_one_syllable(pair: str) -> bool:
    """Say whether two letters are parts of one syllable of Hangul."""
    if SYLLABLE.match(pair):
        return pair[1] > LAST_VOWEL or (ord(pair[0]) - FIRST_SYLLABLE) % FINALS == 0
    return HANGUL.match(pair) is not None


def _is_conjunct(value: str, at: int) -> bool:
    """Say whether a virama joins the consonant at ``at`` to the one before it."""
    before = at - 1
    while before > 0 and (unicodedata.combining(value[before]) or value[before] == JOINER):
        before -= 1
    is_linked = any(c in LINKERS for c in value[before:at])
    return is_linked and all(unicodedata.category(c) == "Lo" for c in (value[before], value[at]))


def _is_shown(grapheme: str) -> bool:
    return unicodedata.category(grapheme[0]).startswith(SHOWN) or KEYCAP in grapheme


def _capital(grapheme: str) -> str:
    capital = grapheme.upper()
    return capital if len(capital) == len(grapheme) else grapheme
