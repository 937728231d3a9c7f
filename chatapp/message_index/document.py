"""What the index holds of a message, and what of a term is looked up in it.

Both indexes know runs of three characters. So a document is the folded text, and after it each character of a script
without spaces between words, with the one that follows it, between spaces: `  中文  `. Two such characters are then a
run of three, and so is one with the two spaces before it.
"""

import re
from collections.abc import Collection, Sequence
from enum import IntFlag
from typing import Final, NamedTuple

from chatapp.message_index.folding import fold_text

DENSE: Final = (  # where one character says what elsewhere a word does: East Asian scripts, and emoji
    "\u1100-\u11ff\u2190-\u2bff\u3005-\u3007\u3040-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua000-\ua4cf\uac00-\ud7af\uf900-\ufaff\U0001b000-\U0001b2ff\U0001f000-\U0001faff\U00020000-\U0003ffff"
)
HEADS: Final = re.compile(f"(?=([{DENSE}]{{1,2}}))")
IS_DENSE: Final = re.compile(f"[{DENSE}]")
RUN: Final = 3  # characters that the indexes know
AFTER_TEXT: Final = "\n  "  # no folded text has a line feed
LINK: Final = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)
CODE: Final = re.compile(r"```|~~~|`[^`\n]+`")


class Kinds(IntFlag):
    """What a message has besides plain words."""

    LINK = 1
    CODE = 2
    FILE = 4
    IMAGE = 8


PLAIN: Final = Kinds(0)


class Entry(NamedTuple):
    """A message as the index takes it. ``files``: their names; ``has_image``: one of them is a picture."""

    message_id: int
    room_id: int
    author_id: int
    body: str
    files: tuple[str, ...] = ()
    has_image: bool = False


def haystack(body: str, files: Sequence[str] = ()) -> str:
    """Return the text in which terms are looked for: a message's own, and then the names of its files, a line each."""
    return "\n".join(map(fold_text, (body, *sorted(files)))) if files else fold_text(body)  # databases have no order


def document(entry: Entry) -> str:
    """Return a message as text whose runs of three characters are indexed."""
    text = haystack(entry.body, entry.files)
    return with_heads(text, heads_of(text))


def heads_of(text: str) -> Collection[str]:
    """Return the characters of a folded text that are enough to be looked for, each with the one that follows it."""
    return () if text.isascii() else dict.fromkeys(HEADS.findall(text))


def with_heads(text: str, heads: Collection[str]) -> str:
    """Return a folded text, and these after it."""
    return f"{text}{AFTER_TEXT}{'  '.join(heads)}  " if heads else text + AFTER_TEXT


def kinds(entry: Entry) -> Kinds:
    """Return what a message has besides plain words."""
    found, body = PLAIN, entry.body
    if ":" in body and LINK.search(body):
        found |= Kinds.LINK
    if ("`" in body or "~" in body) and CODE.search(body):
        found |= Kinds.CODE
    if entry.files:
        found |= Kinds.FILE
    if entry.has_image:
        found |= Kinds.IMAGE
    return found


def pattern(term: str) -> str:
    """Return what every document that holds the term has: a run of three characters or more, or else nothing.

    Two letters of a script that is not dense have none.
    """
    if len(term) >= RUN:
        return term
    if len(term) == 2 and all(map(is_dense, term)):
        return f" {term} "
    return next((f"  {character}" for character in term if is_dense(character)), "")


def is_dense(character: str) -> bool:
    """Say whether one character is enough to be looked for."""
    return IS_DENSE.match(character) is not None
