"""Prints which test proves which line of the five systems, and how it went."""

from collections import defaultdict

import pytest

from tests.acceptance.requirements import LINES

_outcomes: dict[str, dict[str, str]] = defaultdict(dict)  # line → test → outcome


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):  # type: ignore[no-untyped-def]
    """Note the outcome of every test that proves a line; a failing set-up counts as well."""
    report = yield
    marker = item.get_closest_marker("proves")
    if marker and (report.when == "call" or report.outcome != "passed"):
        for line in marker.args:
            _outcomes[line][item.nodeid.removeprefix("tests/acceptance/")] = report.outcome
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table: line, what it asks for, test, result."""
    if not _outcomes:
        return
    terminalreporter.section("the five systems")
    for line, about in LINES.items():
        terminalreporter.write_line(f"{line}  {about}")
        for test, outcome in sorted(_outcomes[line].items()):
            terminalreporter.write_line(f"      {outcome:7} {test}")
        if not _outcomes[line]:
            terminalreporter.write_line("      not run")
