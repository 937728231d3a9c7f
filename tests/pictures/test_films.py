"""Films of phones: what tells of places and devices is overwritten, all else stays where it is, and nothing hangs."""

import struct
from io import BytesIO
from typing import Any

import pytest

from chatapp.pictures.overwriting import Place, overwrite, overwritten
from tests.support.samples.films import CAMERA, FRAMES, PLACE, SHOT_AT, box, film, track
from tests.support.samples.overwritten import kept


@pytest.mark.parametrize("is_wide", [False, True])
@pytest.mark.parametrize("chunk", [1 << 20, 7])
def test_a_film_says_nothing_of_where_when_and_with_what_it_was_recorded(is_wide: bool, chunk: int) -> None:
    content = film(is_wide=is_wide)
    assert content.count(PLACE) == 3
    after = kept(content, chunk)
    assert len(after) == len(content)
    for secret in (PLACE, CAMERA, SHOT_AT, b"udta", b"\xa9xyz", b"ilst"):
        assert secret in content
        assert secret not in after
    assert after.count(FRAMES) == 2
    assert after.index(FRAMES) == content.index(FRAMES)
    pictures = box(b"mdia", box(b"mdhd", bytes(12)), box(b"hdlr", bytes(8), b"vide", bytes(12)))[8:]
    assert pictures in after
    assert after.count(b"trak") == 1, "the track that tells of places is free space"
    assert struct.pack(">II", 600, 1200) in after, "how long it takes is no secret"
    assert kept(after) == after


def test_what_is_no_film_or_a_broken_one_passes_as_it_is_and_takes_no_time() -> None:
    start, deep = box(b"ftyp", b"isom"), b""
    for _ in range(300):
        deep = box(b"moov", box(b"trak", deep))
    endless = track(b"meta", 0, [], False).replace(
        box(b"stsz", bytes(12)), box(b"stsz", b"\0\0\0\0\0\1\0\0\xff\xff\xff\xff")
    )
    for odd in (
        b"",
        start,
        start[:11],
        start + b"\0\0\0\3moov",
        start + struct.pack(">I4sQ", 1, b"moov", 3),
        start + b"\0\0\0\1moov",
        start + b"\0\0\0\0moov",
        start + b"\xff" * 500,
        start + box(b"free") * 200_000,
        start + box(b"moov", deep),
        start + box(b"moov", endless.replace(struct.pack(">III", 1, 0, 1), struct.pack(">III", 1, 2**32 - 1, 1))),
        start + box(b"moov", box(b"trak", box(b"mdia"))),
    ):
        assert len(kept(odd)) == len(odd)
    for cut in range(0, len(film()), 11):
        assert len(kept(film()[:cut])) == cut


def test_places_that_overlap_or_leave_the_file_are_overwritten_as_far_as_they_are_in_it() -> None:
    places = [Place(2, 6, b"xyz"), Place(5, 7), Place(9, 100, b"end"), Place(50, 60), Place(4, 4)]
    file = BytesIO(b"0123456789ab")
    overwrite(file, places, 12)
    assert file.getvalue() == b"01xyz" + bytes(2) + b"78end"
    for size in (1, 3, 20):
        chunks = (b"0123456789ab"[at : at + size] for at in range(0, 12, size))
        assert b"".join(overwritten(chunks, places)) == b"01xyz" + bytes(2) + b"78end", size


def test_what_a_film_names_a_thousand_times_is_overwritten_once() -> None:
    class Counting(BytesIO):
        written = 0

        def write(self, content: Any) -> int:
            self.written += len(memoryview(content))
            return super().write(content)

    file = Counting(b"x" * 1_000_000)
    overwrite(file, [Place(0, 2_000_000)] * 1_000, 1_000_000)
    assert file.written == 1_000_000
    assert file.getvalue() == bytes(1_000_000)
