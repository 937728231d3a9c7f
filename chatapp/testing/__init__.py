"""Tests of bots, as plain functions: the pytest fixture `world` is a whole Chatapp, in memory (docs/bot-testing.md).

| file | what it holds |
|---|---|
| world | `World`: people, rooms and bots, and a clock of its own |
| users, bots, rooms | who is there, and what they do |
| messages | a message as its readers see it |
| pages | what somebody's open page shows, also across a cut |
| clock | time that passes when the test says so |
| scripts | `chatapp.client` without a network |
| database, loop | an empty Chatapp to be copied; the event loop that it runs on |
| plugin | the fixture |

pytest imports this package wherever Chatapp is installed, so names are looked up when they are asked for: the server's
parts take a second to import.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from chatapp.testing.bots import WorldBot
    from chatapp.testing.clock import WorldClock
    from chatapp.testing.messages import WorldMessage
    from chatapp.testing.rooms import WorldRoom
    from chatapp.testing.users import WorldUser
    from chatapp.testing.world import World

__all__ = ["World", "WorldBot", "WorldClock", "WorldMessage", "WorldRoom", "WorldUser"]

HOMES: Final = {
    "World": "world",
    "WorldBot": "bots",
    "WorldClock": "clock",
    "WorldMessage": "messages",
    "WorldRoom": "rooms",
    "WorldUser": "users",
}


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{HOMES[name]}"), name)
