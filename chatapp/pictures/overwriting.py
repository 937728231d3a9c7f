"""Files in which some places are overwritten, where they are or while they pass: nothing moves, and nothing is held."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Final, NamedTuple

Read = Callable[[int, int], bytes]  # the bytes of a file from one position up to another, fewer at its end
ZEROS: Final = bytes(64 * 1024)


class Place(NamedTuple):
    """Where bytes give way, from ``start`` up to ``end``, to ``filler``, and to zeros after it."""

    start: int
    end: int
    filler: bytes = b""


def overwrite(file: BinaryIO, places: Iterable[Place], size: int) -> None:
    """Overwrite these places in a file of so many bytes, as far as they are in it, each byte once. Blocks."""
    for start, end, filler in apart(sorted(places)):
        last = min(end, size)
        file.seek(start)
        _write(file, filler[: max(0, last - start)])
        while (left := last - file.tell()) > 0:
            _write(file, ZEROS[:left])


def _write(file: BinaryIO, content: bytes) -> None:
    while content:
        content = content[file.write(content) :]


def overwritten(chunks: Iterable[bytes], places: Iterable[Place]) -> Iterator[bytes]:
    """Yield a file's chunks with these places overwritten, each byte once: what overlaps is the first one's."""
    position, left = 0, deque(apart(sorted(places)))
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


def apart(places: Iterable[Place]) -> Iterator[Place]:
    """Yield places in their order, without what one before has already: a file may name one a million times."""
    covered = 0
    for start, end, filler in places:
        first = max(start, covered)
        if first < end:
            yield Place(first, end, filler[first - start :])
            covered = end
