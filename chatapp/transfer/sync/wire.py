"""What the process that copies and the one that asked for it say to each other: lines of JSON."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from chatapp.transfer.sync import errors
from chatapp.transfer.sync.errors import CopyError
from chatapp.transfer.sync.location import Place
from chatapp.transfer.sync.progress import Progress, Report, Step, TableReport

Said = Progress | Report | CopyError


def question(original: Place, copy: Place) -> bytes:
    """Write what is asked for. It goes through a pipe: URLs hold passwords, and arguments can be seen by everybody."""
    return _line([[place.url, place.name] for place in (original, copy)])


def asked(line: str) -> tuple[Place, Place]:
    """Read what is asked for."""
    original, copy = json.loads(line)
    return Place(*original), Place(*copy)


def answer(said: Said) -> bytes:
    """Write what happened."""
    if isinstance(said, CopyError):
        return _line({"error": type(said).__name__, "sentence": str(said)})
    if isinstance(said, Progress):
        return _line({"progress": asdict(said)})
    return _line({"report": {**asdict(said), "as_of": said.as_of.isoformat()}})


def told(line: bytes) -> Said:
    """Read what happened."""
    values: dict[str, Any] = json.loads(line)
    if "error" in values:
        error: CopyError = getattr(errors, values["error"])(values["sentence"])
        return error
    if "progress" in values:
        step = values["progress"]
        return Progress(**{**step, "step": Step(step["step"])})
    report = values["report"]
    tables = tuple(TableReport(**table) for table in report["tables"])
    return Report(**{**report, "tables": tables, "as_of": datetime.fromisoformat(report["as_of"])})


def _line(values: object) -> bytes:
    return json.dumps(values).encode() + b"\n"
