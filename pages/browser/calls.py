"""What Python has the browser do: a function of our modules is called, and what it is given goes as JSON."""

import json
from collections.abc import Mapping, Sequence

Value = str | float | Sequence[str] | Mapping[str, object] | None


def call(function: str, *values: Value) -> str:
    """Return the JavaScript that calls a function by its name under ``chatapp``, such as ``sendQueue.done``."""
    return f"chatapp.{function}({', '.join(map(json.dumps, values))})"
