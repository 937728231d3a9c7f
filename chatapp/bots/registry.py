"""Which bots there are, by the files they are in. A file is taken whole or not at all: a broken one keeps the old."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from chatapp.bots.bot import Bot, Command, Handler
from chatapp.bots.refusals import BotError

CALLED: Final = re.compile(r"/([A-Za-z0-9][A-Za-z0-9_-]{0,29})(?:\s+(.*))?", re.DOTALL)  # also by a no-break space
BEGUN: Final = re.compile(r"/((?:[a-z0-9][a-z0-9_-]{0,29})?)", re.IGNORECASE | re.ASCII)


class Call(NamedTuple):
    """A function to be called for a message. ``text``: what follows a command; ``found``: of a pattern."""

    handler: Handler
    text: str = ""
    found: re.Match[str] | None = None


class Registry:
    """The bots of this process."""

    def __init__(self) -> None:
        self._take({})

    def _take(self, files: Mapping[str, Sequence[Bot]]) -> None:
        """Set what is asked about each message that is posted.

        ``files``: the bots by their files; ``bots``, ``commands``: by their names.
        """
        self.files = files
        self.bots: Mapping[str, Bot] = {bot.name: bot for some in files.values() for bot in some}
        bots = self.bots.values()
        self.commands: Mapping[str, Command] = {name: one for bot in bots for name, one in bot.commands.items()}
        self._hearings = [one for bot in bots for one in bot.hearings]

    def check(self, file: str, bots: Sequence[Bot]) -> None:
        """Refuse bots whose names, or whose commands, another file's bots have.

        Raises:
            BotError: of two, the first stays.
        """
        names, commands = dict[str, str](), dict[str, str]()
        for other, some in self.files.items():
            if other != file:
                names |= dict.fromkeys((bot.name for bot in some), other)
                commands |= {name: bot.name for bot in some for name in bot.commands}
        for bot in bots:
            if bot.name in names:
                raise BotError(f"There is a bot called {bot.name} already, in {names[bot.name]}.")
            names[bot.name] = file
            for name in bot.commands:
                if name in commands:
                    raise BotError(f"/{name} is a command of {commands[name]} already. Choose another name.")
                commands[name] = bot.name

    def put(self, file: str, bots: Sequence[Bot]) -> None:
        """Put these in place of what the file had; raises as `check`, and then nothing changes."""
        self.check(file, bots)
        self._take({**self.files, file: tuple(bots)})

    def remove(self, file: str) -> None:
        """Forget a file's bots."""
        self._take({name: bots for name, bots in self.files.items() if name != file})

    def calls(self, body: str) -> list[Call]:
        """Return which functions a message calls: one command, or all patterns that are found in it."""
        return list(self._calls(body))

    def _calls(self, body: str) -> Iterator[Call]:
        called = named(body)
        if called is not None and (command := self.commands.get(called[0])) is not None:
            yield Call(command, text=called[1])
            return
        for hearing in self._hearings:
            if match := hearing.pattern.search(body):
                yield Call(hearing, found=match)


def named(text: str) -> tuple[str, str] | None:
    """Return the name of the command that a text is written as, and what follows it; None for any other text.

    A path is none, and neither is a text that begins with a space.
    """
    found = CALLED.fullmatch(text.rstrip())
    return (found[1].lower(), found[2] or "") if found else None


def arguments(call: Call) -> dict[str, Any]:
    """Return what words fill in of a call; raises UsageError if they don't fit."""
    if call.found is not None:
        return call.handler.signature.from_groups(call.found)
    return call.handler.signature.from_text(call.text)
