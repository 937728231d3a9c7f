"""What a patch relies on in functions that promise nothing: parts of their source, looked for at start."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

Parts = Mapping[Callable[..., Any], tuple[str, ...]]


def first_missing(relied_on: Parts) -> str:
    """Return in words the first part that a function's source does not have; empty if there is none."""
    for function, parts in relied_on.items():
        source = inspect.getsource(inspect.unwrap(function))
        if missing := [part for part in parts if part not in source]:
            return f"{function.__qualname__} has no {missing[0]}"
    return ""
