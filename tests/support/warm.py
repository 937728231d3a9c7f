"""Servers that start at once: each is forked from a process that has imported all of Chatapp already.

Importing takes two seconds of a core, and the suite starts some two hundred servers. They run the same code, each in a
process of its own; that `main.py serve` itself starts is shown where a test gives the command (`tests/test_start.py`).
They share what is decided at import, the order of sets of texts for one; `tests/serving/` starts real processes.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.support.ends_with_parent", "main"])


def end_all() -> None:
    """Kill what a test has left running: the end of this process would wait for it."""
    for process in multiprocessing.active_children():
        process.kill()


class Forked:
    """A process, as `subprocess.Popen` shows one."""

    def __init__(self, root: Path, environment: Mapping[str, str], log: Path) -> None:
        self._process = CONTEXT.Process(target=_serve, args=(root, dict(environment), log), daemon=True)
        self._process.start()

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        """Return its exit status, or None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended; returns its exit status.

        Raises:
            subprocess.TimeoutExpired: it runs on.
        """
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("main.py serve", timeout or 0.0)
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it runs."""
        if self.poll() is None:
            with suppress(ProcessLookupError):  # it has just ended
                os.kill(self.pid, number)


def _serve(root: Path, environment: dict[str, str], log: Path) -> None:
    """Become `main.py serve`, as it would be if a shell had started it; it ends with the process it is forked from."""
    from tests.support.ends_with_parent import end_with_parent

    end_with_parent()
    written = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for stream in (sys.stdout.fileno(), sys.stderr.fileno()):
        os.dup2(written, stream)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(root)
    sys.argv = ["main.py", "serve"]
    multiprocessing.current_process().name = "MainProcess"
    from main import cli

    cli()
