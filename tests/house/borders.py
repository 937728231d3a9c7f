"""Borders that import-linter cannot draw: it sees other people's packages as a whole, and ours without main.py."""

import ast
from collections.abc import Iterator
from typing import Final

from tests.house.source import Source

PATCHES: Final = "pages/nicegui_patches/"
PRIVATE: Final = (
    "nicegui.binding",
    "nicegui.classes",
    "nicegui.element",
    "nicegui.observables",
    "nicegui.outbox",
    "nicegui.props",
    "nicegui.slot",
    "nicegui.style",
)  # no promise of NiceGUI: what a release changes without a word


def private_parts(source: Source) -> Iterator[str]:
    """Yield each import of NiceGUI's private parts by a page outside pages/nicegui_patches."""
    if source.is_product and not source.path.startswith(PATCHES):
        for module, line in _imported(source):
            parts = module.split(".")
            if parts[0] == "nicegui" and (
                any(f"{module}.".startswith(f"{private}.") for private in PRIVATE)
                or any(part.startswith("_") for part in parts)
            ):
                yield f"{source.path}:{line}: {module} is private to NiceGUI; it belongs in {PATCHES}"


def imports_of_main(source: Source) -> Iterator[str]:
    """Yield each import of the composition root: it knows everything, so nothing below may know it."""
    if source.is_product:
        for module, line in _imported(source):
            if module.split(".")[0] in ("main", "tests", "benchmarks"):
                yield f"{source.path}:{line}: imports {module.split('.')[0]}, which is above everything"


def _imported(source: Source) -> Iterator[tuple[str, int]]:
    """Yield what a file imports, each name after a ``from`` as part of its module."""
    for node in source.nodes:
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)
