"""A message's text as safe HTML: a chat's Markdown, links and highlighted code; everything else is text.

| file | what it holds |
|---|---|
| rendering | `render`: the way from a text to its HTML, and the cache |
| turns | rendering many texts without blocking the event loop |
| parser | markdown-it-py's rule chain, as a chat needs it |
| emphasis | `*`: when it marks, and when it is a character |
| links | addresses as links |
| highlighting | code with its language's colours |
| sanitizing | the allow-list that all HTML passes |
"""

from chatapp.messages.markup.highlighting import HIGHLIGHT_LIMIT, LANGUAGES
from chatapp.messages.markup.rendering import labour, render
from chatapp.messages.markup.sanitizing import SCHEMES, TAGS
from chatapp.messages.markup.turns import Turns, render_ahead

__all__ = ["HIGHLIGHT_LIMIT", "LANGUAGES", "SCHEMES", "TAGS", "Turns", "labour", "render", "render_ahead"]
