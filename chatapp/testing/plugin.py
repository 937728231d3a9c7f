"""The pytest plugin: the fixture `world`. pytest finds it by itself once Chatapp is installed (`pytest11`)."""

from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from chatapp.testing.world import World

MISSING = 'The fixture “world” needs the server: pip install "chatapp[server]"'


@pytest.fixture
def world(pytestconfig: pytest.Config) -> "Iterator[World]":
    """A Chatapp of this test's own, with its bots switched on: `world.users(2)`, `world.bot("bots/deploy.py")`."""
    if find_spec("sqlmodel") is None:
        pytest.fail(MISSING, pytrace=False)
    from chatapp.testing.world import World

    with World(pytestconfig.rootpath) as made:
        yield made
