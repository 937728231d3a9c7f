"""Servers and commands that start at once: each is forked from a process that has imported all of Chatapp already.

Importing takes two seconds of a core, and the suite starts some two hundred servers. They run the same code, each in a
process of its own; that `main.py` itself starts is shown where a test gives the command (`tests/test_start.py`).
They share what is decided at import, the order of sets of texts for one; `tests/serving/` starts real processes.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from multiprocessing import forkserver
from pathlib import Path

CONTEXT = multiprocessing.get_context("forkserver")
PRELOADED = (
    "tests.support.servers.ends_with_parent",
    "main",
    "chatapp.cli.databases",
    "chatapp.demo",
    "pages",  # and what else `main` imports when it composes a server
    "chatapp.api.fast_path.application",
    "chatapp.serving.server",
    *(f"chatapp.web.{name}" for name in ("health", "incoming_hooks", "metrics")),
    "chatapp.authentication.strength",  # and what servers import when somebody needs it
    "chatapp.storage.replica.primary",
    "chatapp.storage.replica.standby",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "tests.support.servers.warmed_up",
    "tests.support.servers.gc_freeze",
)
CONTEXT.set_forkserver_preload([*PRELOADED])
WARNINGS, OF_KILLED_SERVERS = "PYTHONWARNINGS", "ignore:resource_tracker:UserWarning"  # they tidy nothing up


def start() -> None:
    """Start the fork server now: those that are forked from this process use it too, instead of one for each."""
    before = os.environ.get(WARNINGS, "")
    os.environ[WARNINGS] = ",".join(filter(None, (before, OF_KILLED_SERVERS)))
    try:
        forkserver.ensure_running()
    finally:
        os.environ[WARNINGS] = before
    os.register_at_fork(after_in_child=_use_that_of_the_first)


def _use_that_of_the_first() -> None:
    vars(forkserver._forkserver)["ensure_running"] = lambda: None  # it would be asked for as a child of this process


def end_all() -> None:
    """Kill what a test has left running: the end of this process would wait for it."""
    for process in multiprocessing.active_children():
        process.kill()


class Forked:
    """A server's process, as `subprocess.Popen` shows one.

    ``options``: of `serve`; ``hurry``: a function of a module, called in it before it starts; ``given`` and ``told``:
    what it reads, and where it writes what is no error, if not nothing and ``log``.
    """

    def __init__(
        self,
        root: Path,
        environment: Mapping[str, str],
        log: Path,
        hurry: Callable[[], None] | None = None,
        options: Sequence[str] = (),
        *,
        given: Path = Path(os.devnull),
        told: Path | None = None,
    ) -> None:
        streams = (given, told or log, log)
        self._process = CONTEXT.Process(
            target=_become, args=(("serve", *options), root, dict(environment), streams, hurry), daemon=True
        )
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

    def terminate(self) -> None:
        """Ask it to end, if it runs."""
        self.send_signal(signal.SIGTERM)

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it runs."""
        if self.poll() is None:
            with suppress(ProcessLookupError):  # it has just ended
                os.kill(self.pid, number)


def run(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], stdin: str = "", timeout: float = 120
) -> "subprocess.CompletedProcess[str]":
    """Run `main.py` with these arguments until it ends, as `subprocess.run` would. Not for two threads at once.

    Raises:
        subprocess.TimeoutExpired: it runs on; it is killed.
    """
    with tempfile.TemporaryDirectory() as place:
        given, out, err = streams = tuple(Path(place, name) for name in ("in", "out", "err"))
        given.write_text(stdin)
        process = CONTEXT.Process(
            target=_become, args=(tuple(arguments), folder, dict(environment), streams), daemon=True
        )
        process.start()
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(["main.py", *arguments], timeout)
        return subprocess.CompletedProcess(
            ["main.py", *arguments], process.exitcode, out.read_text("utf-8"), err.read_text("utf-8")
        )


def _become(
    arguments: tuple[str, ...],
    folder: Path,
    environment: dict[str, str],
    streams: tuple[Path, Path, Path],
    hurry: Callable[[], None] | None = None,
) -> None:
    """Become `main.py`, as it would be if a shell had started it; it ends with the process it is forked from."""
    from tests.support.servers.ends_with_parent import end_with_parent

    end_with_parent()
    given, *written = streams
    os.dup2(os.open(given, os.O_RDONLY), 0)  # of a named pipe: waits for whoever writes
    for stream, path in enumerate(written, start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT), stream)
    os.environ.clear()
    os.environ.update(environment)
    for action in filter(None, environment.get("PYTHONWARNINGS", "").split(",")):
        warnings.simplefilter(action)  # type: ignore[arg-type]
    os.chdir(folder)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115
    sys.argv = ["main.py", *arguments]
    multiprocessing.current_process().name = "MainProcess"
    if hurry is not None:
        hurry()
    from main import cli

    cli()
