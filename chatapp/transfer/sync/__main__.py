"""The worker process: copies for its parent, at a lower priority than the server. See `worker`."""

import os
import sys
from time import monotonic

from chatapp.transfer.sync import wire
from chatapp.transfer.sync.blocking import bring_up_to_date
from chatapp.transfer.sync.errors import CopyError
from chatapp.transfer.sync.progress import Progress

NICENESS = 10
REPORT_INTERVAL = 0.2  # seconds


class ProgressSender:
    """Sends progress to the parent, at most every `REPORT_INTERVAL` and at each new table or step.

    When the parent is gone, the pipe is closed and the write ends this process.
    """

    def __init__(self) -> None:
        self._last: Progress | None = None
        self._sent_at = 0.0

    def __call__(self, progress: Progress) -> None:
        """Send the progress if it is time for it."""
        is_next = self._last is None or (self._last.step, self._last.table) != (progress.step, progress.table)
        self._last = progress
        if is_next or monotonic() - self._sent_at > REPORT_INTERVAL:
            self._sent_at = monotonic()
            send(progress)


def send(message: wire.WorkerMessage) -> None:
    """Write a message to the parent process."""
    sys.stdout.buffer.write(wire.encode_message(message))
    sys.stdout.buffer.flush()


def main() -> None:
    """Read the request from standard input, carry it out, and send the report or the error."""
    os.umask(0o077)  # files are readable by their owner only
    os.nice(NICENESS)
    original, copy = wire.decode_request(sys.stdin.readline())
    try:
        send(bring_up_to_date(original, copy, on_progress=ProgressSender()))
    except CopyError as error:
        send(error)


if __name__ == "__main__":
    main()
