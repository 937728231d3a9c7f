"""Drawing: whatever is uploaded becomes a small square without secrets, or is refused with a sentence."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from chatapp.errors import Invalid
from chatapp.pictures import limits
from chatapp.pictures.drawing import draw
from tests.support.samples.colour_profiles import DISPLAY_P3, PROPHOTO, grey_profile, rgb_profile
from tests.support.samples.pictures import BLUE, GREEN, MAKER, RED, SVG, is_like, opened, saved, stripes

ORIENTATION, GPS = 0x0112, 0x8825


def chunk(kind: bytes, body: bytes, checksum: int | None = None) -> bytes:
    checksum = zlib.crc32(kind + body) if checksum is None else checksum
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)


def png(width: int, height: int, data: bytes = b"", *, depth: int = 8, kind: int = 2, between: bytes = b"") -> bytes:
    """Write a PNG by hand: it may promise what its bytes do not hold. ``between``: chunks before the pixels."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0))
    pixels = chunk(b"IDAT", data or zlib.compress(b"\0" * 100))
    return b"\x89PNG\r\n\x1a\n" + header + between + pixels + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_the_middle_square_is_kept(kind: str) -> None:
    picture = opened(draw(saved(stripes(RED, GREEN, BLUE), kind)))
    for x in (10, 128, 245):
        assert is_like(picture.convert("RGB").getpixel((x, 128)), GREEN)


@pytest.mark.parametrize(("orientation", "left", "right"), [(1, RED, BLUE), (3, BLUE, RED), (2, BLUE, RED)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_stands_upright(
    kind: str, orientation: int, left: tuple[int, int, int], right: tuple[int, int, int]
) -> None:
    image, exif = stripes(RED, BLUE, width=400, height=400), Image.Exif()
    exif[ORIENTATION] = orientation
    picture = opened(draw(saved(image, kind, exif=exif))).convert("RGB")
    assert is_like(picture.getpixel((30, 128)), left)
    assert is_like(picture.getpixel((226, 128)), right)


def test_a_photograph_taken_sideways_is_turned() -> None:
    image, exif = stripes(RED, BLUE, width=900, height=600), Image.Exif()
    exif[ORIENTATION] = 6  # to be turned clockwise: what was left comes to the top
    picture = opened(draw(saved(image, "JPEG", exif=exif))).convert("RGB")
    assert is_like(picture.getpixel((128, 20)), RED)
    assert is_like(picture.getpixel((128, 236)), BLUE)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_the_picture_is_kept(kind: str) -> None:
    exif = Image.Exif()
    exif[MAKER] = "Secret camera"
    exif.get_ifd(GPS)[1] = "N"
    image = stripes(RED, BLUE)
    content = saved(image, kind, exif=exif, icc_profile=b"secret profile", xmp=b"<x>secret</x>", comment=b"secret")
    assert b"ecret" in content
    drawn = draw(content)
    assert b"ecret" not in drawn
    assert not {"exif", "xmp", "icc_profile"} & set(opened(drawn).info)


def test_a_moving_picture_stands_still_at_its_first_frame() -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in (RED, GREEN, BLUE)]
    for kind in ("GIF", "WEBP", "PNG"):
        picture = opened(draw(saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)))
        assert getattr(picture, "n_frames", 1) == 1
        assert is_like(picture.convert("RGB").getpixel((128, 128)), RED)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_picture_may_have_any_kind_of_colours(mode: str) -> None:
    opened(draw(saved(Image.new(mode, (80, 50)))))


def test_a_print_may_be_a_picture() -> None:
    opened(draw(saved(Image.new("CMYK", (80, 50)), "JPEG")))


def test_sixteen_bits_of_grey_stay_grey() -> None:
    grey = Image.new("I;16", (40, 40), 32_768)
    picture = opened(draw(saved(grey))).convert("RGB")
    assert is_like(picture.getpixel((128, 128)), (128, 128, 128))


def test_what_is_clear_stays_clear() -> None:
    drawn = opened(draw(saved(Image.new("RGBA", (60, 60), (0, 0, 0, 0)))))
    assert drawn.getchannel("A").getpixel((128, 128)) == 0


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (2000, 1)])
def test_the_smallest_pictures_are_taken(size: tuple[int, int]) -> None:
    opened(draw(saved(Image.new("RGB", size, RED))))


HALF = saved(stripes(RED, GREEN, BLUE), "JPEG", quality=95)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        SVG,
        b"<html>",
        HALF[: len(HALF) // 2],
        saved(stripes(RED, BLUE))[:80],
        saved(stripes(RED, BLUE), "GIF")[:30],
        saved(stripes(RED, BLUE), "WEBP")[:40],
        png(40, 40),
        png(40, 40, b"not deflated"),
        png(0, 10),
        saved(stripes(RED, BLUE), "BMP"),
        saved(stripes(RED, BLUE), "TIFF"),
        saved(stripes(RED, BLUE), "PPM"),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"%PDF-1.7",
    ],
    ids=lambda content: repr(content[:12]),
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        draw(content)
    assert refused.value.fields == {"avatar": limits.NO_PICTURE}


