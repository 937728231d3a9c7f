"""How Chatapp looks: tokens, and the rules that use them, one file of styles for each part of the product.

- `foundation/`: tokens, plain elements, and what small screens, fingers and high contrast change everywhere
- `elements/`: what any part uses: menus, forms, toasts, the emoji picker
- `shell/`: the frame, the sidebar, the switcher
- `conversation/`: a room: its head, timeline, panel and thread
- `messages/`: one message, and what is in it
- `composer/`: the field, and files on their way
- `views/`: one file for each other view
- `per_reader/`: what is filled in for one reader, as a style of their page alone

`PARTS` is the order of the files: where two rules are equally specific, the later file wins.
"""

import re
from pathlib import Path
from uuid import UUID

FOLDER = Path(__file__).parent
PARTS = (
    "foundation/tokens",
    "foundation/base",
    "elements/menus",
    "elements/forms",
    "shell/frame",
    "views/home",
    "views/drafts_and_saved",
    "elements/sections",
    "views/rooms",
    "conversation/room",
    "conversation/conversation",
    "messages/message_toolbar",
    "messages/attachments",
    "elements/lightbox",
    "messages/reactions",
    "messages/thread_chip",
    "conversation/system_lines",
    "conversation/pins",
    "conversation/room_head",
    "conversation/details",
    "conversation/thread",
    "views/thread_list",
    "conversation/room_files",
    "messages/message_text",
    "messages/blocks",
    "composer/composer",
    "composer/attaching",
    "messages/editing",
    "elements/emoji",
    "elements/custom_emoji",
    "shell/sidebar",
    "shell/switcher",
    "views/search",
    "views/people",
    "views/mentions",
    "views/activity",
    "messages/highlighting",
    "views/settings",
    "views/person_card",
    "views/admin",
    "views/onboarding",
    "views/installed",
    "elements/toasts",
    "elements/loading",
    "foundation/forced_colours",
    "foundation/touch",
)


def _read(name: str) -> str:
    return (FOLDER / f"{name}.css").read_text(encoding="utf-8")


CSS = "\n".join(map(_read, PARTS))
TOKENS = _read("foundation/tokens")
PAPER = re.findall(r"--paper: *([^;]+);", TOKENS)[0]
LIGHT, DARK = (it.replace("var(--paper)", PAPER) for it in re.findall(r"--bg: *([^;]+);", TOKENS)[:2])
FIRST_PAINT = (  # in the page itself: before the stylesheet is there, a dark page would be white
    _read("foundation/first_paint").replace("LIGHT", LIGHT).replace("DARK", DARK)
)
# Of a single page, which fills them in: what is personal cannot stand in rows that all readers share. Those that name a
# message by its number begin with its place, for a page may show two rooms (`in_place`).
ADDED_LINE = _read("per_reader/added_line")  # `pages/room/timeline/added_line.py`
OWN_MARKS = _read("per_reader/own_marks")  # `pages/room/timeline/own_marks.py`
OWN_NAME = _read("per_reader/own_name")  # `pages/room/timeline/own_marks.py`
SAVED_MARKS = _read("per_reader/saved_marks")  # `pages/room/message_actions/saving.py`
SEEN_MARK = _read("per_reader/seen_mark")  # `pages/room/timeline/seen_mark.py`
UNREAD_LINE = _read("per_reader/unread_line")  # `pages/room/timeline/reading.py`


def in_place(style: str, room_uuid: UUID) -> str:
    """Return a style of one page for the conversation of this room alone."""
    return style.replace("PLACE", f'[data-place="{room_uuid}"]')
