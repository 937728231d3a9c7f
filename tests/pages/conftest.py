"""Servers whose messages reach the pages by the one way or the other."""

from collections.abc import AsyncIterator

import pytest

from tests.server import Server

WAYS = ("shared", "public")


@pytest.fixture(scope="module", params=WAYS)
async def way(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """A server for each way that messages can take to the pages."""
    data_dir = tmp_path_factory.mktemp(request.param) / "data"
    server = await Server(data_dir, {"CHATAPP_FANOUT": request.param}).start()
    assert ("public way" in server.log()) == (request.param == "public")
    yield server
    await server.stop()
