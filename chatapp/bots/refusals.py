"""What is wrong with a bot, for its author; and with what somebody typed, for them."""

from chatapp.errors import ChatError


class BotError(ChatError):
    """Something about a bot is wrong; the sentence is for its author."""


class UsageError(ChatError):
    """What was typed is not what a command takes; the sentence is for who typed it."""
