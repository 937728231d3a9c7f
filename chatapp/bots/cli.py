"""Bots at the command line: a first file, and whether files are bots, without a server."""

from collections.abc import Sequence
from keyword import iskeyword
from pathlib import Path
from typing import Final

from chatapp.bots import loading
from chatapp.bots.bot import NAME, OWN, Bot
from chatapp.bots.refusals import BotError
from chatapp.bots.registry import Registry
from chatapp.bots.running import story
from chatapp.errors import ChatError

FIRST: Final = """from chatapp.bots import Bot

bot = Bot("{name}", icon="🤖")


@bot.command
def {function}(words: str = "there"):
    \"\"\"Say hello.\"\"\"
    return f"Hello, {{words}}!"
"""


def new(folder: Path, name: str) -> Path:
    """Write the file of a first bot, and return where it is.

    Raises:
        BotError: the name can't be a bot's, or there is such a file.
    """
    if not NAME.fullmatch(name):
        raise BotError(f"“{name}” can't be a bot's name: use small letters, digits, - and _.")
    path = folder / f"{name.replace('-', '_')}.py"
    if path.exists():
        raise BotError(f"{path} is there already.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    function = path.stem if path.stem.isidentifier() and not _is_taken(path.stem) else "hello"
    path.write_text(FIRST.format(name=name, function=function), encoding="utf-8")
    return path


def check(files: Sequence[Path]) -> list[tuple[Path, str, bool]]:
    """Load files as the server does, and return of each what it has, or what is wrong, and whether it is a bot."""
    registry = Registry()
    found: list[tuple[Path, str, bool]] = []
    for path in files:
        try:
            bots = loading.load_file(path)
            registry.put(str(path), bots)
        except ChatError as error:
            found.append((path, str(error), False))
        except (Exception, SystemExit) as error:
            found.append((path, story(error).strip(), False))
        else:
            found.append((path, "; ".join(map(_told, bots)), True))
    return found


def _is_taken(name: str) -> bool:
    """Say whether a function of this name would be none, no command, or would hide the bot."""
    return iskeyword(name) or name in (*OWN, "bot")


def _told(bot: Bot) -> str:
    """Say what a bot does."""
    parts = [command.usage for command in bot.commands.values()]
    parts += [f"hears {one.pattern.pattern}" for one in bot.hearings]
    parts += [f"{one.name} by the clock in {one.room}" for one in bot.timers]
    parts += [f"action {name}" for name in bot.actions]
    parts += ["greets who joins"] * bool(bot.joinings)
    return f"{bot.name}: {', '.join(parts) or 'does nothing yet'}"
