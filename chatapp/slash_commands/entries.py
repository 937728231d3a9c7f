"""A command as it is listed, whoever answers it."""

from dataclasses import dataclass

from chatapp.bots.signatures import Signature


@dataclass(frozen=True, slots=True)
class Entry:
    """A command: its name, what follows it, and one sentence on what it does. ``by``: the bot's username, or empty."""

    name: str
    about: str
    signature: Signature
    by: str = ""

    @property
    def usage(self) -> str:
        """How it is written: `/deploy service [staging|prod]`."""
        return " ".join((f"/{self.name}", *self.signature.usage))
