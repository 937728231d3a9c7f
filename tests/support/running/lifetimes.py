"""Processes and folders that do not outlive the run of the tests, even if it is killed."""

import os
import re
import shutil
import signal
import tempfile
from collections.abc import Sequence
from pathlib import Path

UNTIL_PARENT_ENDS = Path(__file__).with_name("until_parent_ends.sh")
SETPRIV = shutil.which("setpriv")  # of util-linux; elsewhere only an orderly end takes the servers along


def ending_with_us(command: Sequence[str | Path], how: signal.Signals = signal.SIGKILL) -> list[str | Path]:
    """Return the command, changed so that the kernel sends its process ``how`` when the one that starts it is gone."""
    if SETPRIV is None:
        return [*command]
    return [SETPRIV, "--pdeathsig", how.name.removeprefix("SIG"), "--", *command]


def browser_ending_with_its_parent(path: str) -> tuple[str, dict[str, str | float | bool]]:
    """Return what to launch instead of a browser, and its environment: it ends with the driver that launches it.

    The driver starts the browser, often through a shell's script: the signal of the kernel would reach that alone.
    """
    if SETPRIV is None:
        return path, {**os.environ}
    return str(UNTIL_PARENT_ENDS), {**os.environ, "CHATAPP_TEST_BROWSER": path}


def interrupt_when_terminated() -> None:
    """Let SIGTERM end this process as Ctrl+C does: with the fixtures taken down."""
    for how in (signal.SIGTERM, signal.SIGINT):  # a shell lets its jobs in the background ignore SIGINT
        signal.signal(how, signal.default_int_handler)


def folder(kind: str, place: Path | None = None) -> Path:
    """Make a folder of this process's own, and remove those of processes that were killed and could not do it.

    ``place``: where; by default where all that is temporary is.
    """
    prefix, temporary = f"chatapp-{kind}-", place or Path(tempfile.gettempdir())
    for left in temporary.glob(f"{prefix}*"):
        owner = re.match(rf"{prefix}(\d+)-", left.name)
        if owner and not Path("/proc", owner[1]).exists() and Path("/proc/self").exists():
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-", dir=temporary))
