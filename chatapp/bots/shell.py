"""Running a command for a bot: its last line is shown while it runs, and a failure is an error with its last lines."""

import asyncio
import codecs
import os
import signal
import subprocess
from asyncio.subprocess import Process, SubprocessStreamProtocol
from collections import deque
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Final

from chatapp.bots.progress import Progress
from chatapp.bots.refusals import BotError
from chatapp.content.terminal_text import readable

KEPT: Final = 1_000  # lines of the output
LONGEST: Final = 10_000  # characters of one
TOLD: Final = 20  # lines of a failure
PIECE: Final = 65_536
WAKING: Final = 0.1  # seconds


def shell(*command: str, to: Progress | None = None) -> Any:
    """Run a command, without a shell's own signs, and return what it says; `await` it in `async` functions.

    ``to``: a progress, which shows the last line. If the function is over its limit, the command and what it has
    started are killed.

    Raises:
        BotError: it ends with another code than 0; the last lines are in the sentence.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(_interruptible(_run(command, to)))
    return _run(command, to)


async def _interruptible(work: Coroutine[Any, Any, str]) -> str:
    """Do this on a loop that never sleeps for long: an error that is raised in its thread is seen by Python code."""
    loop = asyncio.get_running_loop()

    def wake() -> None:
        loop.call_later(WAKING, wake)

    wake()
    return await work


async def _run(command: tuple[str, ...], to: Progress | None) -> str:
    try:
        process, transport = await _started(command)
    except OSError as error:
        raise BotError(f"{command[0]} can't be run: {error.strerror}.") from None
    assert process.stdout is not None  # noqa: S101  (it is a pipe)
    try:
        lines = await _read(process.stdout, to)
        code = await process.wait()
    except BaseException:
        await _kill(process, transport)
        raise
    if code:
        raise BotError(f"{command[0]} ended with {code}:\n" + "\n".join([*lines][-TOLD:]))
    return "\n".join(lines)


async def _started(command: tuple[str, ...]) -> tuple[Process, asyncio.SubprocessTransport]:
    """Start a command. As `asyncio.create_subprocess_exec`, which keeps to itself what closes the output."""
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.subprocess_exec(
        lambda: SubprocessStreamProtocol(limit=PIECE, loop=loop),
        *command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    return Process(transport, protocol, loop), transport


async def _kill(process: Process, transport: asyncio.SubprocessTransport) -> None:
    """Kill a command and what it has started, and let go of its output, which somebody who left its group may hold."""
    if process.returncode is None:
        with suppress(ProcessLookupError):  # it has just ended
            os.killpg(process.pid, signal.SIGKILL)
    transport.close()
    await process.wait()


async def _read(output: asyncio.StreamReader, to: Progress | None) -> deque[str]:
    """Return the last lines of an output, however long they are; each that ends is shown at once."""
    lines: deque[str] = deque(maxlen=KEPT)
    decoder, left = codecs.getincrementaldecoder("utf-8")("replace"), ""
    while piece := await output.read(PIECE):
        *ended, left = readable(left + decoder.decode(piece)).split("\n")
        lines.extend(line.rstrip()[:LONGEST] for line in ended)
        left = left[-LONGEST:]
        if to is not None and (told := next((line for line in reversed(ended) if line.strip()), "")):
            to(text=told)
    if last := readable(left + decoder.decode(b"", final=True)).rstrip():
        lines.append(last)
        if to is not None:
            to(text=last)
    return lines
