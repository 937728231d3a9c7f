"""Commands: what a text that begins with `/name` asks for, of Chatapp itself or of a bot.

| file | what it holds |
|---|---|
| commands | `Commands`: which commands work in a room, and doing what one asks for |
| built_in | Chatapp's own: `/me`, `/shrug`, `/invite`, `/topic`, `/status`, `/help` |
| entries | a command as it is listed, whoever answers it |
| asking | what Chatapp's own commands are given, and what comes of them |
| completion | what is being typed: what may follow, and what is wrong with it |

What is typed in the composer is a command; a message that a program posts by REST is text, unless it asks for commands
(decision 46). A bot's command is a message, which the bot answers; of Chatapp's own, most are no message at all.
"""

from chatapp.slash_commands.asking import Outcome, UnknownCommand
from chatapp.slash_commands.commands import Commands, require_message
from chatapp.slash_commands.completion import Offer, Typed
from chatapp.slash_commands.entries import Entry

__all__ = ["Commands", "Entry", "Offer", "Outcome", "Typed", "UnknownCommand", "require_message"]
