"""Pictures for the conversation: nothing but the picture is left, upright and in its colours, however it was stored."""

import itertools
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from chatapp.pictures import heif
from chatapp.pictures.cleaned import Cleaned
from chatapp.pictures.cleaning import clean
from tests.support.samples.colour_profiles import DISPLAY_P3, rgb_profile
from tests.support.samples.pictures import BLUE, GREEN, RED, is_like, progressive, saved, stripes

SECRETS = (b"Spycam", b"GPSLatitude", b"\x00\x02\x00\x05\x00\x00\x00\x03", b"48.2082", b"a secret", b"<x:xmpmeta")
SIZE = (96, 64)
TURNED = {5, 6, 7, 8}


def exif(orientation: int = 1) -> Image.Exif:
    """Return what a phone writes: the camera, the place, a small former picture's worth of words."""
    found = Image.Exif()
    found[0x010F], found[0x0110], found[0x0112], found[0x013B] = "Spycam", "Spycam 9", orientation, "a secret"
    place = found.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (48.0, 12.0, 29.5), "E", (16.0, 22.0, 25.7)
    found.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0a secret"
    return found


def a_picture(mode: str = "RGB") -> Image.Image:
    """Paint red above green, with blue at the left: whichever way it is turned, that is seen."""
    image = Image.new("RGB", SIZE, GREEN)
    image.paste(RED, (0, 0, SIZE[0], SIZE[1] // 2))
    image.paste(BLUE, (0, 0, SIZE[0] // 4, SIZE[1]))
    return image.convert(mode)


def stored(kind: str, mode: str, orientation: int, profile: bytes | None) -> bytes:
    """Return a file of the picture as a camera that is held in some way stores it."""
    turn = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }.get(orientation)
    image = a_picture(mode)
    image = image if turn is None else image.transpose(turn)
    more: dict[str, Any] = {"icc_profile": profile} if profile else {}
    if kind == "JPEG":
        more |= {"comment": b"a secret", "quality": 95, "subsampling": 0}
    if kind in ("WEBP", "AVIF"):
        more |= {"xmp": b"<x:xmpmeta>48.2082</x:xmpmeta>", "quality": 95}
    return saved(image, kind, exif=exif(orientation), **more)


MODES = {
    "JPEG": ("RGB", "L", "CMYK"),
    "PNG": ("RGB", "RGBA", "L", "LA", "P", "1"),
    "WEBP": ("RGB", "RGBA"),
    "AVIF": ("RGB",),
}
COLOURED = ("RGB", "RGBA", "P", "CMYK")


def every_kind() -> Iterator[tuple[str, str, int, bytes | None]]:
    for kind, modes in MODES.items():
        for mode, orientation, has_profile in itertools.product(modes, range(1, 9), (False, True)):
            if not has_profile or mode in ("RGB", "RGBA"):
                yield kind, mode, orientation, rgb_profile(DISPLAY_P3) if has_profile else None


@pytest.mark.parametrize("kind", MODES)
def test_every_picture_stands_upright_in_its_colours_and_tells_nothing(kind: str) -> None:
    for its_kind, mode, orientation, profile in every_kind():
        if its_kind != kind:
            continue
        content = stored(kind, mode, orientation, profile)
        about, files = clean(content)
        where = (kind, mode, orientation, bool(profile))
        assert (about.width, about.height) == SIZE, where
        assert any(secret in content for secret in SECRETS), where
        for file in files:
            assert not any(secret in file for secret in SECRETS), where
        image = Image.open(BytesIO(files[0]))
        assert set(image.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "transparency",
            "loop",
            "background",
            "timestamp",
            "duration",
        }, where
        assert not image.getexif(), where
        if mode in COLOURED:
            shown = image.convert("RGB")
            by = 60 if mode == "CMYK" or profile else 40
            assert is_like(shown.getpixel((70, 10)), RED, by), where
            assert is_like(shown.getpixel((70, 54)), GREEN, by), where
            assert is_like(shown.getpixel((8, 32)), BLUE, by), where


def test_a_photo_is_as_sharp_as_it_was_and_has_thumbnails() -> None:
    photo = Image.effect_mandelbrot((1600, 1000), (-2, -1.5, 1, 1.5), 60).convert("RGB")
    content = saved(photo, "JPEG", quality=90, exif=exif())
    about, (file, small, large) = clean(content)
    assert about == Cleaned("image/jpeg", 1600, 1000, [480, 1200])
    assert [Image.open(BytesIO(one)).size for one in (small, large)] == [(480, 300), (1200, 750)]
    assert {Image.open(BytesIO(one)).format for one in (small, large)} == {"WEBP"}
    assert 0.9 < len(file) / len(content) < 1.1
    before, after = (Image.open(BytesIO(one)).convert("L").tobytes() for one in (content, file))
    assert sum(abs(a - b) for a, b in zip(before[::17], after[::17], strict=True)) / (len(before) / 17) < 2


@pytest.mark.parametrize("width", [300, 600])
@pytest.mark.parametrize(
    ("kind", "more"), [("GIF", {"comment": b"a secret"}), ("WEBP", {"lossless": True}), ("PNG", {})]
)
def test_what_moves_goes_on_moving(kind: str, more: dict[str, Any], width: int) -> None:
    frames = [stripes(*colours, width=width) for colours in ((RED, GREEN), (GREEN, BLUE), (BLUE, RED))]
    described = {} if kind == "GIF" else {"exif": exif()}
    content = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=80, loop=0, **more, **described)
    about, (file, *still) = clean(content + b"<script>alert(1)</script>")
    assert about.media_type == f"image/{kind.lower()}"
    assert list(about.thumbnails) == ([480] if kind == "GIF" else [])  # one would stand still, where it should move
    assert [Image.open(BytesIO(one)).width for one in still] == ([min(480, width)] if kind == "GIF" else [])
    image: Any = Image.open(BytesIO(file))
    assert (image.n_frames, image.info["loop"]) == (3, 0)
    image.seek(2)
    assert is_like(image.convert("RGB").getpixel((10, 10)), BLUE)
    assert b"script" not in file
    assert not any(secret in file for secret in SECRETS)


def test_what_cannot_be_drawn_is_still_without_its_metadata() -> None:
    broken = stored("JPEG", "RGB", 6, None)
    large = saved(Image.new("1", (10_000, 10_000)), "PNG", exif=exif())
    for content in (broken[:900], large, progressive(101, b"")):
        about, files = clean(content)
        assert about == Cleaned()
        assert len(files) == 1
        assert not any(secret in files[0] for secret in SECRETS)
    for kind in ("JPEG", "PNG", "WEBP", "AVIF"):
        content = stored(kind, "RGB", 1, None)
        about, files = clean(content, is_drawn=False)
        assert about == Cleaned()
        assert not any(secret in files[0] for secret in SECRETS), kind
        Image.open(BytesIO(files[0])).load()


def test_photos_of_phones_that_are_not_drawn_say_nothing_of_the_place() -> None:
    content = stored("AVIF", "RGB", 6, None)  # made of the same boxes
    assert len(heif.private_places(content)) == 2
    for size in (len(content), 700):  # the first chunk has the structure
        parts = [content[start : start + size] for start in range(0, len(content), size)]
        silent = b"".join(heif.without_metadata(iter(parts)))
        assert len(silent) == len(content)
        assert not any(secret in silent for secret in SECRETS)
    for junk in (b"", content[:40], b"\0" * 100, content[:4] + b"ftypheic" + b"\xff" * 200):
        assert b"".join(heif.without_metadata(iter([junk]))) == junk
