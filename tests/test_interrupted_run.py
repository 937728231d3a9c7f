"""A run of the tests that is interrupted, terminated or killed leaves no server and no browser behind."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.support.running.hanging_run import PIDS
from tests.support.running.lifetimes import SETPRIV, ending_with_us
from tests.support.running.patience import until
from tests.support.servers.server import ROOT

SECONDS = 120.0  # within which everything is gone
TO_START = 180.0  # seconds, for two databases and two servers beside other tests


def runs(pid: int) -> bool:
    """Say whether a process runs; one that has ended and waits to be noticed does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def command_of(pid: int) -> bytes:
    """Return what a process was started as."""
    return Path(f"/proc/{pid}/cmdline").read_bytes()


@contextmanager
def a_run(pids: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Start the tests in a process of their own, as a shell would."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    workers = ["-p", "tests.support.running.workers", "--workers", "2"]
    tests = ["-p", "no:cacheprovider", "tests/support/running/hanging_run.py"]
    command = [sys.executable, "-m", "pytest", "-q", *workers, *tests]
    with pids.with_suffix(".log").open("wb") as log:
        process = subprocess.Popen(
            ending_with_us(command), cwd=ROOT, env={**environment, PIDS: str(pids)}, stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.nightly
@pytest.mark.skipif(SETPRIV is None, reason="needs setpriv of util-linux")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
async def test_a_run_that_is_ended_leaves_no_process_behind(tmp_path: Path, how: signal.Signals) -> None:
    written = tmp_path / "pids"
    with a_run(written) as process:
        await until(lambda: written.exists() or process.poll() is not None, TO_START)
        assert written.exists(), written.with_suffix(".log").read_text()
        started = [int(pid) for pid in written.read_text().split()]
        assert len([pid for pid in started if runs(pid)]) >= 4, "PostgreSQL, Redis and two servers"
        assert any(b"--type=renderer" in command_of(pid) for pid in started), "Chromium with a page"
        process.send_signal(how)
        await asyncio.to_thread(process.wait, SECONDS)
        with suppress(AssertionError):  # which ones are left is told below
            await until(lambda: not any(map(runs, started)), SECONDS)
        assert [command_of(pid) for pid in started if runs(pid)] == []
