"""Which characters show nothing: a name may not consist of them, and a key does not have them."""

import re
import unicodedata
from typing import Final

IGNORABLE: Final = (  # Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties.txt; Hangul fillers are in BLANK
    "\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
BLANK: Final = (  # letters and symbols by category: fillers of Hangul, Braille, music, hieroglyphs, Khitan
    "\u115f\u1160\u3164\uffa0\u2800\U0001d159\U00013441\U00013442\U00016fe4"
)
UNSEEN: Final = re.compile(f"[{IGNORABLE}{BLANK}]+")
INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zs", "Zl", "Zp", "Mn", "Me"})  # a mark needs a letter
_IGNORABLE: Final = re.compile(f"[{IGNORABLE}]")


def is_ignorable(character: str) -> bool:
    """Say whether a character only changes how others look, such as joiners, variation selectors and tags."""
    return _IGNORABLE.match(character) is not None


def is_blank(character: str) -> bool:
    """Say whether a character counts as a letter or symbol and shows nothing."""
    return character in BLANK


def is_visible(value: str) -> bool:
    """Say whether anything in ``value`` would be seen: most texts begin with a letter of ASCII."""
    return "!" <= value[:1] <= "~" or any(
        (category := unicodedata.category(c)) not in INVISIBLE and not (category == "Cn" and is_noncharacter(c))
        for c in UNSEEN.sub("", value)
    )


def is_noncharacter(character: str) -> bool:
    """Say whether this is a code point that will never be a character."""
    return ord(character) & 0xFFFE == 0xFFFE or "\ufdd0" <= character <= "\ufdef"
