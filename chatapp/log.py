"""Configures the log: what is written, and that an unwritable log never stops the application."""

import logging
import time
from contextlib import suppress
from typing import Final

import structlog

from chatapp.metrics import log_counter

INTERVAL: Final = 60.0  # seconds between two lines of a `ThrottledWarning`


class LossyPrintLogger(structlog.PrintLogger):
    """Writes to standard output, one event per line.

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


def configure() -> None:
    """Log from INFO upwards, other libraries from WARNING upwards, and count warnings and errors.

    Changes the global configuration of structlog and of the standard library's logging.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger().addHandler(log_counter.LogCounter())
    structlog.configure(
        processors=[log_counter.count_event, *structlog.get_config()["processors"]],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: LossyPrintLogger(),
    )
