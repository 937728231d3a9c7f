"""Has a Chatapp leave all telling to the leader's sweep, which comes each half second: for `Server`'s ``hurry``."""

from datetime import timedelta

from chatapp.notifications import delivery, due


def hurry() -> None:
    """Shorten what this process waits."""
    vars(delivery).update(DELAY=timedelta(hours=1), EVERY=timedelta(seconds=0.5))
    vars(due)["LATE"] = timedelta(seconds=0.5)
