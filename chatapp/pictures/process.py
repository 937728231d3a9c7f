"""One worker process, as a thread of the server sees it: pictures go in, drawn ones come out, or it is ended."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, TypeVar

from chatapp.errors import Invalid
from chatapp.pictures.cleaned import Cleaned
from chatapp.pictures.worker import AVATAR, CLEAN, DRAWN, EMOJI, LENGTH, MORE_TIME, STRIP

CPU: Final = 5  # seconds
WAIT: Final = 30.0  # seconds
ROOT: Final = Path(__file__).parents[2]  # what holds the package
ENVIRONMENT: Final = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH")  # the rest is none of its business, or secret
CHUNK: Final = 1024 * 1024  # bytes

Result = TypeVar("Result")


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
        with self._deadline(self._wait):
            return self._drawn(AVATAR, content, field="avatar")

    def draw_emoji(self, content: bytes) -> tuple[bytes, bytes]:
        """Return a picture as a custom emoji, and its first frame if it moves, otherwise nothing. Raises as `draw`."""
        with self._deadline(self._wait):
            picture = self._drawn(EMOJI, content, field="picture")
            return picture, self._read(self._length())

    def clean(
        self,
        size: int,
        chunks: Iterable[bytes],
        store: Callable[[Cleaned, Iterator[Iterator[bytes]]], Result],
        *,
        is_drawn: bool,
    ) -> Result:
        """Clean a picture, which comes and goes in chunks: this process never holds the whole of it. Blocks.

        ``store``: takes what there is to say of it and its files, reads each to its end, and returns what this does.
        An error of ``chunks`` or ``store`` leaves the process in the middle of a picture: it has to be ended.

        Raises:
            WorkerGone: the process has ended.
        """
        with self._deadline(self._wait * MORE_TIME):
            self._ask(CLEAN if is_drawn else STRIP, size, chunks)
            if self._read(1) != DRAWN:
                raise WorkerGone
            cleaned = Cleaned.decoded(self._read(self._length()))
            return store(cleaned, (self._chunks(self._length()) for _ in range(1 + len(cleaned.thumbnails))))

    def end(self) -> None:
        """End the process, whatever it does, and wait until it is gone."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):  # what was not sent yet is lost
                    pipe.close()

    @contextmanager
    def _deadline(self, seconds: float) -> Iterator[None]:
        """End the process if it takes longer than that."""
        deadline = threading.Timer(seconds, self._process.kill)
        deadline.start()
        try:
            yield
        except (OSError, ValueError) as error:  # the pipe is broken, or was closed by `end`
            raise WorkerGone from error
        finally:
            deadline.cancel()

    def _ask(self, wanted: bytes, size: int, chunks: Iterable[bytes]) -> None:
        assert self._process.stdin is not None  # noqa: S101  (it is a pipe)
        self._process.stdin.write(wanted + LENGTH.pack(size))
        for chunk in chunks:
            self._process.stdin.write(chunk)
        self._process.stdin.flush()

    def _drawn(self, wanted: bytes, content: bytes, *, field: str) -> bytes:
        """Return the first file of an answer. ``field``: what an error names."""
        self._ask(wanted, len(content), [content])
        kind = self._read(1)
        answer = self._read(self._length())
        if kind != DRAWN:
            raise Invalid({field: answer.decode()})
        return answer

    def _chunks(self, length: int) -> Iterator[bytes]:
        while length:
            chunk = self._read(min(length, CHUNK))
            length -= len(chunk)
            yield chunk

    def _length(self) -> int:
        return int(LENGTH.unpack(self._read(LENGTH.size))[0])

    def _read(self, length: int) -> bytes:
        assert self._process.stdout is not None  # noqa: S101  (it is a pipe)
        found = self._process.stdout.read(length)
        if len(found) < length:
            raise WorkerGone
        return found
