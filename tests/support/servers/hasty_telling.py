"""Has a Chatapp leave all telling to the leader's sweep, which comes each half second: for `Server`'s ``hurry``."""

from datetime import timedelta

from chatapp.jobs.jobs import Jobs
from chatapp.notifications import delivery, due


def hurry() -> None:
    """Shorten what this process waits."""
    vars(delivery).update(DELAY=timedelta(hours=1), EVERY=timedelta(seconds=0.5))
    vars(due)["LATE"] = timedelta(seconds=0.5)
    defaults = Jobs.__init__.__kwdefaults__ or {}
    defaults["poll_interval"] = timedelta(seconds=0.5)  # else a leader looks once in 15 seconds
