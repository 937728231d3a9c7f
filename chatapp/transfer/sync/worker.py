"""Bringing a copy up to date without a page noticing: awaited, in a process of its own.

In a thread of the server, hashing a million rows would hold Python's lock most of the time, and every page would wait.
A process can also be ended at any moment, which a thread cannot.
"""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

from chatapp.transfer.sync import wire
from chatapp.transfer.sync.errors import Away, CopyError
from chatapp.transfer.sync.location import Place
from chatapp.transfer.sync.progress import Listener, Progress, Report

CODE = str(Path(__file__).parents[3])


def ignore(progress: Progress) -> None:
    """Listen to nothing."""


async def sync(original: Place, copy: Place, *, on_progress: Listener = ignore) -> Report:
    """Make one database the copy of another, or bring the copy that it is up to date.

    Cancelled or killed, the next call resumes. Retry after `Away` or `CopyInProgress`; `Refused` needs the operator.

    Raises:
        CopyError: why there is no copy.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "chatapp.transfer.sync", stdin=PIPE, stdout=PIPE, env={**os.environ, "PYTHONPATH": CODE}
    )
    try:
        return await _report(process, wire.question(original, copy), on_progress)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _report(process: Process, question: bytes, on_progress: Listener) -> Report:
    if process.stdin is None or process.stdout is None:
        raise AssertionError("both were asked for")
    process.stdin.write(question)
    async for line in process.stdout:
        said = wire.told(line)
        if isinstance(said, Report):
            return said
        if isinstance(said, CopyError):
            raise said
        on_progress(said)
    raise Away(f"The process that copies has ended without a word (exit code {await process.wait()}).")
