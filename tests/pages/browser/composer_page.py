"""A page that holds a composer as Python builds it, without Python."""

from pages.browser import emoji_list
from pages.room.composer.composer import TAG, ComposerView, composer_html

VIEW = ComposerView("Message Lobby", has_readers=True, file_limit=1000)
COMPOSER = f"<{TAG}>{composer_html(VIEW)}</{TAG}>".replace(emoji_list.address(), "/emoji.json")


def in_place(html: str, room: str = "r", more: str = "") -> str:
    """Return the place of a room that holds this."""
    return f'<div data-place="{room}" {more}>{html}</div>'


HTML = in_place(COMPOSER)
