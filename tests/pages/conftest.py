"""Servers whose messages reach the pages by the one way or the other."""

from collections.abc import AsyncIterator

import pytest

from tests.support.servers.server import Server

WAYS = {"shared": "server", "public": "public_server"}  # how messages reach the pages → who serves so


@pytest.fixture(scope="session")
async def public_server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """A server that uses NiceGUI's public means alone, shared like `server`."""
    server = await Server(tmp_path_factory.mktemp("public") / "data", {"CHATAPP_FANOUT": "public"}).start()
    yield server
    await server.stop()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that takes a `way` by each; by day the public one only where marked `each_way`, one for each kind."""
    chosen = any(mark.args[0] == "way" for mark in metafunc.definition.iter_markers("parametrize"))
    if "way" in metafunc.fixturenames and not chosen:
        marks = [] if metafunc.definition.get_closest_marker("each_way") else [pytest.mark.nightly]
        metafunc.parametrize("way", ["shared", pytest.param("public", marks=marks)], indirect=True)


@pytest.fixture
def way(request: pytest.FixtureRequest) -> Server:
    """A server for each way that messages can take to the pages."""
    server: Server = request.getfixturevalue(WAYS[request.param])
    assert ("public API" in server.log()) == (request.param == "public")
    return server
