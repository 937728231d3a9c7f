"""The file that a benchmark's figures go to."""

import json
from pathlib import Path
from typing import Any


def write(place: Path, found: Any) -> str:
    """Write figures as JSON, with the folder they go to; returns what was written."""
    place.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(found, indent=2)
    place.write_text(text + "\n")
    return text
