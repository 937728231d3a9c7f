"""`tests/run.py` on a folder of its own: what fails runs once more, alone, and what then passes is named."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.servers.server import ROOT

TESTS = """
import pathlib
import pytest

def fails_once(name):
    been = pathlib.Path(name)
    if not been.exists():
        been.touch()
        raise AssertionError

def test_passes(): pass

@pytest.mark.parametrize("name", {flaky})
def test_flaky(name): fails_once(name)

@pytest.mark.skipif({fails}, reason="not wanted")
def test_may_fail(): pass

def test_failing_twice(): assert not {fails}

@pytest.mark.skip(reason="no moon")
def test_skipped(): pass

@pytest.mark.nightly
def test_by_night(): assert False
"""


def run(folder: Path, text: str, *arguments: str) -> tuple[int, list[str]]:
    """Run a file of tests; returns the exit status and the lines of the output."""
    (folder / "test_few.py").write_text(text)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = nightly\n")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.run", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env={
            **environment,
            "PYTHONPATH": str(ROOT),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.splitlines()


def test_what_passes_in_the_second_pass_is_flaky_and_named(tmp_path: Path) -> None:
    code, lines = run(tmp_path, TESTS.format(flaky=["a b", "2", "3"], fails=False))
    assert code == 0
    assert lines[-1] == "6 passed, 0 failed, 1 skipped"
    at = lines.index("flaky (at most 3):")
    assert lines[at + 1 : -1] == [f"  test_few.py::test_flaky[{name}]" for name in ("2", "3", "a b")]
    assert lines[at - 2 : at] == ["skipped: no moon:", "  test_few.py::test_skipped"]


@pytest.mark.nightly
def test_more_than_three_flaky_tests_fail_the_run(tmp_path: Path) -> None:
    code, lines = run(tmp_path, TESTS.format(flaky=["1", "2", "3", "4"], fails=False))
    assert (code, lines[-1]) == (1, "7 passed, 0 failed, 1 skipped")


def test_what_fails_twice_fails_the_run(tmp_path: Path) -> None:
    code, lines = run(tmp_path, TESTS.format(flaky=["1"], fails=True))
    assert (code, lines[-1]) == (1, "2 passed, 1 failed, 2 skipped")
    assert lines[-3:-1] == ["failed:", "  test_few.py::test_failing_twice"]


@pytest.mark.parametrize(
    ("text", "code", "last"),
    [
        pytest.param("def test_passes(): pass", 0, "1 passed, 0 failed, 0 skipped", marks=pytest.mark.nightly),
        ("def test_passes(): pass\nimport nothing_of_the_kind", 2, "0 passed, 1 failed, 0 skipped"),
        pytest.param(
            "def test_passes(): pass\ndef test_ends(): raise KeyboardInterrupt",
            *(2, "1 passed, 0 failed, 0 skipped"),
            marks=pytest.mark.nightly,
        ),
        pytest.param("", 5, "0 passed, 0 failed, 0 skipped", marks=pytest.mark.nightly),
    ],
    ids=["passes", "cannot be collected", "interrupted", "nothing to run"],
)
def test_anything_else_has_no_second_pass(tmp_path: Path, text: str, code: int, last: str) -> None:
    ended, lines = run(tmp_path, text)
    assert (ended, lines[-1]) == (code, last)
    assert not any(line.startswith("Once more") for line in lines)


@pytest.mark.nightly
def test_what_does_not_run_in_the_second_pass_has_failed(tmp_path: Path) -> None:
    text = (
        TESTS.format(flaky=["1"], fails=False) + "\ntest_flaky = None if pathlib.Path('1').exists() else test_flaky\n"
    )
    code, lines = run(tmp_path, text)
    assert (code, lines[-1]) == (4, "3 passed, 1 failed, 1 skipped")


def test_a_worker_that_is_killed_fails_what_it_has_not_told_the_end_of(tmp_path: Path) -> None:
    text = "import os\ndef test_passes(): pass\ndef test_ends():\n    os.kill(os.getpid(), 9)\ndef test_later(): pass"
    code, lines = run(tmp_path, text)
    assert "Once more, alone: 2 that failed" in lines
    assert code != 0
    assert lines[-1] == "1 passed, 2 failed, 0 skipped"


def test_what_a_test_writes_is_told_with_it_alone(tmp_path: Path) -> None:
    text = """
import os
def test_one():
    os.system("echo {0}")
    assert os.path.exists("{0}") or open("{0}", "x") is None
"""
    (tmp_path / "test_other.py").write_text(text.format("other"))
    _, lines = run(tmp_path, text.format("few"))
    for name in ("few", "other"):
        at = next(n for n, line in enumerate(lines) if line == f"test_{name}.py:5: AssertionError")
        assert lines[at + 1 : at + 3][-1] == name
        assert lines.count(name) == 1
