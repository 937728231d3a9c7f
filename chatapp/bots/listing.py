"""The bots there are, as people and programs may know them: everybody may."""

from dataclasses import dataclass

from chatapp.bots.host import BotHost


@dataclass(frozen=True, slots=True)
class CommandView:
    """A command, how it is written, and what it does."""

    name: str
    usage: str
    about: str


@dataclass(frozen=True, slots=True)
class BotView:
    """A bot and its commands."""

    name: str
    about: str
    commands: tuple[CommandView, ...]


def listing(host: BotHost | None) -> list[BotView]:
    """Return the bots by their names; none if they are switched off."""
    if host is None:
        return []
    return [
        BotView(
            bot.name,
            bot.about,
            tuple(CommandView(one.name, one.usage, one.about) for _, one in sorted(bot.commands.items())),
        )
        for _, bot in sorted(host.registry.bots.items())
    ]
