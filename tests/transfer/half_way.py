"""A process that copies until it is half way, says so, and waits to be killed."""

import time
from multiprocessing.connection import Connection

from chatapp.transfer.sync import DatabaseLocation, Progress, Step
from chatapp.transfer.sync.blocking import bring_up_to_date
from tests.support.servers import warm
from tests.support.servers.ends_with_parent import end_with_parent

PAGE, HALF = 20, 200
HALF_WAY = "half way"


def kill_half_way(original: DatabaseLocation, copy: DatabaseLocation) -> None:
    """Copy in a process of its own, and kill -9 that when half of the messages are written."""
    hearing, telling = warm.CONTEXT.Pipe(duplex=False)
    process = warm.CONTEXT.Process(target=_copy, args=(original.url, copy.url, telling), daemon=True)
    process.start()
    telling.close()
    assert hearing.recv() == HALF_WAY
    process.kill()
    process.join()
    hearing.close()


def _copy(original: str, copy: str, telling: Connection) -> None:
    end_with_parent()

    def stop_half_way(progress: Progress) -> None:
        if (progress.step, progress.table) == (Step.COPYING, "message") and progress.done >= HALF:
            telling.send(HALF_WAY)
            time.sleep(600)

    places = DatabaseLocation(original, "--from"), DatabaseLocation(copy, "--to")
    bring_up_to_date(*places, on_progress=stop_half_way, page=PAGE)
