"""The language of searches: words, "exact words", -without, and operators such as `from:ada` and `before:2026-11-01`.

Reading never fails. What is no operator is text, also a quotation mark that nothing closes; an operator with a value
that means nothing is a problem, with its place.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from chatapp.message_index.document import is_dense
from chatapp.message_index.folding import fold_text
from chatapp.search import dates
from chatapp.search.views import Place, Problem
from chatapp.text import is_encodable

LONGEST: Final = 10_000  # characters, as many as a message has
WORDS: Final = 200  # that are looked for
OPERATORS: Final = 20
TOKEN: Final = re.compile(
    r"(?P<minus>-(?!-))?"
    r"(?:(?P<operator>in|from|to|before|after|on|has|is)[:：](?P<value>[\"“„][^\"“”„]*[\"“”]|\S*)"
    r"|[\"“„](?P<exact>[^\"“”„]*)[\"“”]"
    r"|(?P<word>\S+))",
    re.IGNORECASE,
)
QUOTES: Final = '"“”„'


class Has(StrEnum):
    """What a message may have."""

    LINK = "link"
    CODE = "code"
    FILE = "file"
    IMAGE = "image"
    REACTION = "reaction"
    THREAD = "thread"


class Is(StrEnum):
    """What a message may be to the person who searches."""

    SAVED = "saved"
    PINNED = "pinned"
    UNREAD = "unread"
    MINE = "mine"
    THREAD = "thread"


WHO: Final = {
    "in": "Write a room's name after in:.",
    "from": "Write a username after from:, or me.",
    "to": "Write a username after to:, or me.",
}
HAS_ONLY: Final = "has: takes link, code, file, image, reaction or thread."
IS_ONLY: Final = "is: takes saved, pinned, unread, mine or thread."
TOO_MANY: Final = f"A search can have up to {OPERATORS} operators."
TOO_SHORT: Final = "Type at least 2 characters."
TOO_LONG: Final = f"You can search for up to {LONGEST:,} characters."


@dataclass(frozen=True, slots=True)
class Term:
    """A folded text that messages must hold, or must not."""

    text: str
    place: Place
    is_wanted: bool = True


@dataclass(frozen=True, slots=True)
class Named:
    """An operator with a name that only the database knows: `in`, `from` or `to`."""

    operator: str
    name: str
    place: Place
    is_wanted: bool = True


@dataclass(frozen=True, slots=True)
class Property:
    """`has:` or `is:` with one of their values."""

    what: Has | Is
    is_wanted: bool = True


@dataclass(frozen=True, slots=True)
class Span:
    """Messages posted at or after ``since`` and before ``until``, or, unwanted, all others."""

    since: datetime | None
    until: datetime | None
    is_wanted: bool = True


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was read. ``problems``: what means nothing in it, in the order of the places."""

    terms: tuple[Term, ...] = ()
    names: tuple[Named, ...] = ()
    properties: tuple[Property, ...] = ()
    spans: tuple[Span, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing."""
        return not (self.terms or self.names or self.properties or self.spans or self.problems)


def read(text: str, *, now: datetime) -> Query:
    """Read a query. ``now``: in the reader's time zone, for `today` and for where days begin."""
    if len(text) > LONGEST:
        return Query(problems=(Problem(Place(LONGEST, len(text)), TOO_LONG),))
    reading = _Reading(now)
    for token in TOKEN.finditer(text):
        reading.take(token)
    return reading.query()


class _Reading:
    """What was read so far."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._operators = 0
        self._terms: list[Term] = []
        self._names: list[Named] = []
        self._properties: list[Property] = []
        self._spans: list[Span] = []
        self._problems: list[Problem] = []

    def take(self, token: "re.Match[str]") -> None:
        """Take one part of a query."""
        place, is_wanted = Place(*token.span()), token["minus"] is None
        if token["operator"] is None:
            words = token["word"] if token["exact"] is None else token["exact"]
            folded = fold_text("".join(filter(is_encodable, words)))
            if folded and len(self._terms) < WORDS:
                self._terms.append(Term(folded, place, is_wanted))
            return
        self._operators += 1
        if self._operators > OPERATORS:
            self._problems += [Problem(place, TOO_MANY)] if self._operators == OPERATORS + 1 else []
            return
        operator = token["operator"].lower()
        value = _unquoted(token["value"])
        if operator in WHO:
            self._take_name(operator, value, place, is_wanted)
        elif operator in ("has", "is"):
            self._take_property(operator, value, place, is_wanted)
        elif (span := dates.span(operator, value, self._now)) is None:
            self._problems.append(Problem(place, dates.SENTENCE))
        else:
            self._spans.append(Span(*span, is_wanted))

    def query(self) -> Query:
        """Return all of it."""
        return Query(
            terms=tuple(self._terms),
            names=tuple(self._names),
            properties=tuple(self._properties),
            spans=tuple(self._spans),
            problems=(*self._problems, *self._too_short()),
        )

    def _take_name(self, operator: str, value: str, place: Place, is_wanted: bool) -> None:
        name = "".join(filter(is_encodable, value))
        if fold_text(name.lstrip("@#")):
            self._names.append(Named(operator, name, place, is_wanted))
        else:
            self._problems.append(Problem(place, WHO[operator]))

    def _take_property(self, operator: str, value: str, place: Place, is_wanted: bool) -> None:
        known: type[Has] | type[Is] = Has if operator == "has" else Is
        folded = fold_text(value)
        found = next((one for one in known if folded in (one.value, f"{one.value}s")), None)
        if found is None:
            self._problems.append(Problem(place, HAS_ONLY if operator == "has" else IS_ONLY))
        else:
            self._properties.append(Property(found, is_wanted))

    def _too_short(self) -> list[Problem]:
        """Refuse a query that is one letter, or several: it would find nearly all there is."""
        if self._names or self._properties or self._spans or self._problems or not self._terms:
            return []
        if any(len(term.text) > 1 or is_dense(term.text) for term in self._terms):
            return []
        return [Problem(self._terms[0].place, TOO_SHORT)]


def _unquoted(value: str) -> str:
    is_quoted = len(value) > 1 and value[0] in QUOTES and value[-1] in QUOTES
    return value[1:-1] if is_quoted else value
