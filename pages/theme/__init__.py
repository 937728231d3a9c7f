"""How Chatapp looks: tokens, and the rules that use them, one file of styles for each part of the product.

`PARTS` is the order of the files: where two rules are equally specific, the later file wins.
"""

import re
from pathlib import Path

FOLDER = Path(__file__).parent
PARTS = (
    "tokens",
    "base",
    "forms",
    "frame",
    "home",
    "later",
    "sections",
    "rooms",
    "room",
    "conversation",
    "message_toolbar",
    "reactions",
    "system_lines",
    "pins",
    "panel",
    "message_text",
    "composer",
    "editing",
    "emoji",
    "sidebar",
    "people",
    "mentions",
    "highlighting",
    "profile",
    "admin",
    "onboarding",
    "toasts",
    "loading",
    "forced_colours",
    "touch",
)
CSS = "\n".join((FOLDER / f"{part}.css").read_text(encoding="utf-8") for part in PARTS)
TOKENS = (FOLDER / "tokens.css").read_text(encoding="utf-8")
PAPER = re.findall(r"--paper: *([^;]+);", TOKENS)[0]
LIGHT, DARK = (it.replace("var(--paper)", PAPER) for it in re.findall(r"--bg: *([^;]+);", TOKENS)[:2])
FIRST_PAINT = (  # in the page itself: before the stylesheet is there, a dark page would be white
    (FOLDER / "first_paint.css").read_text(encoding="utf-8").replace("LIGHT", LIGHT).replace("DARK", DARK)
)
ADDED_LINE = (FOLDER / "added_line.css").read_text(encoding="utf-8")  # of a single page; see `pages/room/added_line.py`
SEEN_MARK = (FOLDER / "seen_mark.css").read_text(encoding="utf-8")  # of a single page; see `pages/room/seen_mark.py`
OWN_LINES = (FOLDER / "own_lines.css").read_text(encoding="utf-8")  # of a single page; see `pages/room/own_lines.py`
UNREAD_LINE = (FOLDER / "unread_line.css").read_text(encoding="utf-8")  # of a single page; see `pages/room/reading.py`
OWN_MARKS = (FOLDER / "own_marks.css").read_text(encoding="utf-8")  # of a single page; see `pages/room/own_marks.py`
SAVED_MARKS = (FOLDER / "saved_marks.css").read_text(encoding="utf-8")  # of a single page; see `pages/room/saving.py`
