"""What is wrong with a bot, for its author; and with what somebody typed, for them."""

from chatapp.errors import ChatError, Unavailable


class BotError(ChatError):
    """Something about a bot is wrong; the sentence is for its author."""


class UsageError(ChatError):
    """What was typed is not what a command takes; the sentence is for who typed it."""


class NotSetUpError(Unavailable):
    """Nobody has an account yet: bots begin when somebody has."""

    def __init__(self) -> None:
        super().__init__("Chatapp isn't set up yet. Bots begin when it is.")
