"""Prints which test proves which line of the five systems, and how it went."""

from collections import defaultdict
from collections.abc import AsyncIterator
from typing import cast

import pytest

from tests.acceptance import office as offices
from tests.acceptance.office import Office
from tests.acceptance.requirements import LINES
from tests.support.servers.postgres import Postgres
from tests.support.servers.redis_server import RedisServer
from tests.support.servers.server import Server, kept_port

EMBEDDED, GROWN = "sqlite", "postgresql+redis"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests that are marked `each_engine` on the grown engine too; `LINES` need every proof on one only.

    By day only those marked `each_engine(by_day=True)`, one for each kind of thing that crosses processes or storage.
    """
    if "engines" in metafunc.fixturenames:
        mark = metafunc.definition.get_closest_marker("each_engine")
        marks = [] if mark is None or mark.kwargs.get("by_day") else [pytest.mark.nightly]
        chosen = [EMBEDDED, *([pytest.param(GROWN, marks=marks)] if mark else [])]
        metafunc.parametrize("engines", chosen, indirect=True, scope="module")


@pytest.fixture(scope="module")
async def engines(request: pytest.FixtureRequest) -> AsyncIterator[dict[str, str]]:
    """What a server is set to: nothing, or a PostgreSQL database and a Redis of its own."""
    if request.param == EMBEDDED:
        yield {}
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name, redis = postgres.copy(), await RedisServer().start()
    yield {"CHATAPP_DATABASE_URL": postgres.url(name), "CHATAPP_BROKER_URL": redis.url}
    await redis.stop()
    postgres.drop(name)


@pytest.fixture(scope="module")
async def server(engines: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """A server of this file's own: with all the others' rooms, those looked for would not be on the first page."""
    server = await Server(tmp_path_factory.mktemp("acceptance") / "data", engines, kept_port("acceptance")).start()
    yield server
    await server.stop()


@pytest.fixture(scope="module")
async def office(engines: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """A server with an administrator, shared by the tests of a file that need one."""
    office = await offices.opened(tmp_path_factory.mktemp("office"), engines)
    yield office
    await office.server.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each test carry the lines it proves into its report, also from another process."""
    for item in items:
        if marker := item.get_closest_marker("proves"):
            item.user_properties.append(("proves", marker.args))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table: line, what it asks for, test, result. A failing set-up counts as a failing test."""
    outcomes: dict[str, dict[str, str]] = defaultdict(dict)
    told = [report for group in terminalreporter.stats.values() for report in group]
    for report in [report for report in told if isinstance(report, pytest.TestReport)]:  # not what was deselected
        for name, lines in cast(list[tuple[str, tuple[str, ...]]], report.user_properties):
            if name == "proves" and (report.when == "call" or report.outcome != "passed"):
                for line in lines:
                    outcomes[line][report.nodeid.removeprefix("tests/acceptance/")] = report.outcome
    if not outcomes:
        return
    terminalreporter.section("the five systems")
    for line, about in LINES.items():
        terminalreporter.write_line(f"{line}  {about}")
        for test, outcome in sorted(outcomes[line].items()):
            terminalreporter.write_line(f"      {outcome:7} {test}")
        if not outcomes[line]:
            terminalreporter.write_line("      not run")
