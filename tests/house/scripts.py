"""What runs in the browser is a file: no JavaScript or CSS in a Python string beyond one line."""

import ast
from collections.abc import Iterator
from typing import Final

from tests.house.source import Source

MARKS: Final = ("=> {", "document.", "window.", "addEventListener", "px;", "var(--")


def scripts(source: Source) -> Iterator[str]:
    """Yield each string of the product, of more than one line, that looks like a script or a style."""
    if source.is_product:
        for node in source.nodes:
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            if "\n" in node.value.strip() and any(mark in node.value for mark in MARKS):
                yield f"{source.path}:{node.lineno}: a script or style in a string; pages/browser, pages/theme"
