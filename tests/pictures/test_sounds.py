"""Sounds keep their titles, artists and covers; who recorded them, when, where and with what is overwritten.

Nothing moves: a player finds every byte of the sound where it was.
"""

import wave
from io import BytesIO

import pytest

from chatapp.pictures import comments, ogg
from tests.support.samples import sounds
from tests.support.samples.overwritten import kept
from tests.support.samples.sounds import (
    ARTIST,
    COMMENTS,
    COVER,
    DEVICE,
    PERSON,
    PHOTO,
    PLACE,
    SECRETS,
    SHOT_AT,
    SOUND,
    TITLE,
    chunk,
    flac,
    id3,
    id3_last,
    info,
    ogg_pages,
    picture_block,
    picture_comment,
    riff,
    words,
)

FRAMES = [
    ("TIT2", words(TITLE)),
    ("TPE1", words(ARTIST)),
    ("TSSE", words(DEVICE)),
    ("TDRC", words(SHOT_AT)),
    ("COMM", b"\3eng\0" + PLACE.encode()),
    ("PRIV", b"owner\0" + PERSON.encode()),
    ("GEOB", b"\0" + PLACE.encode()),
    ("APIC", b"\0image/jpeg\0\3\0" + COVER),
    ("APIC", b"\0image/jpeg\0\4\0" + PHOTO),
]
SHORT = [("TT2", words(TITLE)), ("TP1", words(ARTIST)), ("TEN", words(PERSON)), ("COM", words(PLACE)), ("PIC", COVER)]


def tells_only(content: bytes, *stays: bytes) -> bytes:
    """Return a sound as it is kept, having seen that it tells what it may, and no more."""
    after = kept(content)
    for secret in SECRETS:
        assert secret.encode() not in after, secret
    for one in (TITLE.encode(), ARTIST.encode(), SOUND, *stays):
        assert after.find(one) == content.find(one) >= 0, one
    assert kept(content, 7) == after, "in small chunks, too"
    assert kept(after) == after
    return after


@pytest.mark.parametrize(
    ("version", "extended"), [(3, b""), (4, b""), (3, b"\0\0\0\6" + bytes(6)), (4, b"\0\0\0\6\1\0")]
)
def test_an_mp3_keeps_its_title_artist_and_cover(version: int, extended: bytes) -> None:
    flags = 0x40 if extended else 0
    content = id3(FRAMES, version=version, flags=flags, extended=extended) + SOUND + id3_last(PLACE)
    after = tells_only(content, COVER, b"Album", b"1999")
    assert after.count(b"TXXX") == 6, "what went is an empty text of no name"
    assert b"photo" not in after, "a cover that is a photo with metadata goes"


def test_an_mp3_of_the_second_version_keeps_them_too() -> None:
    assert tells_only(id3(SHORT, version=2) + SOUND, COVER).count(b"TXX") == 2


def test_an_old_mp3_has_its_remark_taken_away() -> None:
    content = b"\xff\xfb\x90\x64" + SOUND + id3_last(PLACE)
    assert tells_only(content, b"Album")[-31:] == bytes(28) + b"\0\7\x0c", "track and genre stay"


@pytest.mark.parametrize(
    "content",
    [
        id3(FRAMES, version=3, flags=0x80),  # of which each byte would have to be looked at
        id3(FRAMES, version=9),
        id3([("TIT2", words(TITLE)), ("no\xff!", b""), ("COMM", words(PLACE))]),
        id3([("TSSE", words(DEVICE))]).replace(b"TSSE\0\0\0\x09", b"TSSE\x7f\x7f\x7f\x7f"),
    ],
    ids=["unsynchronised", "of no known version", "a name that is none", "a part without an end"],
)
def test_what_of_an_mp3_cannot_be_read_goes_as_a_whole(content: bytes) -> None:
    after = kept(content + SOUND)
    assert not any(secret.encode() in after for secret in SECRETS)
    assert after.endswith(SOUND)


def test_a_flac_keeps_its_title_artist_and_cover() -> None:
    content = flac(
        [
            (4, sounds.comments()),
            (2, b"riff" + DEVICE.encode()),  # what a program wrote for itself
            (6, picture_block(COVER)),
            (6, picture_block(PHOTO)),
            (3, bytes(18)),
        ]
    )
    after = tells_only(content, COVER)
    assert b"photo" not in after
    kinds, start = [], 4
    while True:
        kinds.append(after[start] & 0x7F)
        if after[start] & 0x80:
            break
        start += 4 + int.from_bytes(after[start + 1 : start + 4])
    assert kinds == [0, 4, 1, 6, 1, 3], "what went is free space, and the last block is still the last"


def test_a_block_of_comments_that_is_broken_hides_nothing_behind_it() -> None:
    broken = sounds.comments()[:-3] + b"\xff\xff\xff"
    content = flac([(4, broken[:60]), (6, picture_block(PHOTO))])
    after = kept(content)
    assert DEVICE.encode() not in after
    assert b"photo" not in after


