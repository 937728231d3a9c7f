"""Python's garbage collector in small steps: nobody waits for it, however many pages are open.

What a page or a request held goes by reference counting; the collector is there for the few objects that hold each
other. Those that die young it finds in the two young generations. A collection of the oldest would look at everything
that lives, some thousand objects for each open page, so what survives the older of the two is set aside (frozen) and
not looked at again. A third look, as before, took 3 % of an opening and found next to nothing.

But what holds each other and lives longer than two looks would stay for good, whoever makes it: each websocket left its
parser, and 60 kB with it if a stranger wished so. So all is looked at once the process is twice as large as after the
last time: what leaks is bounded by what lives, and a server at rest never looks.
"""

import gc
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import structlog

log = structlog.get_logger(__name__)

NEW: Final = 2_000  # objects until the youngest are looked at
YOUNG: Final = 7  # such collections until the older generation is looked at as well: some 18,000 objects, 8 ms
NEVER: Final = 1_000_000_000  # the oldest: nothing ever gets there
OLDER: Final = 1  # the generation whose survivors are set aside
GROWTH: Final = 2  # times the memory after one look at everything, at which there is another
STATM: Final = Path("/proc/self/statm")


def resident() -> int:
    """Return the bytes of memory that the process takes; 0 where there is no Linux /proc."""
    try:
        return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except FileNotFoundError:
        return 0


class WholeLooks:
    """Looks at everything, what was set aside too, when the process has grown. ``used``: says how large it is.

    It takes 0.2 to 0.4 s for a million objects, as many as a thousand pages have, in which nothing else happens.
    """

    def __init__(self, used: Callable[[], int] = resident) -> None:
        self._used, self._after = used, used()

    def look_if_grown(self) -> None:
        """Look now, if it is time; to be called about once a second."""
        if (before := self._used()) <= GROWTH * self._after:
            return
        gc.unfreeze()
        gc.collect()  # what survives is set aside again
        self._after = self._used()
        log.info("looked for garbage everywhere", before_mb=before // 1_000_000, after_mb=self._after // 1_000_000)


def collect_in_steps() -> WholeLooks:
    """Set aside what is there, and from now on what survives. Call once, when the process is ready to serve."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW, YOUNG, NEVER)
    if _set_survivors_aside not in gc.callbacks:
        gc.callbacks.append(_set_survivors_aside)
    return WholeLooks()


def _set_survivors_aside(phase: str, collection: dict[str, int]) -> None:
    if phase == "stop" and collection["generation"] >= OLDER:
        gc.freeze()
