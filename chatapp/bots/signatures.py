"""What a bot's function takes, from its type hints, and how words become that: checked, and explained where wrong."""

import inspect
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from chatapp.bots.context import Click, Message, Person, Room
from chatapp.bots.refusals import BotError, UsageError
from chatapp.bots.typed_words import Words

GIVEN: Final = (Room, Message, Click)  # by the host, whatever was typed
YES: Final = ("yes", "true", "on", "1")
NO: Final = ("no", "false", "off", "0")
ANSWERS: Final = ("yes", "no")
PLAIN: Final = (str, int, float, bool, date, Person)
SHOWN: Final = 50  # characters of a word that is wrong
MISSING: Final = object()
KINDS: Final = {str: "text", int: "whole number", float: "number", date: "date, as in 2026-11-29"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter that words fill in.

    ``choices``: the words it may be, if they are few, and what each means. ``takes_rest``: it is all that is left of
    the line. ``is_many``: each word that is left is one value.
    """

    name: str
    kind: Any
    choices: Mapping[str, Any]
    is_required: bool
    default: Any
    takes_rest: bool = False
    is_many: bool = False

    @property
    def usage(self) -> str:
        """How it is shown in a line of usage."""
        told = "|".join(self.choices) or self.name
        return f"[{told}…]" if self.is_many else told if self.is_required else f"[{told}]"

    @property
    def words(self) -> Sequence[str]:
        """The words it may be, if they are few."""
        return [*self.choices] or (ANSWERS if self.kind is bool else ())

    @property
    def described(self) -> str:
        """What it is, for whoever types it: `env: staging|prod`."""
        kind = "|".join(self.words) or KINDS.get(self.kind, "@person")
        told = f"{self.name}{'…' if self.is_many else ''}: {kind}"
        return told if self.is_required else f"[{told}]"

    def convert(self, word: str) -> Any:
        """Return the value that a word means.

        Raises:
            UsageError: it means none.
        """
        if self.choices:
            if word not in self.choices:
                raise UsageError(f"{self.name}: choose {_either([*self.choices])}.")
            return self.choices[word]
        try:
            return _converted(self.kind, word)
        except ValueError:
            shown = f"{word[:SHOWN]}…" if len(word) > SHOWN else word
            raise UsageError(f"{self.name}: “{shown}” isn't {_described(self.kind)}.") from None


class Signature:
    """A function's parameters: those that the host gives, by their types, and those that words fill in."""

    def __init__(self, function: Callable[..., Any], given: Sequence[type] = GIVEN) -> None:
        hints = get_type_hints(function)
        self.is_async = inspect.iscoroutinefunction(function)
        self.given: dict[str, type] = {}
        self.parameters: list[Parameter] = []
        self._function, self._signature = function, inspect.signature(function)
        parameters = list(self._signature.parameters.values())
        for at, one in enumerate(parameters):
            hint = hints.get(one.name, str)
            if hint in given:
                self.given[one.name] = hint
            elif one.kind is one.VAR_KEYWORD:
                raise BotError(f"{function.__name__}: **{one.name} can't be filled in by words.")
            else:
                is_last = at == len(parameters) - 1
                self.parameters.append(_parameter(function.__name__, one, hint, is_last=is_last))

    def call(self, arguments: Mapping[str, Any]) -> Any:
        """Call the function with values by the names of its parameters; those of `*names` are a tuple."""
        bound = self._signature.bind_partial()
        bound.arguments.update({name: arguments[name] for name in self._signature.parameters if name in arguments})
        bound.apply_defaults()
        return self._function(*bound.args, **bound.kwargs)

    def check_given(self, *kinds: type) -> None:
        """Refuse, by BotError, parameters that the host can't give where this function is called."""
        for name, kind in self.given.items():
            if kind not in kinds:
                raise BotError(f"{self._function.__name__}: there's no {kind.__name__} to give as {name}.")

    def check_filled(self, *kinds: type) -> None:
        """Refuse, by BotError, required parameters of other kinds: nobody types words where this function is called."""
        for one in self.parameters:
            if one.is_required and one.kind not in kinds:
                raise BotError(f"{self._function.__name__}: nothing fills in {one.name}.")

    @property
    def usage(self) -> list[str]:
        """Return how each parameter is shown."""
        return [one.usage for one in self.parameters]

    def check_groups(self, pattern: re.Pattern[str]) -> None:
        """Refuse, by BotError, a pattern with other groups than there are parameters."""
        least = sum(one.is_required for one in self.parameters)
        if not least <= pattern.groups <= len(self.parameters) and not self._takes_all:
            raise BotError(
                f"“{pattern.pattern}” has {pattern.groups} groups, and the function takes {len(self.parameters)}."
            )

    @property
    def _takes_all(self) -> bool:
        return bool(self.parameters) and self.parameters[-1].is_many

    def from_text(self, text: str) -> dict[str, Any]:
        """Return the values that the words after a command mean.

        Raises:
            UsageError: they don't fit.
        """
        words, values = Words(text), dict[str, Any]()
        for one in self.parameters:
            if one.is_many:
                values[one.name] = tuple(one.convert(word) for word in words.all())
                break
            word = words.rest() if one.takes_rest else words.next()
            if word:
                values[one.name] = one.convert(word)
            elif one.is_required:
                raise UsageError(f"{one.name} is missing.")
            else:
                values[one.name] = one.default
        if left := words.rest():
            raise UsageError(f"“{left[:40]}” is too much.")
        return values

    def place(self, text: str) -> tuple[Parameter, str, list[tuple[Parameter, str]]] | None:
        """Return the parameter at the end of a text, what is typed of it, and those before it with their words.

        None: nothing may stand there.
        """
        words, finished = Words(text, is_open=True), list[tuple[Parameter, str]]()
        for one in self.parameters:
            if one.takes_rest:
                return one, words.rest(), finished
            word = words.next()
            while one.is_many and not words.is_over:
                finished.append((one, word))
                word = words.next()
            if words.is_over:
                return one, word, finished
            finished.append((one, word))
        return None

    def from_groups(self, found: re.Match[str]) -> dict[str, Any]:
        """Return the values that a pattern's groups mean; raises as `from_text`."""
        named = found.groupdict()
        others = iter(found.groups())
        values: dict[str, Any] = {}
        for one in self.parameters:
            if one.is_many:
                values[one.name] = tuple(one.convert(word) for word in others if word is not None)
                break
            word = named[one.name] if one.name in named else next(others, None)
            values[one.name] = one.default if word is None else one.convert(word)
        return values

    def from_values(self, values: Sequence[Any]) -> dict[str, Any]:
        """Return values that a button carries, by the names of the parameters."""
        left = iter(values)
        found = {one.name: tuple(left) if one.is_many else next(left, MISSING) for one in self.parameters}
        return {name: value for name, value in found.items() if value is not MISSING}

    def from_fields(self, fields: Mapping[str, str], chosen: str) -> dict[str, Any]:
        """Return the values of a form's fields by their names, or of what was ``chosen``; raises as `from_text`."""
        values: dict[str, Any] = {}
        for one in self.parameters:
            word = fields.get(one.name, chosen)
            if one.is_many:
                values[one.name] = (one.convert(word),) if word else ()
            elif word or (one.kind is str and one.is_required):
                values[one.name] = one.convert(word)
            elif one.is_required:
                raise UsageError(f"{one.name} is missing.")
            else:
                values[one.name] = one.default
        return values


def _parameter(function: str, one: inspect.Parameter, hint: Any, *, is_last: bool) -> Parameter:
    kind, is_optional = _without_none(hint)
    choices = _choices(kind)
    if not choices and kind not in PLAIN:
        raise BotError(f"{function}: {one.name} has a type that words can't be: {kind}.")
    if one.kind is one.VAR_POSITIONAL:
        return Parameter(one.name, kind, choices, is_required=False, default=(), is_many=True)
    is_required = one.default is one.empty and not is_optional
    default = None if one.default is one.empty else one.default
    return Parameter(one.name, kind, choices, is_required, default, takes_rest=is_last and kind is str)


def _without_none(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) in (Union, UnionType):
        others = [one for one in get_args(hint) if one is not NoneType]
        if len(others) == 1:
            return others[0], len(others) < len(get_args(hint))
    return hint, False


def _choices(kind: Any) -> dict[str, Any]:
    if get_origin(kind) is Literal:
        return {str(one): one for one in get_args(kind)}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {str(one.value): one for one in kind}
    return {}


def _converted(kind: Any, word: str) -> Any:
    if kind is bool:
        if word.lower() not in YES + NO:
            raise ValueError
        return word.lower() in YES
    if kind is date:
        return date.fromisoformat(word)
    if kind is Person:
        return Person.named(word)
    if kind is float and not math.isfinite(float(word)):
        raise ValueError
    return kind(word)


def _described(kind: Any) -> str:
    names = {int: "a whole number", float: "a number", bool: "yes or no", date: "a date, as in 2026-11-29"}
    return names.get(kind, "a person, as in @ada")


def _either(choices: Sequence[str]) -> str:
    return choices[0] if len(choices) == 1 else f"{', '.join(choices[:-1])} or {choices[-1]}"
