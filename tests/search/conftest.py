"""Searches by the index, however few messages there are; what few messages change is asked where it matters."""

import pytest

from chatapp.search import proposals
from chatapp.testing.plugin import world

__all__ = ["world"]


@pytest.fixture(autouse=True)
def _by_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proposals, "FEW", -1)
