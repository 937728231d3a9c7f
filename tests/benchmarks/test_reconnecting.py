"""A restart under open pages: each page comes back to the new server, and misses nothing."""

from pathlib import Path

import pytest

from benchmarks.reconnecting import measure

pytestmark = pytest.mark.nightly


async def test_pages_come_back_to_a_restarted_server_and_show_what_was_posted_meanwhile(tmp_path: Path) -> None:
    found = await measure(tmp_path, pages=4, longest_delay=0.2)
    assert found.violations == []
    assert found.served_p50_s
    assert found.back_last_s > 0
