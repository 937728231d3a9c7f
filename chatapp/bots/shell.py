"""Running a command for a bot: its last line is shown while it runs, and a failure is an error with its last lines."""

import asyncio
import subprocess
from collections import deque
from typing import Any, Final

from chatapp.bots.progress import Progress
from chatapp.bots.refusals import BotError

KEPT: Final = 1_000  # lines of the output
TOLD: Final = 20  # lines of a failure


def shell(*command: str, to: Progress | None = None) -> Any:
    """Run a command, without a shell's own signs, and return what it says; `await` it in `async` functions.

    ``to``: a progress, which shows the last line.

    Raises:
        BotError: it ends with another code than 0; the last lines are in the sentence.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(_run(command, to))
    return _run(command, to)


async def _run(command: tuple[str, ...], to: Progress | None) -> str:
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
    except OSError as error:
        raise BotError(f"{command[0]} can't be run: {error.strerror}.") from None
    lines: deque[str] = deque(maxlen=KEPT)
    assert process.stdout is not None  # noqa: S101  (it is a pipe)
    try:
        async for line in process.stdout:
            lines.append(line.decode(errors="replace").rstrip())
            if to is not None and lines[-1]:
                to(text=lines[-1])
        code = await process.wait()
    except BaseException:
        if process.returncode is None:
            process.kill()
        raise
    if code:
        raise BotError(f"{command[0]} ended with {code}:\n" + "\n".join([*lines][-TOLD:]))
    return "\n".join(lines)
