"""markdown-it-py's rule chain, as a chat needs it: rules switched off, replaced and added."""

from typing import Final

from markdown_it import MarkdownIt

from chatapp.messages.markup.emphasis import asterisks_only
from chatapp.messages.markup.links import add_links

SHALLOW_NESTING: Final = 20  # the parser drops what is deeper; a higher limit makes `[[[[…` slow
DEEP_NESTING: Final = 250  # deeper than indented lists of 10,000 characters can be


def _parser(nesting: int) -> MarkdownIt:
    parser = MarkdownIt(
        "commonmark",
        {"html": False, "linkify": True, "breaks": False, "maxNesting": nesting},
    )
    parser.enable("strikethrough")
    parser.disable(["code", "entity", "escape", "heading", "hr", "html_block", "html_inline", "image", "lheading"])
    parser.disable(["reference", "autolink", *(["link"] if nesting == DEEP_NESTING else [])])
    parser.inline.ruler.at("emphasis", asterisks_only)
    add_links(parser)
    return parser


SHALLOW, DEEP = _parser(SHALLOW_NESTING), _parser(DEEP_NESTING)
