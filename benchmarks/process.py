"""What a process costs, as Linux counts it, and which core it runs on."""

import asyncio
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

UTIME, STIME, RSS = 11, 12, 21  # places in /proc/<pid>/stat after the command's name


@dataclass(frozen=True, slots=True)
class Usage:
    """CPU since the process began (seconds, user and system, all threads) and resident memory (MB, 10^6 bytes)."""

    cpu: float
    memory: float


def usage(pid: int) -> Usage | None:
    """Read what a process has used; None where there is no Linux /proc. CPU comes in steps of 10 ms."""
    if sys.platform != "linux":
        return None
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[UTIME]) + int(fields[STIME])
    memory = int(fields[RSS]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    return Usage(ticks / os.sysconf("SC_CLK_TCK"), memory)


def cpu_of_family(pid: int) -> float:
    """Return the CPU seconds of a process and of those it has started that still run; 0 where there is no /proc."""
    if (own := usage(pid)) is None:
        return 0.0
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own.cpu + sum(cpu_of_family(int(child)) for child in children)


def cores() -> tuple[int, int] | None:
    """Return one core for the server and another for the load client; None when there are no two to choose."""
    if sys.platform != "linux":
        return None
    allowed = sorted(os.sched_getaffinity(0))
    return (allowed[0], allowed[1]) if len(allowed) >= 2 else None


def exact_cpu_of_family(pid: int) -> float:
    """Return the same of threads that still run, in nanoseconds' steps: for what takes less than a second."""
    if sys.platform != "linux":
        return 0.0
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    own = sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9
    return own + sum(exact_cpu_of_family(int(child)) for child in children)


@contextmanager
def on_core(core: int | None) -> Iterator[None]:
    """Run this thread, and the processes and threads it starts, on one core; None leaves the choice to the system."""
    if core is None or sys.platform != "linux":
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def allow_many_sockets() -> None:
    """Raise this process's limit of open files, and so that of the server it starts, as far as the system lets it."""
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return the leaner event loop the server uses as well, where there is one."""
    if find_spec("uvloop") is None:
        return None
    import uvloop

    return uvloop.new_event_loop
