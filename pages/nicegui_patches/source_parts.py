"""What a patch relies on in functions that promise nothing: parts of their source, looked for at start."""

import inspect
import linecache
from collections.abc import Callable, Iterator, Mapping
from types import CodeType
from typing import Any

Parts = Mapping[Callable[..., Any], tuple[str, ...]]


def first_missing(relied_on: Parts) -> str:
    """Return in words the first part that a function's source does not have; empty if there is none."""
    for function, parts in relied_on.items():
        source = source_of(function)
        if missing := [part for part in parts if part not in source]:
            return f"{function.__qualname__} has no {missing[0]}"
    return ""


def source_of(function: Callable[..., Any]) -> str:
    """Return the lines of a function; `inspect.getsource` would read its file token by token to find where it ends."""
    code: CodeType = inspect.unwrap(function).__code__
    lines = linecache.getlines(code.co_filename)
    return "".join(lines[code.co_firstlineno - 1 : max(_last_lines(code))])


def _last_lines(code: CodeType) -> Iterator[int]:
    yield from (last for _, last, *_ in code.co_positions() if last is not None)
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _last_lines(inner)
