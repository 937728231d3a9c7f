"""The process that copies for another one, and yields to everything else on the machine. See `worker`."""

import os
import sys
from time import monotonic

from chatapp.transfer.sync import wire
from chatapp.transfer.sync.blocking import bring_up_to_date
from chatapp.transfer.sync.errors import CopyError
from chatapp.transfer.sync.progress import Progress

NICENESS = 10
TOLD_EVERY = 0.2  # seconds


class Teller:
    """Tells how far we are, now and then; if nobody is there any more to be told, the process ends."""

    def __init__(self) -> None:
        self._last: Progress | None = None
        self._told_at = 0.0

    def __call__(self, progress: Progress) -> None:
        """Listen."""
        is_next = self._last is None or (self._last.step, self._last.table) != (progress.step, progress.table)
        self._last = progress
        if is_next or monotonic() - self._told_at > TOLD_EVERY:
            self._told_at = monotonic()
            say(progress)


def say(said: wire.Said) -> None:
    """Tell whoever asked."""
    sys.stdout.buffer.write(wire.answer(said))
    sys.stdout.buffer.flush()


def main() -> None:
    """Read what is asked for, do it, and tell what became of it."""
    os.umask(0o077)  # what Chatapp writes is its owner's
    os.nice(NICENESS)
    original, copy = wire.asked(sys.stdin.readline())
    try:
        say(bring_up_to_date(original, copy, on_progress=Teller()))
    except CopyError as error:
        say(error)


if __name__ == "__main__":
    main()
