"""Cleaning what people type before it is stored: normal forms, limits, and no characters that would harm a reader."""

import re
import unicodedata
from functools import cache

import emoji as emojis
from emoji import EMOJI_DATA, STATUS

from chatapp.errors import Invalid
from models.keys import FOLDED, email_key, fold, is_blank, is_ignorable, is_visible, username_key
from models.keys.visibility import is_noncharacter

__all__ = ["FOLDED", "email_key", "fold", "is_visible", "username_key"]  # keys, for services; the rest is below

BODY_LIMIT = 10_000
OTHER_DRAFT_LIMIT = 2 * BODY_LIMIT
NOTHING = "The message is empty."
KEY_LIMIT = 64  # characters of what programs name things by
EMOJI_LIMIT = 64  # characters; no emoji is longer
VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f]")
ZERO_WIDTH_JOINERS = "\u200c\u200d"  # needed inside emoji and some scripts
HARMFUL_IN_A_LINE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}  # not "Cn": emoji newer than this Python are unassigned to it
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # "Cc" and "Cs" without tab and line end
# Invisible letters that turn a black flag into that of Wales, of Texas and so on.
REGION_TAGS = re.compile("(?<=\U0001f3f4)[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")


def search_term(value: str, *, at_most: int = 200) -> str:
    """Return what to look for in folded text, at most so many characters, without those that no name can have."""
    return fold(storable(value))[:at_most]


def cursor(value: str) -> str:
    """Return where a list by name goes on: the last name shown, folded, without characters that databases refuse."""
    return "".join(c for c in fold(value) if c != "\0" and unicodedata.category(c) != "Cs")


def storable(value: str) -> str:
    """Return a text without the characters that no database takes, with plain spaces for those of all scripts."""
    spaced = (" " if c.isspace() else c for c in value[:FOLDED])
    return "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cs"))


def single_line(value: str, field: str, noun: str, *, at_most: int, at_least: int = 0, missing: str = "") -> str:
    """Return one line of text, trimmed, NFC, with single spaces. Limits count characters (code points).

    ``noun``: what the line is, for what is said of it; ``missing``: said if there must be one, and is not.

    Raises:
        Invalid: it is too short, too long or invisible, or has control or direction-changing characters.
    """
    value = value.strip()
    if len(value) > 4 * at_most:
        raise Invalid({field: f"Use at most {at_most} characters; this has {len(value)}."})
    clean = " ".join(unicodedata.normalize("NFC", value).split())
    if any(map(_is_harmful, REGION_TAGS.sub("", value))):
        raise Invalid({field: f"This {noun} contains characters that can't be shown. Type it again."})
    if at_least and not is_visible(clean):
        raise Invalid({field: missing or f"Enter a {noun}."})
    if clean and not is_visible(clean):
        raise Invalid({field: f"This {noun} would be invisible. Type it again, or leave it empty."})
    if any(map(is_blank, clean)):
        raise Invalid({field: f"This {noun} contains letters that show nothing. Use spaces instead."})
    if len(clean) < at_least:
        raise Invalid({field: f"Use at least {at_least} characters."})
    if len(clean) > at_most:
        raise Invalid({field: f"Use at most {at_most} characters; this has {len(clean)}."})
    return clean


def name_and_key(value: str, *, at_most: int, key_at_most: int) -> tuple[str, str]:
    """Clean a name by which something is listed; return it and the key that tells whether it is taken.

    Raises:
        Invalid: as `single_line`, or the key is too long.
    """
    name = single_line(value, "name", "name", at_least=1, at_most=at_most)
    key = fold(name)
    if len(key) > key_at_most:
        raise Invalid({"name": "This name is too long once its special letters are spelled out."})
    return name, key


def _is_harmful(character: str) -> bool:
    """Say whether a character has no place in a line: it breaks it, turns its direction, or will never be shown."""
    category = unicodedata.category(character)
    if category == "Cn":
        return is_ignorable(character) or is_noncharacter(character)
    return category in HARMFUL_IN_A_LINE and character not in ZERO_WIDTH_JOINERS


def client_key(value: str, field: str) -> str:
    """Return what a program names something new by, so that asking twice makes it once.

    Raises:
        Invalid: it is empty, too long, or has other characters than printable ASCII.
    """
    key = value.strip()
    if not (0 < len(key) <= KEY_LIMIT and key.isascii() and key.isprintable()):
        raise Invalid({field: f"Send 1 to {KEY_LIMIT} printable ASCII characters; a UUID works best."})
    return key


def body(value: str, field: str = "body", *, may_be_empty: bool = False) -> str:
    """Return a message's text: line feeds between lines, no blank lines around it, otherwise as typed.

    ``may_be_empty``: a text that shows nothing is empty, and no error: the message has files.

    Raises:
        Invalid: it is blank, over 10,000 characters (code points), or has control characters or lone surrogates.
    """
    clean = _with_line_feeds(value).strip("\n").rstrip()
    if len(clean) > BODY_LIMIT:
        raise Invalid({field: f"A message can have up to {BODY_LIMIT:,} characters; this one has {len(clean):,}."})
    if not clean.isprintable() and CONTROLS.search(clean):
        raise Invalid({field: "The message contains control characters, which can't be shown."})
    if not is_visible(clean):
        if may_be_empty:
            return ""
        raise Invalid({field: NOTHING})
    return clean


def _with_line_feeds(value: str) -> str:
    return re.sub(r"\r\n?", "\n", value) if "\r" in value else value


def draft(value: str, field: str = "body", *, at_most: int = BODY_LIMIT) -> str:
    """Return a text that is not sent yet, as typed; one without anything visible is empty.

    Raises:
        Invalid: it is too long, or has characters that no message may have.
    """
    clean = _with_line_feeds(value)
    if len(clean) > at_most:
        raise Invalid({field: f"A draft can have up to {at_most:,} characters; this one has {len(clean):,}."})
    if CONTROLS.search(clean):
        raise Invalid({field: "The draft contains control characters, which can't be shown."})
    return clean if is_visible(clean) else ""


def emoji(value: str, field: str) -> str:
    """Return exactly one emoji in its fully qualified form.

    Raises:
        Invalid: it is something else, or more than one.
    """
    if len(value) > EMOJI_LIMIT or not emojis.is_emoji(known := qualified(value)):
        raise Invalid({field: "Send one emoji."})
    return known


def qualified(value: str) -> str:
    """Return the fully qualified form of an emoji, whichever variation selectors a keyboard has put into it.

    ❤ has one, U+FE0F, in this form; 👍 has none. What is no emoji stays as it is.
    """
    return _qualified_forms().get(VARIATION_SELECTORS.sub("", value), value)


@cache
def _qualified_forms() -> dict[str, str]:
    """Return the fully qualified form of every emoji by the emoji without variation selectors.

    `emoji.emojize` looks for each name through all of them, which takes a millisecond.
    """
    whole = STATUS["fully_qualified"]
    return {VARIATION_SELECTORS.sub("", emoji): emoji for emoji, data in EMOJI_DATA.items() if data["status"] <= whole}


def is_encodable(value: str) -> bool:
    """Say whether ``value`` can be stored.

    JSON can carry lone surrogates, which UTF-8 cannot encode, and NUL, which PostgreSQL refuses in a text.
    """
    return "\0" not in value and not any(unicodedata.category(c) == "Cs" for c in value)
