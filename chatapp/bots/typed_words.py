"""The words of a line, as people type them: one in quotation marks may have spaces."""

import shlex
from typing import Final

QUOTES: Final = {"'": "'", '"': '"', "“": "”", "„": "“", "«": "»"}  # telephones type the curved ones


class Words:
    """The words of a line, one after the other. ``is_open``: it is still being typed."""

    def __init__(self, text: str, *, is_open: bool = False) -> None:
        self._left = text.strip()
        self._is_open = is_open and bool(self._left) and text[-1:].isspace()  # another word may follow

    @property
    def is_over(self) -> bool:
        """Whether the word that was taken last is the last, and not finished."""
        if self._left:
            return False
        is_over, self._is_open = not self._is_open, False
        return is_over

    def next(self) -> str:
        """Take the next word; empty if there is none."""
        if closed_by := QUOTES.get(self._left[:1]):
            closing = self._left.find(closed_by, 1)
            if closing > 0:
                word, self._left = self._left[1:closing], self._left[closing + 1 :].strip()
                return word
        word, *left = self._left.split(maxsplit=1) or [""]
        self._left = left[0] if left else ""
        return word

    def rest(self) -> str:
        """Take all that is left, as it is."""
        left, self._left = self._left, ""
        return left

    def all(self) -> list[str]:
        """Take the words that are left."""
        left = self.rest()
        try:
            return shlex.split(left)
        except ValueError:  # a quotation mark alone
            return left.split()
