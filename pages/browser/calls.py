"""What Python has the browser do: a function of our modules is called, and what it is given goes as JSON."""

import json


def call(function: str, *values: str | float | list[str] | None) -> str:
    """Return the JavaScript that calls a function by its name under ``chatapp``, such as ``outbox.done``."""
    return f"chatapp.{function}({', '.join(map(json.dumps, values))})"
