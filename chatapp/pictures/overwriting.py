"""Files in which some places are overwritten while they pass: nothing moves, and nothing is held."""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Place(NamedTuple):
    """Where bytes give way, from ``start`` up to ``end``, to ``filler``, and to zeros after it."""

    start: int
    end: int
    filler: bytes = b""


def overwritten(chunks: Iterable[bytes], places: Iterable[Place]) -> Iterator[bytes]:
    """Yield a file's chunks with these places overwritten."""
    position, left = 0, deque(sorted(places))
    for chunk in chunks:
        end, changed = position + len(chunk), bytearray()
        while left and left[0].start < end:
            start, stop, filler = left[0]
            first, last = max(start, position), min(stop, end)
            if first < last:
                changed = changed or bytearray(chunk)
                new = filler[first - start :][: last - first].ljust(last - first, b"\0")
                changed[first - position : last - position] = new
            if stop > end:
                break
            left.popleft()
        yield bytes(changed) if changed else chunk
        position = end
