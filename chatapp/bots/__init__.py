"""Bots: a function, its type hints and its return value. `docs/bots.md` shows how; this is all that a bot imports.

```python
from chatapp.bots import Bot

bot = Bot("echo")

@bot.command
def echo(words: str):
    return words
```

| file | what it holds |
|---|---|
| bot | `Bot` and its decorators |
| signatures, typed_words | a function's parameters, filled in by words |
| schedules | times: "weekdays 9:30" |
| context | what a function is given: `Room`, `Message`, `Person`, `Click` |
| buttons, progress, shell | buttons, how far something is, running a command |
| answers, refusals | what a function returns, as a message (`chatapp.content` makes it); what is wrong, in words |
| loading, watching, registry | files become bots; which there are |
| host, services | opens all of it, and hears what calls bots; what it needs of the server |
| answering, running | calls of functions, away from the server and within limits |
| clock, joining | what runs by the clock; who joins |
| accounts, owners, voice | bots as accounts, whom errors are told, what a bot says |
| listing | the bots as people and programs may know them |
| cli | the command line: `chatapp bots new`, `chatapp bots check` |
"""

from chatapp.bots.bot import Bot
from chatapp.bots.buttons import Button
from chatapp.bots.context import Click, Message, Person, Room
from chatapp.bots.progress import Progress
from chatapp.bots.refusals import BotError
from chatapp.bots.shell import shell

__all__ = ["Bot", "BotError", "Button", "Click", "Message", "Person", "Progress", "Room", "shell"]
