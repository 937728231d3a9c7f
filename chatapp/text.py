"""What people type, made fit to store: normal forms, limits, and no characters that would harm a reader."""

import re
import unicodedata

from chatapp.errors import Invalid

BODY_LIMIT = 10_000
FOLDED = 2_000  # characters
ZERO_WIDTH_JOINERS = "\u200c\u200d"  # needed inside emoji and some scripts
HARMFUL_IN_A_LINE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}  # not "Cn": emoji newer than this Python are unassigned to it
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # "Cc" and "Cs" without tab and line end
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zs", "Zl", "Zp", "Mn", "Me"}
BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and symbols by category, nothing to the eye


def fold(value: str) -> str:
    """Return the form that decides whether two names are the same: NFKC, case-folded, single spaces, trimmed.

    Only the first 2,000 characters count, which is more than any name has: putting accents in order takes time that
    grows with the square of their number, and this is asked of what strangers send.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value[:FOLDED]).casefold())
    return " ".join(folded.split())


def search_term(value: str, *, at_most: int = 200) -> str:
    """Return what to look for in folded text, at most so many characters, without those that no name can hold."""
    return fold(storable(value))[:at_most]


def cursor(value: str) -> str:
    """Return where a list by name goes on: the last name shown, folded, without what no database takes."""
    return "".join(c for c in fold(value) if c != "\0" and unicodedata.category(c) != "Cs")


def storable(value: str) -> str:
    """Return a text without the characters that no database takes: controls and halves of characters."""
    return "".join(c for c in value[:FOLDED] if c.isprintable())


def single_line(value: str, field: str, label: str, *, at_most: int, at_least: int = 0) -> str:
    """Return one line of text, trimmed, NFC, with single spaces.

    Raises:
        Invalid: too short or long (characters), invisible, or holding control or direction-changing characters.
    """
    value = value.strip()
    if len(value) > 4 * at_most:
        raise Invalid({field: f"{label} may have at most {at_most} characters; this has {len(value)}."})
    if any(unicodedata.category(c) in HARMFUL_IN_A_LINE and c not in ZERO_WIDTH_JOINERS for c in value):
        raise Invalid({field: f"{label} holds characters that cannot be shown. Please type it anew."})
    clean = " ".join(unicodedata.normalize("NFC", value).split())
    if at_least and not is_visible(clean):
        raise Invalid({field: f"{label} is missing."})
    if len(clean) < at_least:
        raise Invalid({field: f"{label} needs at least {at_least} characters."})
    if len(clean) > at_most:
        raise Invalid({field: f"{label} may have at most {at_most} characters; this has {len(clean)}."})
    return clean


def body(value: str, field: str = "body") -> str:
    """Return a message's text: line feeds between lines, no blank lines around it, otherwise as typed.

    Raises:
        Invalid: blank, over 10,000 characters (code points), or holding control characters or half a character.
    """
    clean = re.sub(r"\r\n?", "\n", value).strip("\n").rstrip()
    if len(clean) > BODY_LIMIT:
        raise Invalid({field: f"A message may have at most {BODY_LIMIT:,} characters; this has {len(clean):,}."})
    if CONTROLS.search(clean):
        raise Invalid({field: "The message holds control characters, which cannot be shown."})
    if not is_visible(clean):
        raise Invalid({field: "The message is empty."})
    return clean


def is_encodable(value: str) -> bool:
    """Say whether ``value`` can be stored.

    JSON may hold half a character, which UTF-8 cannot, and NUL, which ends a text in PostgreSQL.
    """
    return "\0" not in value and not any(unicodedata.category(c) == "Cs" for c in value)


def is_visible(value: str) -> bool:
    """Say whether anything in ``value`` would be seen."""
    return any(c not in BLANK_LETTERS and unicodedata.category(c) not in INVISIBLE for c in value)
