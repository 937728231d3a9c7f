"""A page's outbox while the page has no connection."""

import asyncio

import pytest

from pages.nicegui_patches import direct_outbox
from tests.support.patience import PATIENCE


async def test_a_page_without_a_connection_waits_to_be_called_and_looks_by_itself_now_and_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    due = asyncio.Event()
    due.set()  # something waits to be sent
    monkeypatch.setattr(direct_outbox, "UNCALLED", 10 * PATIENCE)
    waiting = asyncio.create_task(direct_outbox._called(due))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    due.set()  # as the handshake does, by its rewind
    async with asyncio.timeout(PATIENCE):
        await waiting
    assert due.is_set(), "what waits is still to be sent"
    monkeypatch.setattr(direct_outbox, "UNCALLED", 0.01)
    async with asyncio.timeout(PATIENCE):
        await direct_outbox._called(due)
    assert due.is_set()
