"""Running a command for a bot: its last line is shown while it runs, and a failure is an error with its last lines."""

import asyncio
import codecs
import os
import signal
import subprocess
from asyncio.subprocess import Process, SubprocessStreamProtocol
from collections import deque
from concurrent.futures import Future, wait
from contextlib import suppress
from threading import Thread
from typing import Any, Final

from chatapp.bots.progress import Progress
from chatapp.bots.refusals import BotError
from chatapp.content.terminal_text import readable

KEPT: Final = 1_000  # lines of the output
LONGEST: Final = 10_000  # characters of one
TOLD: Final = 20  # lines of a failure
PIECE: Final = 65_536
WAKING: Final = 0.1  # seconds between two looks whether a function was ended
KILLING: Final = 0.5  # seconds that a function waits for its command to be gone


def shell(*command: str, to: Progress | None = None) -> Any:
    """Run a command, without a shell's own signs, and return what it says; `await` it in `async` functions.

    ``to``: a progress, which shows the last line. If the function is over its limit, the command and what it has
    started are killed.

    Raises:
        BotError: it ends with another code than 0; the last lines are in the sentence.
    """
    apart = _Apart(command, to)
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return apart.wait()
    return apart.awaited()


class _Apart:
    """A command in a thread of its own, which no limit strikes.

    The error that ends a function is raised in its thread, wherever that stands. Between a command's start and the line
    that notes its number, nobody would know of the command any more: it would run on.
    """

    def __init__(self, command: tuple[str, ...], to: Progress | None) -> None:
        self._command, self._to = command, to
        self._said: Future[str] = Future()
        self._stop: Future[None] = Future()  # cancelled to kill the command

    def wait(self) -> str:
        """Return what the command says, never asleep for long: only awake does this thread see its function's end."""
        try:
            self._start()
            while not self._said.done():
                wait([self._said], WAKING)
            return self._said.result()
        finally:
            self._stop.cancel()

    async def awaited(self) -> str:
        """Return what the command says."""
        said = asyncio.wrap_future(self._said)
        try:
            self._start()
            return await asyncio.shield(said)
        finally:
            self._stop.cancel()
            await asyncio.wait([said], timeout=KILLING)

    def _start(self) -> None:
        Thread(target=self._serve, name=f"command {self._command[0]}", daemon=True).start()

    def _serve(self) -> None:
        try:
            self._said.set_result(asyncio.run(self._until_stopped()))
        except BaseException as error:  # the function gets whatever it was, unless it has ended
            if not (self._stop.cancelled() and self._said.cancel()):
                self._said.set_exception(error)

    async def _until_stopped(self) -> str:
        running = asyncio.ensure_future(_run(self._command, self._to))
        asyncio.wrap_future(self._stop).add_done_callback(lambda _: running.cancel())
        return await running


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
