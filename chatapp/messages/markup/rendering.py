"""The way from a message's text to its HTML: parsed, rendered, cleaned, and kept in a cache.

Pasted text must survive: there are no HTML, headings, tables, images, entities or backslash escapes, and `__init__`
stays `__init__` (only asterisks make emphasis). The HTML then passes an allow-list.
"""

import re
from html import escape
from typing import Final

from markdown_it.utils import OptionsDict

from chatapp.messages.markup.highlighting import Highlighter
from chatapp.messages.markup.parser import DEEP, SHALLOW
from chatapp.messages.markup.sanitizing import cleaned
from chatapp.messages.renderings import Renderings

PLAIN: Final = re.compile(r"[^*`~\[\]<>#:\n|+\-]*")  # without these characters there is neither markup nor a link
TOO_DEEP: Final = re.compile(r"^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))){10}", re.MULTILINE)  # on one line
NESTED: Final = re.compile(r"^(?: {12}|\t{3})[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]", re.MULTILINE)  # lists over many lines
MARKS_LIMIT: Final = 300  # starts of links; with thousands of them the parser takes more than half a second
MARKUP_LIMIT: Final = 100_000  # characters of HTML; a longer message is shown as plain text
KEPT: Final = 16 * 2**20  # bytes of texts and their HTML in the cache

_kept = Renderings(KEPT)


def render(body: str) -> str:
    """Return ``body`` as safe HTML, the same for every reader. Recent results come from a cache."""
    if _is_plain(body):
        return _as_text(body)
    html = _kept.get(body)
    if html is None:
        html = _marked_up(body)
        _kept.keep(body, html)
    return html


def labour(body: str) -> int:
    """Return how many characters `render` would have to process: 0 for plain text and for cached texts.

    A character takes about 10 µs; a short text takes as long as 60 characters.
    """
    return 0 if _is_plain(body) or body in _kept else max(60, len(body))


def _is_plain(body: str) -> bool:
    is_laborious = any(body.count(mark) > MARKS_LIMIT for mark in ("[", "://"))
    return is_laborious or PLAIN.fullmatch(body) is not None or TOO_DEEP.search(body) is not None


def _as_text(body: str) -> str:
    return f"<p>{escape(body, quote=False)}</p>"


def _marked_up(body: str) -> str:
    parser = DEEP if NESTED.search(body) else SHALLOW
    options = OptionsDict(parser.options)  # type: ignore[arg-type]
    options["highlight"] = Highlighter()
    html = cleaned(parser.renderer.render(parser.parse(body), options, {}))
    return html if len(html) <= MARKUP_LIMIT else _as_text(body)
