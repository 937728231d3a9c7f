"""How Chatapp looks: tokens, and the rules that use them, one file of styles for each part of the product."""

from pathlib import Path

FOLDER = Path(__file__).parent
PARTS = (  # later ones win
    *("tokens", "base", "forms", "frame", "rooms", "room", "message_text", "sidebar", "codes", "profile", "admin"),
)
CSS = "\n".join((FOLDER / f"{part}.css").read_text(encoding="utf-8") for part in PARTS)
UNREAD_LINE = (FOLDER / "unread_line.css").read_text(encoding="utf-8")  # of a single page; see `pages/room/reading.py`