@pytest.mark.parametrize("of_page", [255, 3, 1])
@pytest.mark.parametrize(
    ("first", "head"),
    [
        (b"OpusHead", b"OpusTags"),
        (b"\x01vorbis", b"\x03vorbis"),
        (b"\x80theora", b"\x81theora"),
        (b"\x7fFLAC\1\0\0\1fLaC", b"\x84\0\1\0"),
        (b"Speex   1.2", b""),
    ],
)
def test_an_ogg_keeps_its_title_artist_and_cover_and_its_checksums_are_right(
    first: bytes, head: bytes, of_page: int
) -> None:
    said = [*COMMENTS, picture_comment(PHOTO), picture_comment(COVER)]
    content = sounds.ogg(sounds.comments(said), head=head, first=first, of_page=of_page)
    other = sounds.ogg(sounds.comments([("TITLE", TITLE), ("DATE", SHOT_AT)]), head=head, first=first, stream=9)
    mixed = b"".join(page for pair in zip(ogg_pages(content), ogg_pages(other), strict=False) for page in pair)
    mixed += b"".join(ogg_pages(content)[3:])
    for file in (content, mixed):
        after = kept(file)
        assert not any(secret.encode() in after for secret in SECRETS)
        whole = [page[27 + page[26] :] for page in ogg_pages(after)]
        assert b"artist=" + ARTIST.encode() in b"".join(whole)
        assert picture_comment(PHOTO)[1].encode()[20:60] not in b"".join(whole)
        assert len(ogg_pages(after)) == len(ogg_pages(file))
        for page in ogg_pages(after):
            assert int.from_bytes(page[22:26], "little") == sounds.checksum(page)
        assert kept(after) == after
    tells_only(sounds.ogg(sounds.comments(said), head=head, first=first), picture_comment(COVER)[1].encode())


def test_a_wav_keeps_its_title_and_artist_and_is_played_as_before() -> None:
    file = BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(8000)
        written.writeframes(SOUND)
    plain = file.getvalue()[12:]
    said = {b"INAM": TITLE, b"IART": ARTIST, b"ISFT": DEVICE, b"ICRD": SHOT_AT, b"ICMT": PLACE, b"IENG": PERSON}
    bext = chunk(b"bext", f"{PERSON} {SHOT_AT} {DEVICE}".encode(), bytes(301))
    content = riff(
        b"WAVE",
        bext,
        plain,
        info(said),
        chunk(b"iXML", PLACE.encode()),
        chunk(b"id3 ", id3(FRAMES)),
        chunk(b"LIST", b"adtl", chunk(b"labl", PERSON.encode())),
        chunk(b"JUNK", DEVICE.encode()),
    )
    after = tells_only(content)
    with wave.open(BytesIO(after)) as read:
        assert (read.getframerate(), read.readframes(1000)) == (8000, SOUND)


def test_an_avi_of_a_camera_tells_neither_its_name_nor_the_time() -> None:
    stream = chunk(b"LIST", b"strl", chunk(b"strh", bytes(56)), chunk(b"strd", DEVICE.encode()))
    content = riff(
        b"AVI ",
        chunk(b"LIST", b"hdrl", chunk(b"avih", bytes(56)), stream, chunk(b"IDIT", SHOT_AT.encode())),
        chunk(b"LIST", b"ncdt", chunk(b"nctg", DEVICE.encode())),
        info({b"INAM": TITLE, b"IART": ARTIST, b"ISFT": DEVICE}),
        chunk(b"LIST", b"movi", chunk(b"00dc", SOUND)),
    )
    tells_only(content)


def test_what_is_broken_or_cut_off_passes_in_no_time_and_raises_nothing() -> None:
    whole = (
        id3(FRAMES) + SOUND + id3_last(PLACE),
        flac([(4, sounds.comments()), (6, picture_block(PHOTO))]),
        sounds.ogg(sounds.comments(), of_page=1),
        riff(b"WAVE", info({b"ISFT": DEVICE}), chunk(b"data", SOUND)),
    )
    for file in whole:
        for cut in range(0, len(file), 17):
            kept(file[:cut])
            kept(file[:cut] + b"\xff" * 40)
    nested = b""
    for _ in range(5_000):
        nested = chunk(b"LIST", b"hdrl", nested)
    endless = b"\xff" * 4
    for odd in (
        riff(b"AVI ", nested),
        riff(b"WAVE", chunk(b"JUNK") * 200_000),
        id3([("TXXX", b"")] * 100_000),
        flac([(2, b"")] * 50_000),
        flac([(4, endless + sounds.comments())]),
        flac([(4, sounds.comments()[:-9] + endless)]),
        b"fLaC" + b"\x04" + endless,
        sounds.ogg(endless * 500),
        sounds.ogg(sounds.comments(vendor="") + endless),
    ):
        kept(odd)


def test_a_sound_with_very_many_comments_on_very_many_pages_takes_as_long_as_its_bytes() -> None:
    reads = 0
    content = sounds.ogg(sounds.comments([("X", "1234")] * comments.MOST), of_page=1)

    def read(start: int, end: int) -> bytes:
        nonlocal reads
        reads += 1
        return content[start:end]

    assert len(ogg.private_places(read)) > comments.MOST
    assert reads < 5 * len(ogg_pages(content))
