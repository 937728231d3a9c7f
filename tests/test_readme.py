"""What the documents name is there: files, functions, make targets, settings."""

import ast
import importlib
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from types import ModuleType

import pytest

from chatapp.bootstrap import Chat
from chatapp.settings import PREFIX, Settings
from chatapp.storage.unit_of_work import UnitOfWork
from pages.shell.shell import Shell
from tests.support.servers.server import ROOT

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/glossary.md", "docs/testing.md")
HERE = [name for name in DOCUMENTS if (ROOT / name).is_file()]
OURS = ("main", "chatapp", "pages", "models", "tests", "benchmarks")
BY_SHORT_NAME: dict[str, object] = {"work": UnitOfWork, "chat": Chat, "shell": Shell}  # as services and pages call them
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
CODE = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"[\w.-]*(?:/[\w.-]*)+|[\w-]+\.(?:css|ini|js|json|md|py|toml|yaml)")
OF_TESTS = re.compile(r'"(CHATAPP_TEST_[A-Z_]*[A-Z])"')  # settings of the tests' own, where they are read
DOTTED = re.compile(r"([a-z_]\w*(?:\.\w+)+)(?:\(.*\))?")


def links(text: str) -> Iterator[str]:
    """Yield the files that a document links to."""
    yield from (target for target in LINK.findall(text) if "://" not in target)


def test_the_screenshots_that_are_kept_are_those_that_documents_show() -> None:
    kept = {f"docs/screenshots/{file.name}" for file in (ROOT / "docs" / "screenshots").iterdir()}
    shown = {target for target in links((ROOT / "README.md").read_text()) if target.startswith("docs/screenshots/")}
    assert kept == shown
    assert len(kept) <= 12


def named(text: str) -> Iterator[str]:
    """Yield what stands in backticks, outside of fenced blocks."""
    yield from CODE.findall(FENCE.sub("", text))


def files_named(text: str) -> Iterator[str]:
    """Yield the paths in backticks; what begins with a slash is an address."""
    for name in named(text):
        if FILE.fullmatch(name) and not name.startswith("/") and not name.startswith("."):
            yield name


def functions_named(text: str) -> Iterator[str]:
    """Yield the dotted names in backticks that begin with a package of ours."""
    for name in named(text):
        found = DOTTED.fullmatch(name)
        if found and not FILE.fullmatch(name) and roots(found[1].split(".")[0]):
            yield found[1]


def roots(name: str) -> list[object]:
    """Return what a dotted name may begin with: a package of ours, or one of chatapp's or pages'."""
    paths = [name] if name in OURS else [f"{package}.{name}" for package in ("chatapp", "pages")]
    known = [BY_SHORT_NAME[name]] if name in BY_SHORT_NAME else []
    return known + [module for path in paths if (module := imported(path)) is not None]


def imported(path: str) -> ModuleType | None:
    """Return a module; None if there is none of that name."""
    try:
        return importlib.import_module(path)
    except ModuleNotFoundError:
        return None


def exists(dotted: str) -> bool:
    """Say whether a dotted name leads somewhere, by modules, attributes and annotated fields, inherited ones too."""
    first, *rest = dotted.split(".")
    for found in roots(first):
        for part in rest:
            inner = imported(f"{found.__name__}.{part}") if isinstance(found, ModuleType) else None
            is_field = any(part in vars(base).get("__annotations__", {}) for base in getattr(found, "__mro__", ()))
            found = getattr(found, part, inner or (object if is_field else None))
            if found is None:
                break
        else:
            return True
    return False


@pytest.mark.parametrize("name", HERE)
def test_every_file_that_is_named_or_linked_is_there(name: str) -> None:
    document = ROOT / name
    text = document.read_text()
    targets = chain(((document.parent / link) for link in links(text)), (ROOT / path for path in files_named(text)))
    beside = document.parent
    missing = [
        str(target)
        for target in targets
        if not target.exists() and not (beside / target.relative_to(ROOT)).exists() and not is_in_package(target)
    ]
    assert missing == []


def is_in_package(target: Path) -> bool:
    """Say whether a path is one of chatapp's or pages', named without them, as in `rooms/unread.py`."""
    inner = target.relative_to(ROOT)
    return any((ROOT / package / inner).exists() for package in ("chatapp", "pages"))


@pytest.mark.parametrize("name", HERE)
def test_every_function_that_is_named_is_there(name: str) -> None:
    assert [dotted for dotted in functions_named((ROOT / name).read_text()) if not exists(dotted)] == []


@pytest.mark.parametrize("name", HERE)
def test_every_make_target_and_setting_that_is_named_is_there(name: str) -> None:
    text = (ROOT / name).read_text()
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?<=`)make ([a-z-]+)", text)) - targets == set()
    settings = {f"{PREFIX}{field}".upper() for field in Settings.model_fields}
    of_tests = {name for path in (ROOT / "tests").rglob("*.py") for name in OF_TESTS.findall(path.read_text())}
    assert set(re.findall(rf"\b{PREFIX}[A-Z_]*[A-Z]\b", text)) - settings - of_tests == set()


def listed_in(package: Path) -> set[str]:
    """Return the files that the table in a package's docstring names; none if it has no table."""
    said = ast.get_docstring(ast.parse((package / "__init__.py").read_text())) or ""
    rows = re.findall(r"^\| ([^|]+) \|", said, re.MULTILINE)[1:]  # without its head
    return {name.strip(" `") for row in rows for name in row.split(",")} - {"---"}


def test_each_package_that_lists_its_files_lists_all_of_them() -> None:
    inits = chain((ROOT / "chatapp").rglob("__init__.py"), (ROOT / "pages").rglob("__init__.py"))
    wrong = {}
    for package in (init.parent for init in inits):
        inside = {path.stem for path in package.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
        if (listed := listed_in(package)) and listed != inside - {"__init__"}:
            wrong[package.relative_to(ROOT).as_posix()] = sorted(listed ^ (inside - {"__init__"}))
    assert wrong == {}


def test_what_is_not_there_is_found() -> None:
    text = "[x](no/such.py) `chatapp/no.py` `messages.no_such` `ui.element` `/rooms` `messages.post` `work.announce`"
    assert [*links(text)] == ["no/such.py"]
    assert [*files_named(text)] == ["chatapp/no.py"]
    assert [dotted for dotted in functions_named(text) if not exists(dotted)] == ["messages.no_such"]
