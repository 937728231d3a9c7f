"""Public functions say what they do. ruff's D asks it, but not of nested routes, nor of what an `__all__` omits."""

import ast
from collections.abc import Iterator
from typing import Final

from tests.house.source import Source

FUNCTIONS: Final = ast.FunctionDef | ast.AsyncFunctionDef
ROUTES: Final = {"api_route", "delete", "get", "head", "page", "patch", "post", "put"}


def silent_routes(source: Source) -> Iterator[str]:
    """Yield each route or page without a docstring, however deep it is nested."""
    if source.is_product:
        for node in source.nodes:
            if not isinstance(node, FUNCTIONS):
                continue
            if any(_is_route(decorator) for decorator in node.decorator_list) and not ast.get_docstring(node):
                yield f"{source.path}:{node.lineno}: {node.name} is a route and says nothing about itself"


def _is_route(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else None
    return isinstance(called, ast.Attribute) and called.attr in ROUTES


def silent_functions(source: Source) -> Iterator[str]:
    """Yield each public function without a docstring, of a module or of a public class."""
    if not source.is_product:
        return
    bodies = [
        node.body for node in source.tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    for node in (node for body in (source.tree.body, *bodies) for node in body):
        if not isinstance(node, FUNCTIONS) or node.name.startswith("_") or _is_overload(node):
            continue
        if not ast.get_docstring(node):
            yield f"{source.path}:{node.lineno}: {node.name} is public and says nothing about itself"


def _is_overload(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Return whether this is one signature of several: the last one, which has a body, says what all do."""
    return any(isinstance(decorator, ast.Name) and decorator.id == "overload" for decorator in node.decorator_list)
