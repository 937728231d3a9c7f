"""TIFF files and raw photos: device, time, people and place become zeros, and the picture is the same."""

import struct
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from chatapp.pictures import metadata
from tests.support.samples.overwritten import kept
from tests.support.samples.pictures import BLUE, RED, stripes

MAKE, SOFTWARE, SHOT_AT, ARTIST = "Spycam 9 GmbH", "Darkroom 12.1", "2024:05:06 07:08:09", "Eve Photographer"
LENS, PLACE = "Secret lens 50 mm", "48.2082 N"
Entry = tuple[int, int, int, bytes]  # tag, type, how many, value


def words(tag: int, value: str) -> Entry:
    return tag, 2, len(value) + 1, value.encode() + b"\0"


def directory(entries: Sequence[Entry], at: int, form: str = "<", following: int = 0) -> bytes:
    """Return a directory that stands at a place of its file, with its longer values behind it."""
    behind = at + 2 + 12 * len(entries) + 4
    head, values = struct.pack(form + "H", len(entries)), b""
    for tag, kind, count, value in entries:
        where = value.ljust(4, b"\0") if len(value) <= 4 else struct.pack(form + "I", behind + len(values))
        values += value if len(value) > 4 else b""
        head += struct.pack(form + "HHI", tag, kind, count) + where
    return head + struct.pack(form + "I", following) + values


def start(form: str, at: int = 8) -> bytes:
    return (b"II*\0" if form == "<" else b"MM\0*") + struct.pack(form + "I", at)


def photo(form: str = "<", *, is_raw: bool = False) -> bytes:
    """Return a photo's directory with two below it, of its camera and of its place."""

    def pointer(tag: int, at: int) -> Entry:
        return tag, 4, 1, struct.pack(form + "I", at)

    own = [words(0x010F, MAKE), words(0x0131, SOFTWARE), words(0x010E, "Sunset"), *([words(0xC614, MAKE)] * is_raw)]
    of_exif, of_place = 400, 800
    parts = [directory([*own, pointer(0x8769, of_exif), pointer(0x8825, of_place)], 8, form)]
    parts.append(directory([words(0x9003, SHOT_AT), words(0xA434, LENS)], of_exif, form))
    parts.append(directory([words(0x001D, PLACE), (1, 2, 2, b"N\0")], of_place, form))
    content = start(form)
    for at, part in zip((8, of_exif, of_place), parts, strict=True):
        content = content.ljust(at, b"\0") + part
    return content


def scanned() -> bytes:
    """Return a real picture of two pages, as scanners and photo programs write them."""
    file = BytesIO()
    told: Any = {
        0x010F: MAKE,
        0x0131: SOFTWARE,
        0x0132: SHOT_AT,
        0x013B: ARTIST,
        0x02BC: b"<x:xmpmeta>" + PLACE.encode(),
    }
    exif = Image.Exif()
    for tag, value in told.items():
        exif[tag] = value
    exif[0x010E] = "Sunset over the bay"
    first, second = stripes(RED, BLUE, width=64, height=48), stripes(BLUE, RED, width=48, height=64)
    first.save(file, "TIFF", exif=exif, save_all=True, append_images=[second], big_tiff=False)
    return file.getvalue()


def test_a_scan_keeps_its_pages_and_what_they_show_and_loses_who_made_them() -> None:
    content = scanned()
    after = kept(content)
    for secret in (MAKE, SOFTWARE, SHOT_AT, ARTIST, PLACE):
        assert secret.encode() in content, secret
        assert secret.encode() not in after, secret
    assert b"Sunset over the bay" in after, "what a picture shows is content"
    with Image.open(BytesIO(content)) as before, Image.open(BytesIO(after)) as now:
        for page in range(2):
            before.seek(page)
            now.seek(page)
            assert now.tobytes() == before.tobytes()
    assert kept(content, 7) == after
    assert kept(after) == after


@pytest.mark.parametrize("form", ["<", ">"])
def test_both_orders_of_bytes_are_read(form: str) -> None:
    content = photo(form)
    after = kept(content)
    for secret in (MAKE, SOFTWARE, SHOT_AT, LENS, PLACE):
        assert secret.encode() in content
        assert secret.encode() not in after
    assert b"Sunset" in after
    assert after[: content.index(MAKE.encode())] == content[: content.index(MAKE.encode())], "directories stay"


def test_a_raw_photo_loses_its_place_alone() -> None:
    canon = start("<", 16) + b"CR\2\0" + bytes(4)
    canon += directory([words(0x010F, MAKE), (0x8825, 4, 1, struct.pack("<I", 200))], 16)
    canon = canon.ljust(200, b"\0") + directory([words(0x001D, PLACE)], 200)
    for content in (photo(is_raw=True), canon):
        after = kept(content)
        assert PLACE.encode() not in after
        assert after.count(MAKE.encode()) == content.count(MAKE.encode()) > 0
        assert after.count(LENS.encode()) == content.count(LENS.encode())


def test_what_is_broken_or_cut_off_passes_in_no_time_and_raises_nothing() -> None:
    for content in (photo(), scanned()):
        for cut in range(0, len(content), 13):
            kept(content[:cut])
            kept(content[:cut] + b"\xff" * 40)
    itself = start("<") + directory([(0x8769, 4, 1, struct.pack("<I", 8))], 8, following=8)
    kept(itself)
    kept(start("<") + bytes(6))
    kept(start("<") + b"\xff" * 400_000)


def test_values_that_name_the_same_bytes_again_and_again_take_them_once() -> None:
    size = 30 * 1024 * 1024
    everything: Entry = (0x013B, 2, size, b"")
    entries = b"".join(struct.pack("<HHII", *everything[:3], 0) for _ in range(19_000))
    content = (start("<") + struct.pack("<H", 19_000) + entries).ljust(size, b"x")
    assert kept(content).count(b"x") == 0


def test_a_file_of_directories_alone_is_not_followed_to_its_end() -> None:
    count = 500_000
    empty = b"".join(struct.pack("<HI", 0, 8 + 6 * number) for number in range(1, count))
    many = struct.pack("<H", 1) + struct.pack("<HHII", 0x014A, 4, count, 26) + bytes(4)
    below = b"".join(struct.pack("<I", 26 + 4 * count + 6 * number) for number in range(count))
    for content in (start("<") + empty, start("<") + many + below + bytes(6 * count)):
        reads = 0

        def read(start: int, end: int, content: bytes = content) -> bytes:
            nonlocal reads
            reads += 1
            return content[start:end]

        metadata.private_places(read, len(content))
        assert reads < 100_000
