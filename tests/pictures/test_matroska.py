"""Films of browsers and recorders (WebM, Matroska): what tells of places, times and devices is skipped by players."""

import struct

import pytest

from tests.support.samples.overwritten import kept

APP, TITLE, SHOT_AT, PLACE = (
    b"Spycam Recorder 9",
    b"Eve's kitchen",
    struct.pack(">q", 736_000_000_000_000_000),
    b"+48.2+16.3",
)
FRAMES, TRACKS = b"frame" * 60, b"V_VP9" + bytes(20)
INFO, TAGS, CLUSTER, TRACKS_ID, SEGMENT = 0x1549A966, 0x1254C367, 0x1F43B675, 0x1654AE6B, 0x18538067
VOID, CHECKSUM, SCALE, DURATION, MUXER, WRITER = 0xEC, 0xBF, 0x2AD7B1, 0x4489, 0x4D80, 0x5741
DATE, TITLE_ID, FILE_NAME = 0x4461, 0x7BA9, 0x7384


def element(kind: int, *parts: bytes, of_size: int = 0, is_open: bool = False) -> bytes:
    """Return an element, with its size in as few bytes as it needs or in so many; or open: it ends with the file."""
    content = b"".join(parts)
    wide = of_size or next(count for count in range(1, 9) if len(content) < (1 << 7 * count) - 1)
    told = (1 << 7 * wide) | ((1 << 7 * wide) - 1 if is_open else len(content))
    return kind.to_bytes((kind.bit_length() + 7) // 8) + told.to_bytes(wide) + content


def film(*, is_open: bool = False, of_size: int = 0, tags: bytes = PLACE) -> bytes:
    """Return a film; ``is_open``: as browsers record it, without the sizes of what they had not ended yet."""
    info = element(
        INFO,
        element(CHECKSUM, b"\1\2\3\4"),
        element(SCALE, b"\x0f\x42\x40"),
        element(DURATION, struct.pack(">d", 1000)),
        element(MUXER, APP),
        element(WRITER, APP),
        element(DATE, SHOT_AT),
        element(TITLE_ID, TITLE, of_size=of_size),
        element(FILE_NAME, PLACE),
    )
    cluster = element(CLUSTER, element(0xE7, b"\0"), element(0xA3, FRAMES), is_open=is_open)
    told = element(TAGS, element(0x7373, element(0x67C8, tags)), of_size=of_size)
    head = element(0x1A45DFA3, element(0x4282, b"webm"))
    parts = (element(CHECKSUM, b"\5\6\7\x08"), info, element(TRACKS_ID, TRACKS), cluster, told)
    return head + element(SEGMENT, *parts, is_open=is_open)


@pytest.mark.parametrize("is_open", [False, True])
@pytest.mark.parametrize("of_size", [0, 4, 8])
def test_a_film_says_nothing_of_where_when_and_with_what_it_was_recorded(is_open: bool, of_size: int) -> None:
    content = film(is_open=is_open, of_size=of_size)
    after = kept(content)
    for secret in (APP, TITLE, SHOT_AT, PLACE):
        assert secret in content
        assert secret not in after
    for one in (FRAMES, TRACKS, struct.pack(">d", 1000), b"\x0f\x42\x40"):
        assert after.index(one) == content.index(one)
    assert elements(after, content.index(struct.pack(">I", INFO))) == [
        VOID, SCALE, DURATION, MUXER, WRITER, VOID, VOID, VOID,
    ], "what went is skipped, and what a film must name is there, empty"  # fmt: skip
    assert kept(content, 7) == after
    assert kept(after) == after


@pytest.mark.parametrize("length", [0, 1, 2, 100, 125, 126, 127, 128, 16_380, 16_381, 16_382, 16_383, 20_000])
def test_an_element_of_any_length_becomes_one_of_the_same_length_that_is_skipped(length: int) -> None:
    content = film(tags=b"t" * length)
    after = kept(content)
    start = content.index(struct.pack(">I", TAGS))
    assert after[start] == VOID
    assert start + whole_length(after[start:]) == len(content)
    assert kept(after) == after


def whole_length(content: bytes) -> int:
    """Return how long an element with a name of one byte is, by what it says."""
    wide = 9 - content[1].bit_length()
    return 1 + wide + int.from_bytes(content[1 : 1 + wide]) - (1 << 7 * wide)


def elements(content: bytes, start: int) -> list[int]:
    """Return which elements one holds, as a player reads them."""
    found, at = list[int](), start + 4
    wide = 9 - content[at].bit_length()
    end = at + wide + int.from_bytes(content[at : at + wide]) - (1 << 7 * wide)
    at += wide
    while at < end:
        of_name = 9 - content[at].bit_length()
        found.append(int.from_bytes(content[at : at + of_name]))
        at += of_name
        wide = 9 - content[at].bit_length()
        at += wide + int.from_bytes(content[at : at + wide]) - (1 << 7 * wide)
    return found


def test_what_is_broken_or_cut_off_passes_in_no_time_and_raises_nothing() -> None:
    content, head = film(), film()[:12]
    for cut in range(0, len(content), 7):
        kept(content[:cut])
        kept(content[:cut] + b"\xff" * 40)
    nested = b""
    for _ in range(2_000):
        nested = element(SEGMENT, nested)
    for odd in (
        head + bytes(500),
        head + element(SEGMENT, bytes(9)),
        head + element(SEGMENT, element(VOID) * 400_000),
        head + nested,
        head + element(INFO, b"") + content,
        head + struct.pack(">I", SEGMENT) + b"\1" + b"\xff" * 7 + content,
        head + struct.pack(">I", SEGMENT) + b"\x01\0\0\0\0\0\0\0" + content,
        head + struct.pack(">II", SEGMENT, TAGS) + b"\xff",
    ):
        kept(odd)
