"""The names in a message's text: what stands after a sign, and all that it could be short of, the longest first.

Names are compared as accounts and rooms compare theirs, regardless of case and width. `@ada.` means ada, unless there
is a person called `ada.`; `@adamant` never does.
"""

import re
import unicodedata
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import islice, takewhile
from typing import Final, NamedTuple, TypeVar

from chatapp.accounts.names import BETWEEN, IN_CONTEXT, WRITABLE
from chatapp.messages import markup
from chatapp.messages.markup.signs import SIGNS, UNSPACED
from chatapp.text import fold, username_key
from models import MentionKind

CALLS: Final = (MentionKind.ROOM, MentionKind.HERE)  # `@room` and `@here`, whoever else has such a name
TYPED_AT_MOST: Final = 64  # characters of a name, before its width is folded
ENDS_AT_MOST: Final = 24  # places where one name may end
NAMES_AT_MOST: Final = 500  # in one message; what comes after them is text
LOOKED_AT: Final = 1_200  # ends of all names in one message, as far: each takes some 10 µs
SEPARATORS: Final = frozenset(BETWEEN + IN_CONTEXT)
JOINERS: Final = frozenset("\u200c\u200d")
SIGNED: Final = re.compile(f"{markup.SIGN.pattern}([^<]{{0,400}})")
QUOTED: Final = re.compile("<(/?)blockquote>")

Found = TypeVar("Found")


class Ending(NamedTuple):
    """A name as far as one of its possible ends. ``typed``: as it stands there; ``is_whole``: no word goes on."""

    key: str
    typed: str
    is_whole: bool


class Endings:
    """What the names in one text may be, in their order, as far as they are looked at: the same wherever one asks."""

    def __init__(self) -> None:
        self._left = LOOKED_AT

    def of(self, sign: str, after: str) -> list[Ending]:
        """Return what the next name may be, the longest first. ``after``: HTML's text, as it follows the sign."""
        found = list(islice(endings(sign, after), self._left))
        self._left -= len(found)
        return [one for one in found if one.is_whole or one.key not in CALLS]


@dataclass(frozen=True, slots=True)
class Names:
    """What a text may name: for each name the keys of its endings, the longest first."""

    people: tuple[tuple[str, ...], ...] = ()
    rooms: tuple[tuple[str, ...], ...] = ()

    @property
    def person_keys(self) -> set[str]:
        """All keys that may be a person's."""
        return {key for keys in self.people for key in keys if key not in CALLS}

    @property
    def room_keys(self) -> set[str]:
        """All keys that may be a room's."""
        return {key for keys in self.rooms for key in keys}


NONE: Final = Names()


def may_name(body: str) -> bool:
    """Say whether a text has a sign at which a name may begin. Most have none."""
    return any(sign in body for sign in SIGNS)


def names_in(body: str) -> Names:
    """Return what a text may name. A text without signs costs nothing; another one must have been rendered before.

    Who is named in a quotation has been called by what is quoted, and isn't called again.
    """
    if not may_name(body):
        return NONE
    people: dict[tuple[str, ...], None] = {}
    rooms: dict[tuple[str, ...], None] = {}
    names, html = Endings(), markup.render_signed(body)
    edges = _edges_of_quotations(html)
    for found in islice(SIGNED.finditer(html), NAMES_AT_MOST):
        sign, after = found.groups()
        keys = tuple(one.key for one in names.of(sign, after))
        if sign == "#" and keys:
            rooms[keys] = None
        elif keys and bisect(edges, found.start()) % 2 == 0:
            people[keys] = None
    return Names(tuple(people), tuple(rooms))


def _edges_of_quotations(html: str) -> list[int]:
    """Return where quotations begin and end, in turns; those within others are part of them."""
    edges, depth = list[int](), 0
    for tag in QUOTED.finditer(html):
        if depth == bool(tag[1]):  # the first that opens, or the last that closes
            edges.append(tag.start())
        depth += -1 if tag[1] else 1
    return edges


def meant(following: Iterable[Ending], known: Mapping[str, Found]) -> tuple[str, Found] | None:
    """Return the longest known name that follows a sign, as typed, and what it is known as."""
    return next(((ending.typed, known[ending.key]) for ending in following if ending.key in known), None)


def endings(sign: str, after: str) -> Iterator[Ending]:
    """Return what a name may be that follows a sign, the longest first."""
    text = unescape(after)
    return islice(_room_endings(text) if sign == "#" else _person_endings(text), ENDS_AT_MOST)


def _person_endings(text: str) -> Iterator[Ending]:
    run = "".join(takewhile(_is_in_username, text[: TYPED_AT_MOST + 1]))
    for end in range(min(len(run), TYPED_AT_MOST), 0, -1):
        if end == len(run) or _may_end(run[end - 1], run[end]):
            rest = run[end:].strip(BETWEEN)
            yield Ending(username_key(run[:end]), run[:end], not rest or UNSPACED.match(rest) is not None)


def _room_endings(text: str) -> Iterator[Ending]:
    line = text.partition("\n")[0][: TYPED_AT_MOST + 1]
    for end in range(min(len(line), TYPED_AT_MOST), 0, -1):
        if not line[end - 1].isspace() and (end == len(line) or _may_end(line[end - 1], line[end])):
            yield Ending(fold(line[:end]), line[:end], is_whole=True)


def _is_in_username(character: str) -> bool:
    if character.isascii():
        return character.isalnum() or character in SEPARATORS
    return unicodedata.category(character) in WRITABLE or character in SEPARATORS or character in JOINERS


def _may_end(last: str, following: str) -> bool:
    """Say whether a name may end between two characters: at the end of a word, or between letters without spaces."""
    if unicodedata.category(following)[0] == "M" or following in JOINERS:
        return False
    is_within = last.isalnum() and following.isalnum()
    return not is_within or bool(UNSPACED.match(last) or UNSPACED.match(following))
