"""Configures the log: what is written, and that an unwritable log never stops the application."""

import logging
from contextlib import suppress

import structlog

from chatapp.metrics import log_counter


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
