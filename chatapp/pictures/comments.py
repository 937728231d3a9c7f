"""What sounds say of themselves in words (Vorbis, Opus, FLAC): titles stay; who made them, when and how does not."""

import binascii
from base64 import b64decode
from collections.abc import Iterator
from typing import Final

from chatapp.pictures.id3 import BEGINNING, is_of_camera
from chatapp.pictures.overwriting import Place

TITLES: Final = (
    "TITLE ARTIST ALBUM ALBUMARTIST TRACKNUMBER TRACKTOTAL DISCNUMBER DISCTOTAL GENRE COMPOSER LANGUAGE LYRICS "
    "WAVEFORMATEXTENSIBLE_CHANNEL_MASK REPLAYGAIN_TRACK_GAIN REPLAYGAIN_TRACK_PEAK REPLAYGAIN_ALBUM_GAIN "
    "REPLAYGAIN_ALBUM_PEAK R128_TRACK_GAIN R128_ALBUM_GAIN METADATA_BLOCK_PICTURE"
)
SHOWN: Final = frozenset(TITLES.split())
PICTURE: Final = "METADATA_BLOCK_PICTURE"
EMPTY: Final = b"X="
MOST: Final = 10_000  # comments


def private_places(content: bytes) -> Iterator[Place]:
    """Find what to overwrite in a block of comments, by positions within it.

    Raises:
        ValueError: it is broken; what came before it has been found.
    """
    position = 4 + _number(content, 0)
    count = _number(content, position)
    yield Place(4, position)  # what encoded it
    position += 4
    for _ in range(min(count, MOST)):
        length = _number(content, position)
        start, end = position + 4, position + 4 + length
        if end > len(content):
            raise ValueError
        if length >= len(EMPTY) and not _is_shown(content[start:end]):
            yield Place(start, end, EMPTY)
        position = end


def _is_shown(comment: bytes) -> bool:
    name, _, value = comment.partition(b"=")
    kind = name.decode("latin-1").upper()
    return kind in SHOWN and not (kind == PICTURE and is_of_camera(_decoded(value[:BEGINNING])))


def _decoded(value: bytes) -> bytes:
    try:
        return b64decode(value[: len(value) // 4 * 4])
    except binascii.Error:
        return b""


def _number(content: bytes, position: int) -> int:
    found = content[position : position + 4]
    if len(found) < 4:
        raise ValueError
    return int.from_bytes(found, "little")
