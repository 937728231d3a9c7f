"""Messages of one to three emoji and nothing else, which are shown large."""

import re
from typing import Final

from pages.components.initials import KEYCAP, graphemes

AT_MOST: Final = 3
ONLY_TEXT: Final = re.compile(r"<p>([^<&\n]{1,120})</p>")  # families of four with skin tones are long
PICTURE: Final = re.compile("[\U0001f000-\U0001faff]")
SHOWN_AS_PICTURE: Final = re.compile(  # by themselves, without a variation selector
    "[\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be"
    "\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757"
    "\u2764\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55]"
)
AS_PICTURE: Final = "\ufe0f"
CUSTOM: Final = re.compile('<picture>.{1,900}?</picture>|<img class="emoji"[^>]*>')


def is_lone_emoji(html: str) -> bool:
    """Say whether a message's HTML is one paragraph of one to three emoji, with or without spaces between them."""
    if html[3:4].isalpha():  # most texts begin with a letter
        return False
    found = ONLY_TEXT.fullmatch(CUSTOM.sub("\U0001f5bc\ufe0f", html) if 'class="emoji"' in html else html)
    if found is None or any(map(str.isalpha, found[1])):  # of others, their graphemes need no look
        return False
    shown = [one for one in graphemes(found[1]) if not one.isspace()]
    return 0 < len(shown) <= AT_MOST and all(map(_is_emoji, shown))


def _is_emoji(grapheme: str) -> bool:
    if KEYCAP in grapheme or AS_PICTURE in grapheme:
        return True
    return PICTURE.match(grapheme) is not None or SHOWN_AS_PICTURE.match(grapheme) is not None
