"""Has the bots of a Chatapp wait seconds, not a minute, for a process that has ended: for `Server`'s ``hurry``."""

from datetime import timedelta

from chatapp.bots import answering, host
from chatapp.messages.blocks import interactions


def hurry() -> None:
    """Shorten what this process waits."""
    interactions.LEASE = timedelta(seconds=6)
    vars(answering)["RENEWED"] = 2.0
    vars(host)["SWEEP"] = 1.0
