"""How Chatapp looks: tokens, and the rules that use them, one file of styles for each part of the product.

`PARTS` is the order of the files: where two rules are equally specific, the later file wins.
"""

import re
from pathlib import Path
from uuid import UUID

FOLDER = Path(__file__).parent
PARTS = (
    "tokens",
    "base",
    "menus",
    "forms",
    "frame",
    "home",
    "drafts_and_saved",
    "sections",
    "rooms",
    "room",
    "conversation",
    "message_toolbar",
    "attachments",
    "lightbox",
    "reactions",
    "thread_chip",
    "system_lines",
    "pins",
    "panel",
    "thread",
    "thread_list",
    "room_files",
    "message_text",
    "blocks",
    "composer",
    "attaching",
    "editing",
    "emoji",
    "custom_emoji",
    "sidebar",
    "switcher",
    "search",
    "people",
    "mentions",
    "activity",
    "highlighting",
    "profile",
    "admin",
    "onboarding",
    "installed",
    "toasts",
    "loading",
    "forced_colours",
    "touch",
)


def _read(name: str) -> str:
    return (FOLDER / f"{name}.css").read_text(encoding="utf-8")


CSS = "\n".join(map(_read, PARTS))
TOKENS = _read("tokens")
PAPER = re.findall(r"--paper: *([^;]+);", TOKENS)[0]
LIGHT, DARK = (it.replace("var(--paper)", PAPER) for it in re.findall(r"--bg: *([^;]+);", TOKENS)[:2])
FIRST_PAINT = (  # in the page itself: before the stylesheet is there, a dark page would be white
    _read("first_paint").replace("LIGHT", LIGHT).replace("DARK", DARK)
)
# Of a single page, which fills them in: what is personal cannot stand in rows that all readers share. Those that name a
# message by its number begin with its place, for a page may show two rooms (`in_place`).
ADDED_LINE = _read("added_line")  # `pages/room/timeline/added_line.py`
OWN_MARKS = _read("own_marks")  # `pages/room/timeline/own_marks.py`
OWN_NAME = _read("own_name")  # `pages/room/timeline/own_marks.py`
SAVED_MARKS = _read("saved_marks")  # `pages/room/message_actions/saving.py`
SEEN_MARK = _read("seen_mark")  # `pages/room/timeline/seen_mark.py`
UNREAD_LINE = _read("unread_line")  # `pages/room/timeline/reading.py`


def in_place(style: str, room_uuid: UUID) -> str:
    """Return a style of one page for the conversation of this room alone."""
    return style.replace("PLACE", f'[data-place="{room_uuid}"]')
