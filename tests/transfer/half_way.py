"""`python -m tests.transfer.half_way FROM TO`: copies until it is half way, says so, and waits to be killed."""

import sys
import time

from chatapp.transfer.sync import DatabaseLocation, Progress, Step
from chatapp.transfer.sync.blocking import bring_up_to_date

PAGE, HALF = 20, 200


def stop_half_way(progress: Progress) -> None:
    """Wait where the test wants it."""
    if (progress.step, progress.table) == (Step.COPYING, "message") and progress.done >= HALF:
        print("half way", flush=True)  # noqa: T201
        time.sleep(600)


if __name__ == "__main__":
    bring_up_to_date(
        DatabaseLocation(sys.argv[1], "--from"),
        DatabaseLocation(sys.argv[2], "--to"),
        on_progress=stop_half_way,
        page=PAGE,
    )
