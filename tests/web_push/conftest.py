"""What tests of push start from: a service on loopback."""

from collections.abc import AsyncIterator

import pytest

from tests.support.servers.push_service import PushService, running


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    """A push service on loopback."""
    async with running() as service:
        yield service
