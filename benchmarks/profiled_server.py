"""Chatapp's server with a look inside: `python -m benchmarks.profiled_server DIRECTORY serve`.

SIGUSR1 starts to look where CPU time goes, and the next one stops it and writes ``profile-N.txt``. SIGUSR2 notes what
memory holds; the next one writes what has come since, by line and by type, to ``memory-N.txt`` (lines only with
PYTHONTRACEMALLOC=1).
"""

import gc
import signal
import sys
import tracemalloc
from collections import Counter
from itertools import count
from pathlib import Path
from typing import TextIO

from benchmarks.samples import Samples

TOP = 60  # lines of each list


class Inside:
    """What the signals ask for. Everything is written into ``directory``."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._samples: Samples | None = None
        self._types: Counter[str] | None = None
        self._lines: tracemalloc.Snapshot | None = None
        self._turns = count(1)

    def profile(self, *_: object) -> None:
        """Start to look where CPU time goes, or stop it and write what was seen."""
        if self._samples is None:
            self._samples = Samples()
            self._samples.start()
            return
        self._samples.stop()
        with (self._directory / f"profile-{next(self._turns)}.txt").open("w") as file:
            self._samples.write(file, TOP)
        self._samples = None

    def memory(self, *_: object) -> None:
        """Note what memory holds, or write what has come since."""
        gc.collect()
        gc.unfreeze()  # what is set aside is in no list, and what survives a collection is set aside
        types = Counter(type(found).__name__ for found in gc.get_objects())
        lines = tracemalloc.take_snapshot() if tracemalloc.is_tracing() else None
        if self._types is None:
            self._types, self._lines = types, lines
            return
        with (self._directory / f"memory-{next(self._turns)}.txt").open("w") as file:
            for name, more in (types - self._types).most_common(TOP):
                file.write(f"{more:9,} {name}\n")
            if lines is not None and self._lines is not None:
                _write_lines(file, lines, self._lines)
        self._types = self._lines = None


def _write_lines(file: TextIO, after: tracemalloc.Snapshot, before: tracemalloc.Snapshot) -> None:
    for by in ("filename", "lineno"):
        file.write(f"\nkB and pieces more, by {by}\n")
        for found in after.compare_to(before, by)[:TOP]:
            file.write(f"{found.size_diff / 1e3:11,.1f} {found.count_diff:9,} {found.traceback}\n")


if __name__ == "__main__":
    import main

    inside = Inside(Path(sys.argv.pop(1)))
    signal.signal(signal.SIGUSR1, inside.profile)
    signal.signal(signal.SIGUSR2, inside.memory)
    main.cli()
