"""No line of the five systems without a test that names it."""

import importlib
import re
from pathlib import Path

from tests.acceptance.requirements import LINES
from tests.support.servers.server import ROOT

HERE = Path(__file__).parent


def proven_in(module_name: str) -> set[str]:
    """Return the ids that the tests of a module are marked with."""
    module = importlib.import_module(f"tests.acceptance.{module_name}")
    tests = [value for name, value in vars(module).items() if name.startswith("test_") and callable(value)]
    marks = [mark for test in tests for mark in getattr(test, "pytestmark", [])]
    return {line for mark in marks if mark.name == "proves" for line in mark.args}


def test_every_line_of_the_five_systems_is_proven_by_a_test_in_its_systems_file() -> None:
    unproven = set(LINES)
    for path in HERE.glob("test_s*_*.py"):
        system = path.stem.split("_")[1].upper()
        unproven -= {line for line in proven_in(path.stem) if line.startswith(system)}
    assert not unproven, f"no test names {sorted(unproven)}"


def test_the_test_lists_of_the_issues_name_every_line() -> None:
    lists = [ROOT / "docs" / "test-lists" / f"issue-{number}.md" for number in (3, 5)]
    assert set(LINES) <= {line for path in lists for line in re.findall(r"\bS\d\.\d\b", path.read_text())}
