"""One worker process, as a thread of the server sees it: pictures go in, drawn ones come out, or it is ended."""

import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Final

from chatapp.errors import Invalid
from chatapp.pictures.worker import DRAWN, LENGTH

CPU: Final = 5  # seconds
WAIT: Final = 30.0  # seconds
ROOT: Final = Path(__file__).parents[2]  # what holds the package
ENVIRONMENT: Final = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH")  # the rest is none of its business, or secret


class WorkerGone(Exception):  # noqa: N818
    """The process ended before it answered: it used up its time, or it was ended."""


class WorkerProcess:
    """A process that draws one picture at a time. ``cpu`` and ``wait``: seconds for one picture, CPU and by the clock.

    The machine may have much else to do, so it waits longer than a picture may compute.
    """

    def __init__(self, *, cpu: int = CPU, wait: float = WAIT) -> None:
        self._wait = wait
        environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
        self._process = subprocess.Popen(  # noqa: S603  (our own module)
            [sys.executable, "-P", "-m", "chatapp.pictures.worker", str(cpu)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**environment, "PYTHONPATH": str(ROOT)},
            start_new_session=True,  # Ctrl+C is for the server, which ends it
        )

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended by itself."""
        return self._process.poll() is None

    def draw(self, content: bytes) -> bytes:
        """Return the drawn picture. Blocks.

        Raises:
            Invalid: the picture cannot be taken.
            WorkerGone: the process has ended.
        """
        deadline = threading.Timer(self._wait, self._process.kill)
        deadline.start()
        try:
            return self._exchange(content)
        except (OSError, ValueError) as error:  # the pipe is broken, or was closed by `end`
            raise WorkerGone from error
        finally:
            deadline.cancel()

    def end(self) -> None:
        """End the process, whatever it does, and wait until it is gone."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):  # what was not sent yet is lost
                    pipe.close()

    def _exchange(self, content: bytes) -> bytes:
        assert self._process.stdin is not None and self._process.stdout is not None  # noqa: PT018, S101  (pipes)
        self._process.stdin.write(LENGTH.pack(len(content)) + content)
        self._process.stdin.flush()
        kind = self._read(1)
        answer = self._read(LENGTH.unpack(self._read(LENGTH.size))[0])
        if kind != DRAWN:
            raise Invalid({"avatar": answer.decode()})
        return answer

    def _read(self, length: int) -> bytes:
        assert self._process.stdout is not None  # noqa: S101  (it is a pipe)
        found = self._process.stdout.read(length)
        if len(found) < length:
            raise WorkerGone
        return found
