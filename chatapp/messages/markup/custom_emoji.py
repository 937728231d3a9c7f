"""Custom emoji in a message's HTML: filled in by a cheap second pass, so that the rendered text is kept as it is.

What may be one has an element of its own. Each costs one look-up, however many emoji a workspace has.
"""

import re
from collections.abc import Mapping
from html import escape
from types import MappingProxyType
from typing import Final

from chatapp.web import urls

NAME: Final = re.compile(r"[a-z][a-z0-9_-]{1,31}", re.ASCII)
CODE: Final = re.compile(f":({NAME.pattern}):", re.ASCII)
MARKED: Final = re.compile(f'<span class="emoji">{CODE.pattern}</span>', re.ASCII | re.IGNORECASE)
MARK: Final = '<span class="emoji">'
AT_MOST: Final = 200  # pictures in one text; the names of others are shown

Pictures = Mapping[str, str]  # a name → the HTML of its picture
NO_PICTURES: Final[Pictures] = MappingProxyType({})


def picture_html(name: str, digest: str, *, is_moving: bool) -> str:
    """Return the HTML of an emoji's picture. One that moves stands still for people who want nothing to move."""
    code, address = escape(f":{name}:"), escape(urls.emoji_picture(digest))
    image = f'<img class="emoji" src="{address}" alt="{code}" title="{code}" loading="lazy" decoding="async">'
    if not is_moving:
        return image
    still = escape(urls.emoji_picture(digest, is_still=True))
    return f'<picture><source media="(prefers-reduced-motion: reduce)" srcset="{still}">{image}</picture>'


def with_pictures(html: str, pictures: Pictures) -> str:
    """Return a text's HTML with the pictures of the emoji there are, and the names of all others."""
    if MARK not in html:
        return html
    shown = 0

    def fill(found: re.Match[str]) -> str:
        nonlocal shown
        picture = pictures.get(found[1].lower()) if shown < AT_MOST else None
        shown += picture is not None
        return picture or f":{found[1]}:"

    return MARKED.sub(fill, html)
