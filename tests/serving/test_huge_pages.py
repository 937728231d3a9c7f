"""A server's memory is gathered into large pages, where Linux has them."""

from pathlib import Path

import pytest

from chatapp.serving import huge_pages
from chatapp.serving.huge_pages import SIZE, places


def _area(start: int, megabytes: int, resident: float, name: str = "", access: str = "rw-p") -> str:
    end, size = start + megabytes * 1024**2, megabytes * 1024
    pages = "KernelPageSize:        4 kB\nMMUPageSize:           4 kB"
    lines = f"Size: {size:15} kB\n{pages}\nRss: {int(resident * size):16} kB"
    return f"{start:x}-{end:x} {access} 00000000 00:00 0 {name}\n{lines}\nPss:                   8 kB\nVmFlags: rd wr\n"


def test_only_areas_that_are_whole_and_nobody_elses_are_gathered_at_places_of_whole_pages() -> None:
    heap = 0x5555_5540_0000 + 4096
    smaps = "".join(
        (
            _area(heap, 7, 1.0, name="                 [heap]"),
            _area(0x7F00_0000_0000, 4, 0.95),
            _area(0x7F00_1000_0000, 8, 0.05),  # a thread's stack
            _area(0x7F00_2000_0000, 8, 1.0, access="r-xp"),
            _area(0x7F00_3000_0000, 8, 1.0, name="/usr/lib/libpython3.so"),
            _area(0x7F00_4000_0000, 1, 1.0),
        )
    )
    first = 0x5555_5560_0000
    assert list(places(smaps)) == [first, first + SIZE, 0x7F00_0000_0000, 0x7F00_0000_0000 + SIZE]


@pytest.mark.parametrize("switch", ["always madvise [never]\n", None])
def test_nothing_is_gathered_where_there_are_none_or_the_operator_wants_none(
    switch: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(huge_pages, "SWITCH", tmp_path / "enabled")
    if switch is not None:
        huge_pages.SWITCH.write_text(switch)
    assert huge_pages.gather() == 0
