"""Bringing a copy up to date in a process of its own, awaited by the server.

In a thread, hashing a million rows would hold Python's lock most of the time and delay every page. A process can also
be killed at any moment; a thread cannot.
"""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

from chatapp.transfer.sync import wire
from chatapp.transfer.sync.errors import CopyError, DatabaseUnavailable
from chatapp.transfer.sync.location import DatabaseLocation
from chatapp.transfer.sync.progress import Listener, Progress, Report

SOURCE_ROOT = str(Path(__file__).parents[3])


def ignore(progress: Progress) -> None:
    """Do nothing with the progress."""


async def sync(original: DatabaseLocation, copy: DatabaseLocation, *, on_progress: Listener = ignore) -> Report:
    """Make ``copy`` a copy of ``original``, or bring an earlier copy up to date.

    If cancelled or killed, the next call resumes. Retry after `DatabaseUnavailable` or `CopyInProgress`;
    `CopyRefused` needs the operator.

    Raises:
        CopyError: why there is no copy.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "chatapp.transfer.sync",
        stdin=PIPE,
        stdout=PIPE,
        env={**os.environ, "PYTHONPATH": SOURCE_ROOT},
    )
    try:
        return await _report(process, wire.encode_request(original, copy), on_progress)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _report(process: Process, request: bytes, on_progress: Listener) -> Report:
    if process.stdin is None or process.stdout is None:
        raise AssertionError("both pipes were requested")
    process.stdin.write(request)
    async for line in process.stdout:
        message = wire.decode_message(line)
        if isinstance(message, Report):
            return message
        if isinstance(message, CopyError):
            raise message
        on_progress(message)
    raise DatabaseUnavailable(f"The copy process ended unexpectedly (exit code {await process.wait()}).")
