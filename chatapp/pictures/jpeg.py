"""What a JPEG file is made of, read in linear time without decoding anything."""

import re
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

START: Final = b"\xff\xd8"
SOS, EOI = 0xDA, 0xD9  # start of a scan; end of the image
WITHOUT_LENGTH: Final = frozenset((0x01, *range(0xD0, 0xD9)))  # TEM, the restart markers, SOI
APPLICATION: Final = range(0xE0, 0xF0)  # metadata, mostly
COMMENT: Final = 0xFE
ADOBE: Final = (0xEE, b"Adobe")  # tells how colours are coded; no mere metadata
USEFUL: Final = ((0xE1, b"Exif\0\0"), (0xE2, b"ICC_PROFILE\0"))
MARKER: Final = re.compile(rb"\xff([\x01-\xfe])")
MARKER_IN_SCAN: Final = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")  # there 0xff 0x00 is a value, and restarts go on


class Segment(NamedTuple):
    """A marker with what belongs to it: ``content[start:end]``. A scan's pixels come after its segment."""

    marker: int
    start: int
    end: int


def segments(content: bytes) -> Iterator[Segment]:
    """Find the segments of the first image in a file, in order, as libjpeg does."""
    position, pattern = len(START), MARKER
    while found := pattern.search(content, position):
        marker = found[1][0]
        if marker == EOI:
            return
        position, pattern = found.end(), MARKER
        if marker not in WITHOUT_LENGTH:
            position += max(2, int.from_bytes(content[position : position + 2]))
        yield Segment(marker, found.start(), position)
        if marker == SOS:
            pattern = MARKER_IN_SCAN


def scans(content: bytes) -> int:
    """Count the scans of the first image: how often a decoder goes over all of its pixels."""
    return sum(segment.marker == SOS for segment in segments(content))


def without_metadata(content: bytes, useful: Collection[tuple[int, bytes]] = ()) -> bytes:
    """Return the file without comments and application segments, except those in ``useful``: marker and beginning."""
    kept, position = bytearray(), 0
    for segment in segments(content):
        if segment.marker == SOS:
            break
        if _is_metadata(content, segment, (*useful, ADOBE)):
            kept += content[position : segment.start]
            position = segment.end
    return bytes(kept + content[position:])


def first_image(content: bytes) -> bytes:
    """Return the file up to the end of its first image: what follows are others, films and anything else."""
    position, pattern = len(START), MARKER
    while found := pattern.search(content, position):
        if found[1][0] == EOI:
            return content[: found.end()]
        position, pattern = found.end(), MARKER_IN_SCAN if found[1][0] == SOS else MARKER
        if found[1][0] not in WITHOUT_LENGTH:
            position += max(2, int.from_bytes(content[position : position + 2]))
    return content


def _is_metadata(content: bytes, segment: Segment, useful: Collection[tuple[int, bytes]]) -> bool:
    if segment.marker not in APPLICATION and segment.marker != COMMENT:
        return False
    data = segment.start + 4
    is_useful = any(
        segment.marker == marker and content.startswith(beginning, data) and segment.end >= data + len(beginning) + 7
        for marker, beginning in useful
    )
    return not is_useful
