"""What a server has in memory is gathered into pages of 2 MiB, where Linux has them.

A processor remembers where some thousand pages are and looks up the others, in a virtual machine twice over. Python's
objects lie all over a hundred megabytes: with few large pages instead of many of 4 kB, opening a page took 3 %
less CPU (decision 73). It takes a third of a second of CPU, once, a minute after the start, in a thread that holds up
nobody. Fallback, on other systems, before Linux 6.1 and where the operator has switched such pages off: nothing.
"""

import ctypes
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Final

SIZE: Final = 2 * 1024 * 1024
AFTER: Final = 60.0  # seconds: those who come back to a restarted server are served first
COLLAPSE: Final = 25  # MADV_COLLAPSE of Linux
WHOLE: Final = 0.9  # share of an area that is in memory; gathering fills the rest, and stacks of threads are empty
SWITCH: Final = Path("/sys/kernel/mm/transparent_hugepage/enabled")
SMAPS: Final = Path("/proc/self/smaps")
AREA: Final = re.compile(
    r"^([0-9a-f]+)-([0-9a-f]+) rw-p 0+ 00:00 0 *(?:\[heap\])?\nSize: +(\d+) kB\n(?:\w+: .*\n)*?Rss: +(\d+) kB$", re.M
)  # of memory that is nobody else's


def gather_later() -> None:
    """Gather once, some time from now."""
    if sys.platform == "linux":
        Thread(target=_gather_after_a_while, name="huge pages", daemon=True).start()


def gather() -> int:
    """Gather what is there; returns how many large pages there are then, as far as the system allows any."""
    try:
        if "[never]" in SWITCH.read_text():
            return 0
        found = SMAPS.read_text()
    except OSError:  # no such pages, or none of these files for us
        return 0
    advise = ctypes.CDLL(None).madvise
    advise.argtypes = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int
    return sum(advise(start, SIZE, COLLAPSE) == 0 for start in places(found))


def places(smaps: str) -> Iterator[int]:
    """Yield where a large page can be, by what Linux says of a process's memory."""
    for start, end, size, resident in (area.groups() for area in AREA.finditer(smaps)):
        if int(resident) >= WHOLE * int(size):
            first = -(-int(start, 16) // SIZE) * SIZE
            yield from range(first, int(end, 16) - SIZE + 1, SIZE)


def _gather_after_a_while() -> None:
    time.sleep(AFTER)
    gather()
