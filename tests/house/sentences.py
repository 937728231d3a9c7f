"""What people read: every sentence of the product, found in the syntax tree, and the words that none of them may use.

A string counts if it has words: a capital letter and a space, or one of the small words that names of classes and keys
do not have. In pages, a single capitalized word counts as well: it is a label. Of HTML, the text and the names for
screen readers count. Docstrings of routes, commands and the API's bodies are shown to people, too; other docstrings,
log events, types and what is compared or looked up are not. `make strings` writes them all to docs/strings.md.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final, TypeGuard

from tests.house.source import Source

SCRIPTED: Final = "chatapp/demo/script.py"  # what the people of the demo say to each other
SMALL_WORDS: Final = re.compile(
    r"(?<!-)\b(an?|and|are|at|be|by|for|has|in|is|it|more|must|names|not?|of|on|or|that|the|to|with)\b(?!-)"
)
TAGS: Final = re.compile(r"<(?!\S+@\S+>)/?[a-z!][^>]*>")
FOREIGN: Final = frozenset({"Could not decode to UTF-8"})  # what other libraries say
NAMED: Final = re.compile(r'(?:title|aria-label|alt)="([^"{}]+)"')
CODE: Final = re.compile(
    r"^(SELECT|INSERT|UPDATE|DELETE|ALTER|COPY|PRAGMA|BEGIN)\b|IS NOT NULL| \| |[\[\]]{2}|=>|\(\)|^; Written|^\{\w+\}$"
)
LABEL: Final = re.compile(r"[A-Z][a-z]{2,}(?:-[a-z]+)*…?$")
LOGS: Final = frozenset({"debug", "info", "warning", "error", "exception", "critical"})
UNSEEN: Final = LOGS | {
    "TypeVar",
    "ParamSpec",
    "cast",
    "create_task",
    "create",
    "per_minute",
    "compile",
    "on",
    "classes",
}
UNSEEN_NAMES: Final = frozenset({"classes", "name", "js", "js_handler", "tag", "icon_name", "headers", "pattern"})
SHOWING: Final = frozenset({"get", "post", "put", "patch", "delete", "api_route", "command"})
OLD: Final = (
    r"nobody|somebody|anybody|everybody|for good|bears?|holds?|stands?|made|just now|at once|led out|of this name"
    r"|cannot|(?:is|are|was|were|do|does|did|has|have|could|would) not|conversations? of two|hand(?:ed)? over"
)
Documented = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
OLD_WORDS: Final = re.compile(rf"\b(?:{OLD})\b", re.IGNORECASE)


def old_sentences(source: Source) -> Iterator[str]:
    """Yield each sentence that is worded as we no longer word things."""
    for line, sentence in sentences(source):
        if found := OLD_WORDS.search(sentence):
            yield f"{source.path}:{line}: say it plainly, without “{found[0]}” (docs/strings.md): {sentence}"


def sentences(source: Source) -> list[tuple[int, str]]:
    """Return what people may read of a file, each sentence once, with its line. What varies is written ``{…}``."""
    if not source.path.startswith(("pages/", "chatapp/")) and source.path != "main.py":
        return []
    if source.path == SCRIPTED or source.path.startswith("pages/nicegui_patches/"):
        return []
    unseen = _unseen(source)
    found: dict[str, int] = {}
    for node in source.nodes:
        if id(node) not in unseen and (written := _written(node)) is not None:
            for sentence in _parts(written):
                if is_prose(sentence, is_page=source.path.startswith("pages/")):
                    found.setdefault(sentence, getattr(node, "lineno", 0))
    return sorted((line, sentence) for sentence, line in found.items())


def _written(node: ast.AST) -> str | None:
    """Return the text of a string, or of one with values in it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{…}" for part in node.values)
    return None


def _parts(written: str) -> list[str]:
    """Return a text as people see it: without tags, each line and name on its own."""
    if TAGS.search(written):
        return [" ".join(part.split()) for part in [*TAGS.sub("\n", written).split("\n"), *NAMED.findall(written)]]
    return [" ".join(part.split()) for part in written.split("\n\n")]


def is_prose(sentence: str, *, is_page: bool) -> bool:
    """Say whether a text is for people: neither a name of a class, a key, nor a statement for a database."""
    if sentence in FOREIGN or CODE.search(sentence) or not re.search(r"[A-Za-z]{2}", sentence.replace("{…}", "")):
        return False
    if " " not in sentence:
        return is_page and bool(LABEL.match(sentence))
    return bool(re.match(r"[“{(\[]?(\{…\} )*[A-Z`“]", sentence) or SMALL_WORDS.search(sentence))


def _unseen(source: Source) -> set[int]:
    """Return the nodes whose strings nobody is shown, by their id."""
    shown = {id(node.body[0]) for node in source.nodes if _shows_docstring(node, source.path)}
    unseen: set[int] = set()
    for node in source.nodes:
        if isinstance(node, ast.JoinedStr):
            for part in node.values:
                unseen.update(map(id, [part] if isinstance(part, ast.Constant) else ()))
                if isinstance(part, ast.FormattedValue) and part.format_spec is not None:
                    unseen.update(map(id, ast.walk(part.format_spec)))
        if id(node) not in shown:
            for hidden in _hidden(node):
                unseen.update(map(id, ast.walk(hidden)))
    return unseen


def _shows_docstring(node: ast.AST, path: str) -> TypeGuard[Documented]:
    """Say whether people see a docstring: a route's or a command's, or a body's of the API."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        called = [decorator.func for decorator in node.decorator_list if isinstance(decorator, ast.Call)]
        return path.startswith("chatapp/") and any(
            isinstance(func, ast.Attribute) and func.attr in SHOWING for func in called
        )
    return isinstance(node, ast.ClassDef) and path.startswith("chatapp/api/")


def _hidden(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a node that no person is shown."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value  # a docstring
    elif isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in UNSEEN:
            yield from node.args
        yield from (keyword.value for keyword in node.keywords if keyword.arg in UNSEEN_NAMES)
    elif isinstance(node, ast.Compare):
        yield from (node.left, *node.comparators)
    elif isinstance(node, ast.Subscript):
        yield node.slice
    elif isinstance(node, ast.AnnAssign | ast.arg) and node.annotation:
        yield node.annotation
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns:
        yield node.returns
    elif isinstance(node, ast.Assign) and any(getattr(target, "id", "") == "__all__" for target in node.targets):
        yield node.value
