"""A bot: a name and the functions that answer. Nothing runs here; the host calls them (`chatapp/bots/host.py`)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar, overload
from zoneinfo import ZoneInfo

from chatapp.bots.context import Message, Person, Room
from chatapp.bots.refusals import BotError
from chatapp.bots.schedules import Schedule, schedule_of
from chatapp.bots.signatures import Signature

NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,29}")
LIMIT: Final = 30.0  # seconds that a function may take
LONGEST_LIMIT: Final = 24 * 3600.0
OWN: Final = ("me", "shrug", "invite", "topic", "remind", "status", "help")  # commands of Chatapp itself

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Handler:
    """A function of a bot. ``limit``: seconds that it may take."""

    bot: "Bot"
    name: str
    function: Callable[..., Any]
    signature: Signature
    limit: float

    @property
    def about(self) -> str:
        """The first line of the function's docstring."""
        return (self.function.__doc__ or "").strip().partition("\n")[0]


@dataclass(frozen=True, slots=True)
class Command(Handler):
    """Answers messages that begin with `/name`."""

    @property
    def usage(self) -> str:
        """How it is called: `/deploy service [env]`."""
        return " ".join((f"/{self.name}", *self.signature.usage))


@dataclass(frozen=True, slots=True)
class Hearing(Handler):
    """Answers messages in which a pattern is found."""

    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Timer(Handler):
    """Runs by the clock, and says what it returns in a room."""

    schedule: Schedule
    room: str


@dataclass(frozen=True, slots=True)
class Action(Handler):
    """Answers the press of a button, a choice or a form. ``only``: whose, if not every member's."""

    only: str
    once: str


@dataclass(frozen=True, slots=True)
class Joining(Handler):
    """Greets whoever joins a room that the bot is in."""


