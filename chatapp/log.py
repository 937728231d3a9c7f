"""Configures the log: what is written, and that an unwritable log never stops the application."""

import logging
import time
from collections import Counter
from contextlib import suppress
from types import TracebackType
from typing import Final

import structlog

from chatapp.metrics import log_counter

INTERVAL: Final = 60.0  # seconds between two lines of a `ThrottledWarning`


class LossyLogger(structlog.WriteLogger):
    """Writes to standard output, one event per line, in one piece: several processes may share it.

    A line that cannot be written is dropped, so people chat on while the log's disk is full or its reader is gone. The
    standard library's logging behaves the same way.
    """

    def msg(self, message: str) -> None:
        """Write a line."""
        with suppress(OSError):
            super().msg(message)

    debug = info = warning = error = critical = msg


class ThrottledWarning:
    """A warning about what strangers send: the first is written at once, then at most one line a minute.

    Each line says how many it stands for (``times``), so nobody can fill the log. ``interval``: seconds between lines.
    """

    def __init__(self, event: str, interval: float = INTERVAL) -> None:
        self._event = event
        self._interval = interval
        self._times = 0
        self._silent_until = 0.0

    def write(self, **values: str) -> None:
        """Write the warning, or count it for the next line. ``values``: short, and nothing secret."""
        self._times += 1
        if (now := time.monotonic()) >= self._silent_until:
            structlog.get_logger("chatapp").warning(self._event, **values, times=self._times)
            self._times, self._silent_until = 0, now + self._interval


class RareTracebacks(logging.Filter):
    """Lets a traceback from one place pass once a minute, and says how many it stands for.

    Whatever a client can send that we have not thought of, it fills no disk. ``interval``: seconds.
    """

    PLACES: Final = 1_000

    def __init__(self, interval: float = INTERVAL) -> None:
        super().__init__()
        self._interval = interval
        self._silent_until: dict[tuple[str, str, int], float] = {}
        self._silenced = Counter[tuple[str, str, int]]()

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether to write a record."""
        if not record.exc_info or record.exc_info[0] is None or (traceback := record.exc_info[2]) is None:
            return True
        place = (record.exc_info[0].__name__, *_place(traceback))
        now = time.monotonic()
        if now < self._silent_until.get(place, 0.0):
            self._silenced[place] += 1
            return False
        if len(self._silent_until) >= self.PLACES:
            self._silent_until.clear()
            self._silenced.clear()
        self._silent_until[place] = now + self._interval
        if times := self._silenced.pop(place, 0):
            record.msg, record.args = f"{record.getMessage()} ({times:,} more like this before)", ()
        return True


def _place(traceback: TracebackType) -> tuple[str, int]:
    """Return the file and the line where an error was raised."""
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    return traceback.tb_frame.f_code.co_filename, traceback.tb_lineno


def configure() -> None:
    """Log from INFO upwards, other libraries from WARNING upwards, and count warnings and errors.

    Changes the global configuration of structlog and of the standard library's logging.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    rare = RareTracebacks()
    for written in (*logging.getLogger().handlers, logging.getLogger("uvicorn.error")):  # uvicorn's have their own
        written.addFilter(rare)
    logging.getLogger().addHandler(log_counter.LogCounter())
    structlog.configure(
        processors=[log_counter.count_event, *structlog.get_config()["processors"]],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: LossyLogger(),
    )
