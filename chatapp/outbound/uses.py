"""What Chatapp may call other machines for. Each is off until an administrator switches it on."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Use:
    """A reason to call others.

    ``name``: as stored, at most 20 characters; ``about``: what leaves the machine, and where to.
    """

    name: str
    title: str
    about: str


WEBHOOKS: Final = Use(
    "webhooks",
    "Outgoing webhooks",
    "Sends new messages to the addresses that owners of rooms enter: who wrote them, where, and what they say.",
)
PUSH: Final = Use(
    "push",
    "Push notifications",
    "Wakes people's phones and computers through the makers of their browsers: Google, Mozilla, Apple and Microsoft. "
    "They learn when, and that it's from here. What a push says is encrypted for the one browser.",
)
USES: Final = (WEBHOOKS, PUSH)
