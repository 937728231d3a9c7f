"""Public functions say what they do. ruff's D asks it of modules, classes and functions; this one of nested routes."""

import ast
from collections.abc import Iterator
from typing import Final

from tests.house.source import Source

ROUTES: Final = {"api_route", "delete", "get", "head", "page", "patch", "post", "put"}


def silent_routes(source: Source) -> Iterator[str]:
    """Yield each route or page without a docstring, however deep it is nested."""
    if source.is_product:
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if any(_is_route(decorator) for decorator in node.decorator_list) and not ast.get_docstring(node):
                yield f"{source.path}:{node.lineno}: {node.name} is a route and says nothing about itself"


def _is_route(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else None
    return isinstance(called, ast.Attribute) and called.attr in ROUTES
