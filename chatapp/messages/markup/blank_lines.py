"""Empty lines between blocks are seen as they were typed. Blocks do not have them; this puts them back."""

from typing import Final

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

TEXTS: Final = {"paragraph_open": "paragraph_close", "item_text_open": "item_text_close"}
LEAF_BLOCKS: Final = {*TEXTS, "heading_open", "fence", "hr", "table_open"}
CONTAINERS: Final = {"bullet_list_open", "ordered_list_open", "list_item_open", "blockquote_open"}


def blank_lines(state: StateCore) -> None:
    """Add a token for the empty lines between two blocks. Text with empty lines in it becomes one paragraph again."""
    state.tokens = _Filler().filled(state.tokens)


class _Filler:
    """Copies tokens, adding what is missing between them. ``_line``: the first line not yet accounted for."""

    def __init__(self) -> None:
        self._line = 0
        self._tokens: list[Token] = []
        self._quotes: list[int] = []  # the ends of those that are open

    def filled(self, tokens: list[Token]) -> list[Token]:
        """Return the tokens with a `text_gap` or `block_gap` for the empty lines between them. Call once."""
        for token in tokens:
            if token.type in LEAF_BLOCKS or token.type in CONTAINERS:
                self._open(token)
            elif token.type == "blockquote_close":
                self._add(self._quotes.pop())
                self._tokens.append(token)
            else:
                self._tokens.append(token)
        return self._tokens

    def _open(self, token: Token) -> None:
        start, end = token.map or (self._line, self._line)
        if self._tokens and self._tokens[-1].type == TEXTS.get(token.type):
            self._tokens[-1] = _gap("text_gap", start - self._line + 1)
            self._line = end
            return
        self._add(start)
        self._tokens.append(token)
        if token.type == "blockquote_open":
            self._quotes.append(end)
        if token.type in LEAF_BLOCKS:
            self._line = end

    def _add(self, line: int) -> None:
        """Add the empty lines before ``line``: not between two items, but at the end of the first."""
        if line > self._line:
            gap = _gap("block_gap", line - self._line)
            at = len(self._tokens) - (bool(self._tokens) and self._tokens[-1].type == "list_item_close")
            self._tokens.insert(at, gap)
            self._line = line


def _gap(kind: str, lines: int) -> Token:
    return Token(kind, "", 0, content="\n" * lines, block=True)
