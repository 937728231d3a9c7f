"""A pytest plugin that writes down how each test ended, for `tests/run.py`: ``-p tests.support.running.outcomes``."""

import json
import os
from pathlib import Path

import pytest

OUTCOMES = "TEST_OUTCOMES_FILE"  # names the file


class Outcomes:
    """What became of the tests of one run, and of the files they were collected from."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.passed: set[str] = set()
        self.failed: set[str] = set()
        self.skipped: dict[str, str] = {}
        self.errors: set[str] = set()

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a file that cannot be collected, or that is skipped as a whole."""
        if report.failed:
            self.errors.add(report.nodeid)
        elif report.skipped:
            self.skipped[report.nodeid] = reason(report.longrepr)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note one phase of one test: a test has passed when no phase of it failed."""
        if report.failed:
            self.failed.add(report.nodeid)
        elif report.skipped:
            self.skipped[report.nodeid] = reason(report.longrepr)
        elif report.when == "call":
            self.passed.add(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the file, in the process that all reports come to."""
        if hasattr(session.config, "workerinput"):
            return
        told = {
            "passed": sorted(self.passed - self.failed),
            "failed": sorted(self.failed),
            "skipped": self.skipped,
            "errors": sorted(self.errors),
        }
        self.path.write_text(json.dumps(told))


def reason(longrepr: object) -> str:
    """Return why something was skipped."""
    return str(longrepr[2] if isinstance(longrepr, tuple) else longrepr).removeprefix("Skipped: ")


def pytest_configure(config: pytest.Config) -> None:
    """Listen, if the file is named."""
    if path := os.environ.get(OUTCOMES):
        config.pluginmanager.register(Outcomes(Path(path)))
