"""A message's text as safe HTML: a small, chat-sized Markdown, links and highlighted code; everything else is text.

Pasted text must survive: there are no HTML, headings, tables, images, entities or backslash escapes, and `__init__`
stays `__init__` (only asterisks make emphasis). The HTML then passes an allow-list.
"""

import asyncio
import re
from collections.abc import Iterable
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, emphasis
from markdown_it.utils import OptionsDict
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from chatapp.messages.renderings import Renderings

PLAIN = re.compile(r"[^*`~\[\]<>#:\n|+\-]*")  # without these characters there is neither markup nor a link
TOO_DEEP = re.compile(r"^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))){10}", re.MULTILINE)  # on one line
DEEP = re.compile(r"^(?: {12}|\t{3})[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]", re.MULTILINE)  # lists in lists, over many lines
SHALLOW_NESTING = 20  # the parser drops what is deeper; a higher limit makes `[[[[…` slow
DEEP_NESTING = 250  # deeper than indented lists of 10,000 characters can be
MARKS_LIMIT = 300  # starts of links; with thousands of them the parser takes more than half a second
MARKUP_LIMIT = 100_000  # characters of HTML; a longer message is shown as plain text
TAGS = {"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "s", "span", "strong", "ul"}
HIGHLIGHT_LIMIT = 2_000  # characters; a lexer's time grows faster than the text, and it runs on the event loop
PIECE = 500  # characters rendered in one turn of the event loop: a few milliseconds
KEPT = 16 * 2**20  # bytes of texts and their HTML in the cache
LANGUAGES = {  # Pygments knows 600 more, some of which hang on a few hundred hostile characters
    **{
        name: name
        for name in ("bash", "css", "diff", "go", "html", "ini", "json", "python", "rust", "sql", "toml", "xml")
    },
    "console": "bash",
    "dockerfile": "docker",
    "docker": "docker",
    "javascript": "javascript",
    "js": "javascript",
    "py": "python",
    "pycon": "pycon",
    "pytb": "pytb",
    "sh": "bash",
    "shell": "bash",
    "ts": "typescript",
    "typescript": "typescript",
    "yaml": "yaml",
    "yml": "yaml",
}
ATTRIBUTES = {"a": {"href", "target"}, "ol": {"start"}, "span": {"class"}, "pre": {"tabindex"}}
SCHEMES = {"http", "https", "mailto"}

_formatter = HtmlFormatter(nowrap=True)
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


class Turns:
    """Divides rendering into pieces, one for each turn of the event loop. ``has_paused``: it took several."""

    def __init__(self) -> None:
        self._done = 0
        self.has_paused = False

    async def spend(self, labour: int) -> None:
        """Count rendered characters; yields to the event loop whenever they complete a piece."""
        self._done += labour
        if self._done >= PIECE:
            self._done, self.has_paused = 0, True
            await asyncio.sleep(0)


async def render_ahead(bodies: Iterable[str]) -> None:
    """Render texts into the cache, yielding to the event loop in between."""
    turns = Turns()
    for body in bodies:
        effort = labour(body)
        render(body)
        await turns.spend(effort)


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
    parser = _deep if DEEP.search(body) else _shallow
    options = OptionsDict(parser.options)  # type: ignore[arg-type]
    options["highlight"] = Highlighter()
    html = _cleaned(parser.renderer.render(parser.parse(body), options, {}))
    return html if len(html) <= MARKUP_LIMIT else _as_text(body)


def _cleaned(html: str) -> str:
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}, "pre": {"tabindex": "0"}},
    )


def _asterisks_only(state: StateInline, silent: bool) -> bool:
    return state.src[state.pos] == "*" and emphasis.tokenize(state, silent)


class Highlighter:
    """Highlights the code of one message, up to a limit for all of it."""

    def __init__(self) -> None:
        self._left = HIGHLIGHT_LIMIT

    def __call__(self, code: str, language: str, _: str) -> str:
        """Return code as HTML."""
        name = LANGUAGES.get(language.lower())
        if name is None or len(code) > self._left:
            return escape(code, quote=False)
        self._left -= len(code)
        return highlight(code, get_lexer_by_name(name), _formatter)


def _parser(nesting: int) -> MarkdownIt:
    parser = MarkdownIt(
        "commonmark",
        {"html": False, "linkify": True, "breaks": False, "maxNesting": nesting},
    )
    parser.enable(["linkify", "strikethrough"])
    parser.disable(["code", "entity", "escape", "heading", "hr", "html_block", "html_inline", "image", "lheading"])
    parser.disable(["reference", "autolink", *(["link"] if nesting == DEEP_NESTING else [])])
    parser.inline.ruler.at("emphasis", _asterisks_only)
    if parser.linkify is not None:
        parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
        parser.linkify.add("ftp:", None).add("//", None)
    return parser


_shallow, _deep = _parser(SHALLOW_NESTING), _parser(DEEP_NESTING)
