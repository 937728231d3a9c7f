"""Where the CPU time of a process goes, by samples: which functions its threads are in, each time it has used a little.

A profiler that is told of each call makes small functions the dearest and everything several times as slow; this one
looks a few hundred times a second of CPU time, and costs nothing in between.
"""

import signal
import sys
import threading
import time
from collections import Counter
from types import CodeType, FrameType
from typing import Final, TextIO

EVERY: Final = 0.001  # seconds of the process's CPU time; the system may make it four times as long
IDLE: Final = frozenset(
    {"_worker", "_Worker.run", "_connection_worker_thread", "wait", "get", "select", "_wait_for_tstate_lock"}
)  # where threads wait
Stack = tuple[str, ...]  # outermost first; each as "function (file:line)"


class Samples:
    """Counts seconds of CPU time by stack, of the main thread and of all others together."""

    def __init__(self) -> None:
        self.main: Counter[Stack] = Counter()  # microseconds
        self.others: Counter[Stack] = Counter()
        self._names: dict[CodeType, str] = {}
        self._thread = self._process = 0.0

    def start(self) -> None:
        """Begin. Only from the main thread."""
        self._thread, self._process = time.thread_time(), time.process_time()
        signal.signal(signal.SIGPROF, self._look)
        signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)

    def stop(self) -> None:
        """End."""
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, signal.SIG_IGN)

    def write(self, file: TextIO, top: int) -> None:
        """Write the functions that most time was spent in, and those it was spent below; then all stacks."""
        whole = self.main.total() + self.others.total() or 1
        file.write(f"{whole / 1e6:.2f} s of CPU, {self.main.total() / whole:.0%} of it in the main thread\n")
        for name, stacks in (("main thread", self.main), ("other threads", self.others)):
            own, below = Counter[str](), Counter[str]()
            for stack, spent in stacks.items():
                own[stack[-1]] += spent
                for frame in set(stack):
                    below[frame] += spent
            for title, counted in (("itself", own), ("with all it calls", below)):
                file.write(f"\n{name}, {title}: % of the whole\n")
                for frame, spent in counted.most_common(top):
                    file.write(f"{spent / whole:8.2%}  {frame}\n")
        file.write("\nstacks, in microseconds\n")
        for stack, spent in (self.main + self.others).most_common():
            file.write(f"{';'.join(stack)} {spent}\n")

    def _look(self, _: int, frame: FrameType | None) -> None:
        thread, process = time.thread_time(), time.process_time()
        own = round((thread - self._thread) * 1e6)
        theirs = round((process - self._process) * 1e6) - own
        self._thread, self._process = thread, process
        self.main[self._stack(frame)] += own
        current = threading.get_ident()
        stacks = [self._stack(other) for ident, other in sys._current_frames().items() if ident != current]
        busy = [stack for stack in stacks if stack[-1].partition(" ")[0] not in IDLE] or [("not seen",)]
        for stack in busy:
            self.others[stack] += max(0, theirs) // len(busy)

    def _stack(self, frame: FrameType | None) -> Stack:
        found = []
        while frame is not None:
            found.append(self._name(frame.f_code))
            frame = frame.f_back
        return tuple(reversed(found)) or ("nothing",)

    def _name(self, code: CodeType) -> str:
        if (name := self._names.get(code)) is None:
            where = "/".join(code.co_filename.rsplit("/", 3)[-2:])
            name = self._names[code] = f"{code.co_qualname} ({where}:{code.co_firstlineno})"
        return name
