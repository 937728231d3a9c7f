"""One form for all spellings of a text, so that equal names are equal in the database."""

import re
import unicodedata
from typing import Final

import idna

from models.keys import confusables
from models.keys.visibility import UNSEEN

FOLDED: Final = 2_000  # characters
LONGEST_USERNAME: Final = 64  # characters that a folded username may have; what is longer is none
LONGEST_LABEL: Final = 63  # characters, of a domain
DOTTED: Final = re.compile("([ij\u0456\u0458][\u0323-\u0333]*)\u0307+")  # these letters have their dot already


def fold(value: str) -> str:
    """Return the form that decides whether two texts are the same.

    NFKC, case-folded, without what nobody sees, single spaces, trimmed. The Turkish letters ı and İ count as i, so that
    people find Isparta and İzmir whichever keyboard they have.

    Only the first 2,000 characters count, which is more than any name has: putting accents in order takes time that
    grows with the square of their number, and this is asked of what strangers send.
    """
    return " ".join(fold_letters(value[:FOLDED]).split())


def fold_letters(value: str) -> str:
    """Return a text as `fold` does, with its white space as it is. It takes as long as `fold` says."""
    if value.isascii():
        return value.lower()
    plain = unicodedata.normalize("NFKC", UNSEEN.sub("", value))
    folded = unicodedata.normalize("NFKC", UNSEEN.sub("", plain).casefold().replace("ı", "i"))
    if "\u0307" in folded:
        folded = unicodedata.normalize("NFKC", DOTTED.sub(r"\1", unicodedata.normalize("NFD", folded)))
    return folded


def username_key(value: str) -> str:
    """Return the key of a username: folded, and a name that mixes scripts counts as the name that it looks like.

    ``mara`` with one Cyrillic а is the same as ``mara``; ``мара``, in one script, is another name.
    """
    key = fold(value)
    if key.isascii() or len(key) > LONGEST_USERNAME or not confusables.is_mixed(key):
        return key
    seen = UNSEEN.sub("", unicodedata.normalize("NFKC", UNSEEN.sub("", value[:FOLDED])))
    skeleton = fold(confusables.skeleton(unicodedata.normalize("NFD", seen)))
    return skeleton if skeleton == value else username_key(skeleton)  # a key is its own skeleton


def email_key(value: str) -> str:
    """Return the key of an e-mail address: its name folded, its domain in letters rather than in Punycode.

    A domain keeps its ı and ß: with i and ss it is another domain, and may be somebody else's. A value without an @ is
    folded as a whole: who signs in may have typed anything.
    """
    if value.isascii():
        name, at, domain = fold(value).rpartition("@")
    else:
        shown = unicodedata.normalize("NFKC", UNSEEN.sub("", value[:FOLDED]))
        name, at, domain = shown.replace("\u3002", ".").rpartition("@")
        name, domain = fold(name), " ".join(domain.split())
    return name + at + ".".join(map(_in_letters, domain.split("."))) if at else fold(value)


def _in_letters(label: str) -> str:
    """Return a label of a domain without Punycode, and as IDNA spells it; what cannot be one is folded."""
    try:
        if len(label) > LONGEST_LABEL:
            return fold(label)
        if label.isascii():
            label = label.lower()
            return UNSEEN.sub("", idna.ulabel(label)) if label.startswith("xn--") else label
        return UNSEEN.sub("", idna.uts46_remap(label, std3_rules=False))
    except idna.IDNAError:
        return fold(label)