@pytest.mark.parametrize("size", [(7072, 7071), (60_000, 60_000), (2**31 - 1, 2**31 - 1), (1, 50_000_001)])
def test_a_bomb_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    with pytest.raises(Invalid) as refused:
        draw(png(*size))
    assert refused.value.fields == {"avatar": limits.TOO_MANY_PIXELS}


def test_the_largest_pictures_are_taken_and_larger_ones_are_not() -> None:
    opened(draw(saved(Image.new("1", (4000, 4000)))))
    opened(draw(saved(Image.new("L", (7071, 7071)), "JPEG")))  # decoded at a fraction of its size
    with pytest.raises(Invalid) as refused:
        draw(saved(Image.new("1", (4000, 4001))))
    assert refused.value.fields == {"avatar": limits.TOO_MANY_PIXELS}


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(Invalid) as refused:
        draw(saved(stripes(RED, BLUE)) + b"\0" * limits.LARGEST)
    assert refused.value.fields == {"avatar": limits.TOO_LARGE}


PALE = (200, 80, 60)


@pytest.mark.parametrize(
    ("profile", "shown"),
    [(rgb_profile(DISPLAY_P3), (218, 67, 47)), (rgb_profile(PROPHOTO, (1.8,)), (255, 15, 70))],
    ids=["Display P3", "ProPhoto"],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_colours_of_another_space_become_those_of_srgb(kind: str, profile: bytes, shown: tuple[int, int, int]) -> None:
    image = Image.new("RGB", (300, 300), PALE)
    options = {"quality": 100} | ({"lossless": True} if kind == "WEBP" else {})
    drawn = opened(draw(saved(image, kind, icc_profile=profile, **options))).convert("RGB")
    assert is_like(drawn.getpixel((128, 128)), shown, by=16)
    assert is_like(opened(draw(saved(image, kind, **options))).convert("RGB").getpixel((128, 128)), PALE, by=8)


def test_greys_of_another_space_and_clear_pictures_are_converted_too() -> None:
    grey = opened(draw(saved(Image.new("L", (60, 60), 100), icc_profile=grey_profile(1.0)))).convert("RGB")
    assert is_like(grey.getpixel((128, 128)), (168, 168, 168), by=10)
    half = Image.new("RGBA", (60, 60), (*PALE, 128))
    drawn = opened(draw(saved(half, icc_profile=rgb_profile(DISPLAY_P3)))).convert("RGBA")
    red, green, blue, alpha = drawn.getpixel((128, 128))
    assert is_like((red, green, blue), (218, 67, 47), by=16)
    assert abs(alpha - 128) < 4


@pytest.mark.parametrize(
    "profile",
    [
        b"",
        b"garbage" * 30,
        rgb_profile(DISPLAY_P3)[:200],
        grey_profile(1.0),
        rgb_profile(DISPLAY_P3)[:132] + b"\xff" * 500,
    ],
    ids=["none", "garbage", "cut short", "of greys", "spoilt"],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_profile_that_is_of_no_use_is_ignored(kind: str, profile: bytes) -> None:
    drawn = opened(draw(saved(Image.new("RGB", (60, 60), RED), kind, icc_profile=profile))).convert("RGB")
    assert is_like(drawn.getpixel((128, 128)), RED)


def rows(*pixels: bytes) -> bytes:
    """Return the data of a picture as high as it is wide, of rows that are all alike."""
    return zlib.compress((b"\0" + b"".join(pixels)) * 64)


@pytest.mark.parametrize(
    ("content", "left"),
    [
        (
            png(
                64, 64, rows(b"\xdc\x1e\x1e" * 32, b"\x1e\x1e\xdc" * 32), between=chunk(b"tRNS", b"\0\xdc\0\x1e\0\x1e")
            ),
            0,
        ),
        (
            png(
                64,
                64,
                rows(b"\xdc\x00\x1e\x00\x1e\x00" * 32, b"\x1e\x00\x1e\x00\xdc\x00" * 32),
                depth=16,
                between=chunk(b"tRNS", b"\xdc\x00\x1e\x00\x1e\x00"),
            ),
            0,
        ),
        (png(64, 64, rows(b"\x40" * 32, b"\xc0" * 32), kind=0, between=chunk(b"tRNS", b"\0\x40")), 0),
        (
            png(
                64, 64, rows(b"\x40\x01" * 32, b"\x40\x02" * 32), depth=16, kind=0, between=chunk(b"tRNS", b"\x40\x01")
            ),
            0,
        ),
        (png(64, 64, rows(b"\x55" * 8, b"\xaa" * 8), depth=2, kind=0, between=chunk(b"tRNS", b"\0\x01")), 0),
        (png(64, 64, rows(b"\x33" * 16, b"\x99" * 16), depth=4, kind=0, between=chunk(b"tRNS", b"\0\x03")), 0),
        (png(64, 64, rows(b"\xff" * 4, b"\x00" * 4), depth=1, kind=0, between=chunk(b"tRNS", b"\0\x01")), 0),
        (
            png(
                64,
                64,
                rows(b"\x00" * 32, b"\x01" * 32),
                kind=3,
                between=chunk(b"PLTE", b"\xdc\x1e\x1e\x1e\x1e\xdc") + chunk(b"tRNS", b"\x00"),
            ),
            0,
        ),
    ],
    ids=[
        "true colour",
        "true colour, 16 bits",
        "grey",
        "grey, 16 bits",
        "grey, 2 bits",
        "grey, 4 bits",
        "1 bit",
        "palette",
    ],
)
def test_the_transparent_colour_of_a_picture_stays_clear(content: bytes, left: int) -> None:
    drawn = opened(draw(content)).convert("RGBA").getchannel("A")
    assert drawn.getpixel((40, 128)) == left
    assert drawn.getpixel((216, 128)) == 255


SOUND = saved(Image.new("RGB", (60, 60), GREEN), "JPEG")
PNG_DATA = zlib.compress((b"\0" + b"\x1e\xc8\x1e" * 60) * 60)
ZIPPED = zlib.compress(b"x" * 70_000_000)


def with_segment(marker: int, data: bytes) -> bytes:
    """Return a sound JPEG with one application segment more."""
    return SOUND[:2] + bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data + SOUND[2:]


def with_chunk(kind: bytes, body: bytes, checksum: int | None = None) -> bytes:
    """Return a sound PNG with one chunk more."""
    return png(60, 60, PNG_DATA, between=chunk(kind, body, checksum))


@pytest.mark.parametrize(
    "content",
    [
        with_segment(0xE1, b"Exif\0\0" + b"\xff" * 60),
        with_segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\x01" * 40),
        with_segment(0xE1, b"Exif\0\0"),
        with_segment(0xE0, b"JFIF"),
        with_segment(0xED, b"Photoshop 3.0\0" + b"8BIM\x03\xed\xff"),
        with_segment(0xE2, b"ICC_PROFILE\0"),
        with_segment(0xE2, b"ICC_PROFILE\0\x01\x02half"),
        with_segment(0xE2, b"MPF\0II*\0\xff\xff\xff\x7f"),
        with_segment(0xE2, b"MPF\0" + b"\0" * 20),
        with_segment(0xEE, b"Adobe"),
        with_chunk(b"eXIf", b"\xff" * 60),
        with_chunk(b"tEXt", b"no separator"),
        with_chunk(b"tEXt", b"a\0b", 0),
        with_chunk(b"zTXt", b"a\0\x07b"),
        with_chunk(b"zTXt", b"a\0\0" + ZIPPED),
        with_chunk(b"iTXt", b"a\0\x01\0\0\0" + ZIPPED),
        with_chunk(b"iCCP", b"a\0\0" + ZIPPED),
        with_chunk(b"iCCP", b"a\0\x07x"),
        with_chunk(b"iCCP", b""),
        with_chunk(b"pHYs", b""),
        with_chunk(b"gAMA", b""),
        with_chunk(b"cHRM", b"x"),
        with_chunk(b"sRGB", b""),
        with_chunk(b"acTL", b""),
    ],
    ids=range(24),
)
def test_broken_metadata_does_not_spoil_a_sound_picture(content: bytes) -> None:
    drawn = opened(draw(content)).convert("RGB")
    assert is_like(drawn.getpixel((128, 128)), GREEN)


def test_a_sound_profile_is_used_even_if_other_metadata_is_broken() -> None:
    profile = chunk(b"iCCP", b"P3\0\0" + zlib.compress(rgb_profile(DISPLAY_P3)))
    data = zlib.compress((b"\0" + bytes(PALE) * 60) * 60)
    drawn = opened(draw(png(60, 60, data, between=profile + chunk(b"tEXt", b"a\0b", 0)))).convert("RGB")
    assert is_like(drawn.getpixel((128, 128)), (218, 67, 47), by=16)


def test_of_several_pictures_in_one_file_the_first_is_taken_and_it_may_be_large() -> None:
    frames = [Image.new("RGB", (5000, 4000), colour) for colour in (RED, BLUE)]
    content = saved(frames[0], "MPO", save_all=True, append_images=frames[1:])
    assert Image.open(BytesIO(content)).format == "MPO"
    assert is_like(opened(draw(content)).convert("RGB").getpixel((128, 128)), RED)
