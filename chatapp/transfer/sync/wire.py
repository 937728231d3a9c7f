"""Messages between the worker process and its parent: one JSON object a line."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from chatapp.transfer.sync import errors
from chatapp.transfer.sync.errors import CopyError
from chatapp.transfer.sync.location import DatabaseLocation
from chatapp.transfer.sync.progress import Progress, Report, Step, TableReport

WorkerMessage = Progress | Report | CopyError


def encode_request(original: DatabaseLocation, copy: DatabaseLocation) -> bytes:
    """Encode what to copy where. Sent through a pipe: URLs hold passwords, and everybody can see arguments."""
    return _line([[location.url, location.name] for location in (original, copy)])


def decode_request(line: str) -> tuple[DatabaseLocation, DatabaseLocation]:
    """Return the original and the copy that a request names."""
    original, copy = json.loads(line)
    return DatabaseLocation(*original), DatabaseLocation(*copy)


def encode_message(message: WorkerMessage) -> bytes:
    """Encode what the worker sends: progress, the report, or the error."""
    if isinstance(message, CopyError):
        return _line({"error": type(message).__name__, "sentence": str(message)})
    if isinstance(message, Progress):
        return _line({"progress": asdict(message)})
    return _line({"report": {**asdict(message), "as_of": message.as_of.isoformat()}})


def decode_message(line: bytes) -> WorkerMessage:
    """Return what the worker sent."""
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
