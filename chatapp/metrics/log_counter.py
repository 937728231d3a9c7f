"""How often the log had to warn or to tell of an error: what an operator wants to be woken by."""

import logging
from collections import Counter
from collections.abc import MutableMapping
from typing import Any, Final

NOTED: Final = {"warning": "warning", "error": "error", "exception": "error", "critical": "error"}
MOST: Final = 200  # kinds of complaints

counted: Counter[tuple[str, str]] = Counter()  # (level, who) → how often, in this process


def note(_: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Count a line of structlog's; it goes on unchanged. To stand among structlog's processors."""
    if (level := NOTED.get(method)) is not None:
        _count(level, "chatapp")
    return event


class LogCounter(logging.Handler):
    """Counts the lines of the standard library's log: of NiceGUI, uvicorn, taskiq."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        """Count a line."""
        _count("error" if record.levelno >= logging.ERROR else "warning", record.name.partition(".")[0])


def _count(level: str, who: str) -> None:
    if (level, who) in counted or len(counted) < MOST:
        counted[level, who] += 1
