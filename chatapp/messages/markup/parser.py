"""markdown-it-py's rule chain, as a chat needs it: rules left out, replaced and added (docs/markup.md)."""

from typing import Final

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType

from chatapp.messages.markup.blank_lines import blank_lines
from chatapp.messages.markup.code_spans import code_span
from chatapp.messages.markup.completeness import show_unseen
from chatapp.messages.markup.containers import LEVELS_LIMIT
from chatapp.messages.markup.emphasis import marks, part_code
from chatapp.messages.markup.fences import fence
from chatapp.messages.markup.html import add_html
from chatapp.messages.markup.links import add_links
from chatapp.messages.markup.lists import list_block
from chatapp.messages.markup.paragraphs import heading, horizontal_rule, paragraph, rest
from chatapp.messages.markup.quotes import quote
from chatapp.messages.markup.shortcodes import add_shortcodes
from chatapp.messages.markup.signs import add_signs
from chatapp.messages.markup.stops import add_stops
from chatapp.messages.markup.tables import table

NESTING: Final = LEVELS_LIMIT + 4  # markdown-it-py drops what is deeper, so that nothing may get there
BLOCKS: Final = {
    "table": table,
    "fence": fence,
    "blockquote": quote,
    "hr": horizontal_rule,
    "list": list_block,
    "heading": heading,
}
ENDING_TEXT: Final[RuleOptionsType] = {"alt": ["paragraph"]}  # these blocks may begin in the line after a text


def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "linkify": True, "maxNesting": NESTING})
    for name, rule in BLOCKS.items():
        parser.block.ruler.at(name, rule, None if name == "hr" else ENDING_TEXT)
    parser.block.ruler.at("paragraph", paragraph)
    parser.block.ruler.before("table", "rest", rest)
    parser.block.ruler.enable([*BLOCKS, "paragraph"])
    parser.inline.ruler.at("backticks", code_span)
    parser.inline.ruler.at("emphasis", marks)
    parser.inline.ruler.enable(["backticks", "emphasis"])
    parser.inline.ruler2.enable(["balance_pairs", "strikethrough", "emphasis"])
    parser.inline.ruler2.after("balance_pairs", "part_code", part_code)
    parser.core.ruler.after("block", "blank_lines", blank_lines)
    add_stops(parser)
    add_links(parser)
    add_shortcodes(parser)
    add_signs(parser)
    parser.core.ruler.push("show_unseen", show_unseen)
    add_html(parser)
    return parser


PARSER: Final = _parser()
