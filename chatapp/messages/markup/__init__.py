"""A message's text as safe HTML: a chat's Markdown, links and highlighted code; everything else is text.

The message around it, with its author, time, quote and reactions, becomes HTML in `pages/room/message/message_html.py`.

| file | what it holds |
|---|---|
| rendering, rendering_cache | `render`: the way from a text to its HTML; a cache of it |
| turns | rendering without blocking the event loop |
| budget, stops | what marks may cost, and where the parser looks for them |
| parser | markdown-it-py's rule chain, as a chat needs it |
| paragraphs, fences, lists, quotes, tables | the blocks |
| containers | what lists and quotes have in common |
| blank_lines | the empty lines between blocks |
| emphasis, code_spans | `*`, `_`, `~~` and backticks: when they are marks, and when characters |
| links | links, and what could make one look like another |
| addresses | where an address ends, and where it leads |
| action_lines | `/me` at the beginning: what the author does |
| shortcodes | `:tada:` as an emoji |
| custom_emoji | `:name:` as the picture that the workspace has given it |
| signs | where a name may begin: `@ada`, `#lobby` |
| completeness | what would not be seen is shown as typed |
| highlighting | code with its language's colours |
| html | the HTML of what only a chat's Markdown has |
| sanitizing | the allow-list that all HTML passes |
"""

from chatapp.messages.markup.custom_emoji import NO_PICTURES, Pictures, with_pictures
from chatapp.messages.markup.highlighting import HIGHLIGHT_LIMIT, LANGUAGES
from chatapp.messages.markup.rendering import SIGN, labour, render, render_signed
from chatapp.messages.markup.sanitizing import SCHEMES, TAGS
from chatapp.messages.markup.turns import LONG, Turns, is_laborious, render_ahead, render_new, render_one

__all__ = [
    "HIGHLIGHT_LIMIT",
    "LANGUAGES",
    "LONG",
    "NO_PICTURES",
    "SCHEMES",
    "SIGN",
    "TAGS",
    "Pictures",
    "Turns",
    "is_laborious",
    "labour",
    "render",
    "render_ahead",
    "render_new",
    "render_one",
    "render_signed",
    "with_pictures",
]
