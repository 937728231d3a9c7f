"""Names of files: what people see, what their own machine saves a file as, and what can harm neither."""

import re
import unicodedata
from typing import Final

from chatapp.errors import Invalid
from models.keys import is_visible
from models.keys.visibility import is_noncharacter

LONGEST: Final = 120  # characters
LONGEST_SUFFIX: Final = 12  # with its dot
MOST_READ: Final = 2_000  # characters of a name that is far too long
NAMELESS: Final = "file"
HARMFUL: Final = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
JOINERS: Final = "\u200d"  # between the parts of an emoji
UNSAVEABLE: Final = re.compile(r'[<>:"|?*]')  # on some machines
RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)  # devices, on some machines

SUFFIXES: Final = {
    "image/png": (".png", ".apng"),
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
}
OF_PICTURES: Final = (*(suffix for some in SUFFIXES.values() for suffix in some), ".avif", ".bmp", ".dib")


def safe_name(given: str) -> str:
    """Return a name for a file: its last part, without what leads elsewhere, turns the text or can't be saved.

    Raises:
        Invalid: there is none.
    """
    if not given.strip():
        raise Invalid({"name": "This file has no name. Rename it and try again."})
    last = given.replace("\\", "/").rstrip("/").rpartition("/")[2]
    last = f"{last[:MOST_READ]}{last[-LONGEST_SUFFIX:] if len(last) > MOST_READ else ''}"
    shown = "".join(c for c in unicodedata.normalize("NFC", last) if c in JOINERS or _is_shown(c))
    clean = UNSAVEABLE.sub("_", " ".join(shown.split())).strip(" .") if shown.strip(" .") else ""
    if not clean or not is_visible(clean):
        return NAMELESS
    clean = f".{clean}" if last.startswith(".") and not last.startswith("..") else clean
    return _shortened(f"_{clean}" if RESERVED.fullmatch(clean) else clean)


def named_after(name: str, media_type: str) -> str:
    """Return the name of a file with a suffix that tells what it is, if it is a picture."""
    fitting = SUFFIXES.get(media_type)
    if fitting is None or name.lower().endswith(fitting):
        return name
    stem, dot, suffix = name.rpartition(".")
    is_of_picture = bool(stem) and f"{dot}{suffix}".lower() in OF_PICTURES
    return _shortened(f"{stem if is_of_picture else name}{fitting[0]}")


def _is_shown(character: str) -> bool:
    return unicodedata.category(character) not in HARMFUL and not is_noncharacter(character)


def _shortened(name: str) -> str:
    """Return a name of at most 120 characters, and 240 bytes, that keeps its suffix."""
    stem, dot, suffix = name.rpartition(".")
    end = f"{dot}{suffix}" if stem and len(suffix) < LONGEST_SUFFIX else ""
    stem = name.removesuffix(end) if end else name
    while len(stem) + len(end) > LONGEST or len(f"{stem}{end}".encode()) > 2 * LONGEST:
        stem = stem[:-1]
    return f"{stem.rstrip()}{end}"
