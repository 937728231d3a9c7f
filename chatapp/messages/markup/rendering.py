"""The way from a message's text to its HTML: parsed, rendered, cleaned, and kept in a cache.

What people paste must survive: each character is seen as it was typed, or is a mark whose effect is seen. There are no
HTML, images, entities or backslash escapes. The HTML then passes an allow-list.
"""

import re
from html import escape
from typing import Final

from chatapp.messages.markup.custom_emoji import NO_PICTURES, Pictures, with_pictures
from chatapp.messages.markup.highlighting import Highlighter
from chatapp.messages.markup.html import HIGHLIGHTER, SIGN_OPEN
from chatapp.messages.markup.links import OVERRIDES
from chatapp.messages.markup.parser import PARSER
from chatapp.messages.markup.rendering_cache import RenderingCache
from chatapp.messages.markup.sanitizing import cleaned

PLAIN: Final = re.compile(r"(?![ \t]*\d+[.)])[^*_`~\[<>#@\uff20:\n|\-\u202d\u202e]*")  # nothing to parse
SIGN: Final = re.compile(f"{SIGN_OPEN}(.)</span>")
MARKUP_LIMIT: Final = 100_000  # characters of HTML; a longer message is shown as plain text
SPELLED: Final = {ord(control): f"U+{ord(control):04X}" for control in OVERRIDES}  # nobody's text turns another's
KEPT: Final = 16 * 2**20  # bytes of texts and their HTML in the cache

_kept = RenderingCache(KEPT)


def render(body: str, pictures: Pictures = NO_PICTURES) -> str:
    """Return ``body`` as safe HTML, the same for every reader. Recent results come from a cache.

    ``pictures``: of custom emoji; the names of others are shown.
    """
    if _is_plain(body):
        return _as_text(body)
    html = SIGN.sub(r"\1", html) if SIGN_OPEN in (html := render_signed(body)) else html
    return with_pictures(html, pictures)


def render_signed(body: str) -> str:
    """Return what `render` does, with what the text can't say the meaning of in elements of its own.

    These are each sign that may begin a name, as `SIGN`, and each name that a custom emoji may have: `with_pictures`.
    """
    if _is_plain(body):
        return _as_text(body)
    html = _kept.get(body)
    if html is None:
        html = marked_up(body)
        keep(body, html)
    return html


def keep(body: str, html: str) -> None:
    """Add a text's HTML to the cache. Call it in the event loop's thread."""
    _kept.keep(body, html)


def labour(body: str) -> int:
    """Return how many characters `render` would have to process: 0 for plain text and for cached texts.

    A character takes about 10 µs; a short text takes as long as 60 characters.
    """
    return 0 if _is_plain(body) or body in _kept else max(60, len(body))


def _is_plain(body: str) -> bool:
    """Say whether nothing in a text can be a mark: it is rendered in a moment, and never kept."""
    return PLAIN.fullmatch(body) is not None


def _as_text(body: str) -> str:
    shown = body if body.isascii() else body.translate(SPELLED)
    return f"<p>{escape(shown, quote=False)}</p>"


def marked_up(body: str) -> str:
    """Return a text with marks as safe HTML, without the cache. Any thread may call it."""
    environment = {HIGHLIGHTER: Highlighter()}
    html = cleaned(PARSER.render(body, environment))
    for control in OVERRIDES:  # in code, and where the budget was used up
        html = html.replace(control, f'<span class="control">{SPELLED[ord(control)]}</span>')
    return html if len(html) <= MARKUP_LIMIT else _as_text(body)
