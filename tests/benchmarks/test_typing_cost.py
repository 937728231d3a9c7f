"""The cost of typing, measured small: what is counted is the frames, for seconds of CPU prove nothing here."""

from pathlib import Path

import pytest

from benchmarks.typing_cost import measure


@pytest.mark.nightly
async def test_those_in_the_room_are_told_at_most_once_for_each_report(tmp_path: Path) -> None:
    cost = await measure(tmp_path, pages=6, in_room=4, typists=3, seconds=2.0)
    assert cost.reports >= 1
    assert 1 <= cost.frames <= 4 * cost.reports
