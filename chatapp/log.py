"""The log: what is written there, and what becomes of it when it cannot be written."""

import logging
from contextlib import suppress

import structlog

from chatapp.metrics import log_counter


class Lines(structlog.PrintLogger):
    """Standard output, a line at a time.

    A line that cannot be written is lost, and nothing else: people chat on while the log's disk is full, or when
    whoever read it has gone. The standard library's logging is of the same mind.
    """

    def msg(self, message: str) -> None:
        """Write a line."""
        with suppress(OSError):
            super().msg(message)

    debug = info = warning = error = critical = msg


def keep() -> None:
    """Write to the log from INFO upwards, other libraries from WARNING, and count what is to worry about."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger().addHandler(log_counter.LogCounter())
    structlog.configure(
        processors=[log_counter.note, *structlog.get_config()["processors"]],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: Lines(),
    )
