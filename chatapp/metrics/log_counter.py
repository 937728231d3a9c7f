"""Counts the warnings and errors logged by structlog and the standard library, so that operators can alert on them."""

import logging
from collections import Counter
from collections.abc import MutableMapping
from typing import Any, Final

LEVELS: Final = {"warning": "warning", "error": "error", "exception": "error", "critical": "error"}
MAX_SERIES: Final = 200  # pairs of level and logger

counted: Counter[tuple[str, str]] = Counter()  # (level, logger) → messages since this process started


def count_event(_: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Count an event and return it unchanged: a structlog processor."""
    if (level := LEVELS.get(method)) is not None:
        _count(level, "chatapp")
    return event


class LogCounter(logging.Handler):
    """Counts what libraries write to the standard library's log: NiceGUI, uvicorn, taskiq."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        """Count a record under the name of its top-level package."""
        _count("error" if record.levelno >= logging.ERROR else "warning", record.name.partition(".")[0])


def _count(level: str, logger: str) -> None:
    if (level, logger) in counted or len(counted) < MAX_SERIES:
        counted[level, logger] += 1