class Bot:
    """What answers under one name, as an account of its own: `bot = Bot("deploy")`.

    ``icon``: an emoji before its name. ``owner``: whoever is told of errors, by username; the first administrator if
    it is left out. ``about``: what it does.

    Each decorator takes a ``limit``: the seconds that a call may take, at most a day. It raises BotError, with a
    sentence for the bot's author, if it can't be what it says: a name that is taken, a pattern or a time that is
    none, or parameters that nothing fills in.
    """

    def __init__(self, name: str, *, icon: str = "", owner: str = "", about: str = "") -> None:
        if not NAME.fullmatch(name):
            raise BotError(f"“{name}” can't be a bot's name: use 1 to 30 small letters, digits, - and _.")
        self.name, self.icon, self.owner, self.about = name, icon, owner, about
        self.commands: dict[str, Command] = {}
        self.hearings: list[Hearing] = []
        self.timers: list[Timer] = []
        self.actions: dict[str, Action] = {}
        self.joinings: list[Joining] = []

    @overload
    def command(self, function: Function) -> Function: ...
    @overload
    def command(self, *, name: str = "", limit: float = LIMIT) -> Callable[[Function], Function]: ...
    def command(self, function: Any = None, *, name: str = "", limit: float = LIMIT) -> Any:
        """Answer `/name …`, by default the function's name; its parameters are what follows.

        ``limit``: seconds after which it is given up. Raises BotError when the file is loaded: the name is taken, or
        cannot be one, or a parameter has a type that nobody can type in.
        """

        def add(given: Function) -> Function:
            called = (name or given.__name__).replace("_", "-").lower()
            if not NAME.fullmatch(called) or called in OWN:
                raise BotError(f"“/{called}” can't be a bot's command. Choose another name.")
            if called in self.commands:
                raise BotError(f"“/{called}” is there twice in one bot.")
            signature = Signature(given)
            signature.check_given(Room, Message)
            self.commands[called] = Command(self, called, given, signature, _seconds(limit))
            return given

        return add(function) if function is not None else add

    def hears(self, pattern: str, *, flags: int = 0, limit: float = LIMIT) -> Callable[[Function], Function]:
        """Answer messages in which this regular expression is found; its groups are the function's parameters.

        ``flags``: of `re`; ``limit``: seconds. Raises BotError for a pattern that is none, or parameters it can't fill.
        """
        try:
            compiled = re.compile(pattern, flags)
        except re.error as error:
            raise BotError(f"“{pattern}” is no regular expression: {error}.") from None
        if not isinstance(compiled.pattern, str):
            raise BotError("A pattern is a text: it's looked for in messages.")

        def add(function: Function) -> Function:
            signature = Signature(function)
            signature.check_given(Room, Message)
            signature.check_groups(compiled)
            self.hearings.append(
                Hearing(self, function.__name__, function, signature, _seconds(limit), pattern=compiled)
            )
            return function

        return add

    def every(self, when: str, *, room: str, zone: str = "UTC", limit: float = LIMIT) -> Callable[[Function], Function]:
        """Run by the clock: "10 minutes", "hour", "day 9:30", "weekdays 9:30", "monday 8:00".

        ``room``: its name, where the bot is a member; ``zone``: whose clock it is, such as "Europe/Zurich"; ``limit``:
        seconds. Raises BotError for a time or a zone that doesn't exist.
        """
        try:
            schedule = schedule_of(when, ZoneInfo(zone))
        except (ValueError, OSError) as error:  # a zone that is not there is a KeyError's kin
            raise BotError(f"“{when}” in {zone} is no time: {error}.") from None
        except KeyError:
            raise BotError(f"There is no time zone {zone}.") from None

        def add(function: Function) -> Function:
            signature = Signature(function)
            signature.check_given(Room)
            signature.check_filled()
            name, seconds = function.__name__, _seconds(limit)
            self.timers.append(Timer(self, name, function, signature, seconds, schedule=schedule, room=room))
            return function

        return add

    @overload
    def action(self, function: Function) -> Function: ...
    @overload
    def action(self, *, only: str = "", once: str = "", limit: float = LIMIT) -> Callable[[Function], Function]: ...
    def action(self, function: Any = None, *, only: str = "", once: str = "", limit: float = LIMIT) -> Any:
        """Answer the press of a `Button` that names this function.

        ``only``: "moderators", or everybody in the room. ``once``: "person" or "message", for which a second press does
        nothing; or as often as one likes. ``limit``: seconds. Raises BotError for other words, or a name used twice.
        """
        if only not in ("", "moderators") or once not in ("", "person", "message"):
            raise BotError('An action may have only="moderators", and once="person" or once="message".')

        def add(given: Function) -> Function:
            name = given.__name__
            if name in self.actions:
                raise BotError(f"There are two actions called {name} in one bot.")
            self.actions[name] = Action(self, name, given, Signature(given), _seconds(limit), only=only, once=once)
            return given

        return add(function) if function is not None else add

    @overload
    def joined(self, function: Function) -> Function: ...
    @overload
    def joined(self, *, limit: float = LIMIT) -> Callable[[Function], Function]: ...
    def joined(self, function: Any = None, *, limit: float = LIMIT) -> Any:
        """Run when somebody joins a room that the bot is in. ``limit``: seconds after which it is given up."""

        def add(given: Function) -> Function:
            signature = Signature(given)
            signature.check_given(Room)
            signature.check_filled(Person)
            self.joinings.append(Joining(self, given.__name__, given, signature, _seconds(limit)))
            return given

        return add(function) if function is not None else add

    @property
    def rules(self) -> dict[str, tuple[str, str]]:
        """Who may do each action, and how often, by its name."""
        return {name: (action.only, action.once) for name, action in self.actions.items()}

    def __repr__(self) -> str:
        return f"Bot({self.name!r})"


def _seconds(limit: float) -> float:
    if not 0 < limit <= LONGEST_LIMIT:
        raise BotError("A limit is a number of seconds, at most a day.")
    return float(limit)
