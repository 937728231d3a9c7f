"""Chatapp's server, which says where its CPU goes: `python -m benchmarks.sampled_server DIRECTORY serve`.

SIGUSR1 begins to look, and the next one stops and writes ``samples-N.txt``: shares of CPU time, from what the main
thread does whenever the process has used a little more (`ITIMER_PROF`, in steps of the kernel's clock). A profiler that
counts calls makes a lone message three times as dear, and small functions the dearest; this costs next to nothing.
"""

import signal
import sys
from collections import Counter
from itertools import count
from pathlib import Path
from types import CodeType, FrameType

EVERY = 0.001  # seconds of CPU; the kernel's clock is coarser
ROOT = str(Path(__file__).parents[1])
TOP = 70  # lines of each list


class Samples:
    """What the signals ask for; everything is written into ``directory``."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._stacks: Counter[tuple[CodeType, ...]] | None = None
        self._turns = count(1)

    def toggle(self, *_: object) -> None:
        """Begin to look, or stop and write what was seen."""
        if self._stacks is None:
            self._stacks = Counter()
            signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
            return
        signal.setitimer(signal.ITIMER_PROF, 0)
        stacks, self._stacks = self._stacks, None
        (self._directory / f"samples-{next(self._turns)}.txt").write_text(told(stacks))

    def take(self, _: int, frame: FrameType | None) -> None:
        """Note what the main thread does now."""
        if self._stacks is None:
            return
        stack = []
        while frame is not None:
            stack.append(frame.f_code)
            frame = frame.f_back
        self._stacks[tuple(stack)] += 1


def told(stacks: Counter[tuple[CodeType, ...]]) -> str:
    """Return the shares: of each function with what it calls, then of each by itself."""
    total = max(1, stacks.total())
    within, alone = Counter[CodeType](), Counter[CodeType]()
    for stack, times in stacks.items():
        alone[stack[0]] += times
        for code in set(stack):
            within[code] += times
    lines = [f"{total} samples"]
    for title, found in (("with what it calls", within), ("by itself", alone)):
        lines.append(f"\n{title}")
        lines += [f"{times / total:6.1%} {_named(code)}" for code, times in found.most_common(TOP)]
    return "\n".join(lines) + "\n"


def _named(code: CodeType) -> str:
    file = code.co_filename.removeprefix(ROOT + "/").rpartition("site-packages/")[2]
    return f"{code.co_qualname}  {file}:{code.co_firstlineno}"


if __name__ == "__main__":
    import main

    samples = Samples(Path(sys.argv.pop(1)))
    signal.signal(signal.SIGUSR1, samples.toggle)
    signal.signal(signal.SIGPROF, samples.take)
    main.cli()
