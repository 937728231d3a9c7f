"""The HTML of what only a chat's Markdown has, and of code with its language."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from chatapp.messages.markup.budget import COLOURS, spend
from chatapp.messages.markup.custom_emoji import MARK
from chatapp.messages.markup.highlighting import Highlighter

SIGN_OPEN: Final = '<span class="sign">'  # before the sign of what may be a name
HIGHLIGHTER: Final = "highlighter"  # the key of a message's own in the environment

RenderRule = Callable[[Any, Sequence[Token], int, Any, dict[str, Any]], str]


def add_html(parser: MarkdownIt) -> None:
    """Give a parser's renderer a rule for each token that markdown-it-py does not know, or shows in another way."""
    for kind, rule in RULES.items():
        parser.add_render_rule(kind, rule)


def _fixed(html: str) -> RenderRule:
    return lambda renderer, tokens, index, options, env: html


def _text_gap(_: Any, tokens: Sequence[Token], index: int, __: Any, ___: dict[str, Any]) -> str:
    return tokens[index].content


def _block_gap(_: Any, tokens: Sequence[Token], index: int, __: Any, ___: dict[str, Any]) -> str:
    return "<br>\n" * len(tokens[index].content)


def _item(renderer: Any, tokens: Sequence[Token], index: int, _: Any, __: dict[str, Any]) -> str:
    return f"<li{renderer.renderAttrs(tokens[index])}>"


def _task_box(_: Any, tokens: Sequence[Token], index: int, __: Any, ___: dict[str, Any]) -> str:
    return DONE if tokens[index].meta["is_done"] else OPEN


def _code(_: Any, tokens: Sequence[Token], index: int, __: Any, env: dict[str, Any]) -> str:
    """Return a block of code; what is not shown by colours is named above it."""
    token = tokens[index]
    highlighter: Highlighter = env[HIGHLIGHTER]
    coloured = highlighter(token.content, token.info) if spend(env, COLOURS * len(token.content)) else None
    if coloured is not None:
        return f"<pre><code>{coloured}</code></pre>\n"
    name = f"<small>{escape(token.info, quote=False)}</small>\n" if token.info else ""
    return f"{name}<pre><code>{escape(token.content, quote=False)}</code></pre>\n"


def _sign(_: Any, tokens: Sequence[Token], index: int, __: Any, ___: dict[str, Any]) -> str:
    return f"{SIGN_OPEN}{tokens[index].content}</span>"


def _emoji(_: Any, tokens: Sequence[Token], index: int, __: Any, ___: dict[str, Any]) -> str:
    return f"{MARK}{tokens[index].content}</span>"


OPEN: Final = '<span class="box">\u2610</span> '
DONE: Final = '<span class="box">\u2611\ufe0e</span> '
RULES: Final[dict[str, RenderRule]] = {
    "heading_open": _fixed("<p><strong>"),
    "heading_close": _fixed("</strong></p>\n"),
    "paragraph_open": _fixed("<p>"),
    "paragraph_close": _fixed("</p>\n"),
    "item_text_open": _fixed("<div>"),
    "item_text_close": _fixed("</div>\n"),
    "table_open": _fixed('<div class="scroller" tabindex="0"><table>\n'),
    "table_close": _fixed("</table></div>\n"),
    "list_item_open": _item,
    "text_gap": _text_gap,
    "block_gap": _block_gap,
    "task_box": _task_box,
    "fence": _code,
    "sign": _sign,
    "emoji": _emoji,
}
