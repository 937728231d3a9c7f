"""What an Ogg file is made of (Vorbis, Opus, Theora, FLAC, Speex): pages with a checksum each, over several streams.

The second packet of a stream has its comments (of FLAC, pictures come after it, and stay). What tells too much in
them is overwritten, and their pages' checksums.
"""

import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from chatapp.pictures import comments
from chatapp.pictures.overwriting import Place, Read, overwritten

START: Final = b"OggS"
HEADS: Final = (b"\x03vorbis", b"OpusTags", b"\x81theora")  # of packets with comments
OF_OTHERS: Final = {b"\x7fFLAC": 4, b"Speex   ": 0}  # by what a stream begins with: bytes before its comments
LONGEST: Final = 8  # bytes of that
OF_HEAD: Final = 27  # bytes of a page, before the lengths of its segments
CHECKSUM: Final = slice(22, 26)
FULL: Final = 255  # bytes of a segment on which another one of the packet follows
MOST: Final = 4 * 1024 * 1024  # bytes of a packet
MOST_PAGES: Final = 100_000
ONES: Final = 0xFFFFFFFF
REVERSED: Final = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))  # bytes, from their last bit to the first


@dataclass
class _Stream:
    """What a stream begins with, how many of its packets have ended, and where the second one is in the file."""

    first: bytes
    ended: int = 0
    spans: list[tuple[int, int]] = field(default_factory=list)


def private_places(read: Read) -> list[Place]:
    """Return what to overwrite, as far as it can be read."""
    pages: list[tuple[int, int]] = []
    streams: dict[bytes, _Stream] = {}
    with suppress(ValueError):
        for start, inner, lengths, stream in _pages(read):
            if stream not in streams:
                streams[stream] = _Stream(read(inner, inner + LONGEST))
            if _follow(streams[stream], inner, lengths):
                pages.append((start, inner + sum(lengths)))
    found = sorted(place for one in streams.values() if one.ended > 1 for place in _private(read, one))
    return [*found, *_checksums(read, pages, found)]


def _pages(read: Read) -> Iterator[tuple[int, int, Sequence[int], bytes]]:
    """Yield pages: where each begins, where what it holds does, the lengths of its segments, and its stream."""
    start = 0
    for _ in range(MOST_PAGES):
        head = read(start, start + OF_HEAD)
        if len(head) < OF_HEAD or not head.startswith(START):
            raise ValueError
        inner = start + OF_HEAD + head[26]
        lengths = read(start + OF_HEAD, inner)
        yield start, inner, lengths, head[14:18]
        start = inner + sum(lengths)


def _follow(stream: _Stream, position: int, lengths: Sequence[int]) -> bool:
    """Find what a page holds of a stream's second packet; returns whether it holds some."""
    if stream.ended > 1:
        return False
    before = len(stream.spans)
    for length, end in zip(lengths, accumulate(lengths, initial=position), strict=False):
        if stream.ended == 1:
            stream.spans.append((end, end + length))
        stream.ended += length < FULL
    if sum(end - start for start, end in stream.spans) > MOST:
        raise ValueError
    return len(stream.spans) > before


def _before_comments(first: bytes, packet: bytes) -> int | None:
    """Return how many bytes stand before the comments of a stream's second packet; None if it has no comments."""
    known = (len(head) for head in HEADS if packet.startswith(head))
    return next(known, next((size for start, size in OF_OTHERS.items() if first.startswith(start)), None))


def _private(read: Read, stream: _Stream) -> Iterator[Place]:
    """Find what to overwrite in the second packet of a stream."""
    spans = stream.spans
    packet = b"".join(read(*span) for span in spans)
    before = _before_comments(stream.first, packet)
    if before is None:
        return
    starts = list(accumulate((end - start for start, end in spans), initial=0))
    with suppress(ValueError):
        for place in comments.private_places(packet[before:]):
            first, last = place.start + before, place.end + before
            for at in range(bisect_right(starts, first) - 1, bisect_left(starts, last)):
                begins, (start, end) = starts[at], spans[at]
                low, high = max(first, begins), min(last, begins + end - start)
                if low < high:
                    yield Place(start + low - begins, start + high - begins, place.filler[low - first :])


def _checksums(read: Read, pages: Iterable[tuple[int, int]], places: Sequence[Place]) -> Iterator[Place]:
    """Compute the checksums of pages again. ``places``: what changes in them, in order; each is within one page."""
    starts = [place.start for place in places]
    for start, end in pages:
        inside = places[bisect_left(starts, start) : bisect_left(starts, end)]
        if inside:
            changed = (Place(one.start - start, one.end - start, one.filler) for one in inside)
            content = bytearray(b"".join(overwritten([read(start, end)], changed)))
            content[CHECKSUM] = bytes(4)
            yield Place(start + CHECKSUM.start, start + CHECKSUM.stop, _checksum(content).to_bytes(4, "little"))


def _checksum(content: bytes | bytearray) -> int:
    """Return a page's checksum: zlib's has the same polynomial, but takes all bits from their other end."""
    value = zlib.crc32(content.translate(REVERSED), ONES) ^ ONES
    return int(f"{value:032b}"[::-1], 2)
