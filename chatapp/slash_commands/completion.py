"""What is being typed: which commands a beginning may become, what may follow a name, and what is wrong with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from chatapp.bots.refusals import UsageError
from chatapp.bots.registry import BEGUN, named
from chatapp.bots.signatures import Parameter
from chatapp.slash_commands.asking import UnknownCommand
from chatapp.slash_commands.entries import Entry

AT_MOST: Final = 30  # offers
HEAD: Final = re.compile(r"/\S+\s")


@dataclass(frozen=True, slots=True)
class Offer:
    """What a beginning may become. ``insert``: in its place; ``entry``: the command, None for a value."""

    insert: str
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """What is known of a text. ``entry``: its command, if the name is whole; ``current``: the parameter at the caret.

    ``problem``: what is wrong already, whatever follows; ``refusal``: what would be said if it were sent as it is.
    ``is_unknown``: the text is written as a command, and there is none of that name.
    """

    offers: Sequence[Offer] = ()
    entry: Entry | None = None
    current: Parameter | None = None
    problem: str = ""
    refusal: str = ""
    is_unknown: bool = False


def typed(entries: Sequence[Entry], before: str, after: str = "") -> Typed:
    """Return what may become of a text, by the commands that there are. ``before``, ``after``: the caret."""
    if (begun := BEGUN.fullmatch(before)) and not after.strip():
        name = begun[1].lower()
        exact = next((one for one in entries if one.name == name), None)
        offers = [Offer(f"/{one.name}", one) for one in entries if one.name.startswith(name)]
        refusal = _refusal(exact, "") if exact else ""
        if name and exact is None:
            return _unknown(name, offers)
        return Typed(offers[:AT_MOST], exact, refusal=refusal)
    called = named(before + after)
    if called is None:
        return Typed()
    name, rest = called
    entry = next((one for one in entries if one.name == name), None)
    if entry is None:
        return _unknown(name)
    return _arguments(entry, rest, before)


def _unknown(name: str, offers: Sequence[Offer] = ()) -> Typed:
    return Typed(offers[:AT_MOST], refusal=str(UnknownCommand(name)), is_unknown=True)


def _arguments(entry: Entry, rest: str, before: str) -> Typed:
    refusal = _refusal(entry, rest)
    head = HEAD.match(before)
    place = entry.signature.place(before[head.end() :]) if head else None
    if place is None:
        return Typed((), entry, None, refusal if head else "", refusal)
    current, word, finished = place
    offers = [Offer(one) for one in current.words if one.lower().startswith(word.lower())][:AT_MOST]
    problem = _problem(finished)
    if not problem and word and current.words and not offers:
        problem = refusal
    return Typed(offers, entry, current, problem, refusal)


def _problem(finished: Sequence[tuple[Parameter, str]]) -> str:
    """Return what is wrong with the words that are finished."""
    for parameter, word in finished:
        try:
            parameter.convert(word)
        except UsageError as error:
            return str(error)
    return ""


def _refusal(entry: Entry, rest: str) -> str:
    try:
        entry.signature.from_text(rest)
    except UsageError as error:
        return f"{error} Write it as “{entry.usage}”."
    return ""
