"""Texts of programs and of commands they run, without what can't be shown: a terminal's colours, control signs."""

import re
from typing import Final

ESCAPES: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]+[0-~]|[@-Z\\-_])")
CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # as in `chatapp.text`
ENDS: Final = re.compile(r"\r\n?")


def readable(text: str) -> str:
    """Return what can be shown of a text; line feeds and tabs stay."""
    return CONTROLS.sub("", ESCAPES.sub("", ENDS.sub("\n", text)))


def one_line(text: str) -> str:
    """Return what can be shown of a text, as one line."""
    return " ".join(readable(text).split())
