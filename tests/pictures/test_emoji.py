"""Custom emoji: a picture becomes a small WebP that moves if it did, or is refused with a sentence."""

import struct
import zlib
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from PIL import Image

from chatapp.errors import Invalid
from chatapp.pictures import limits
from chatapp.pictures.emoji import LARGEST_DRAWN, draw_emoji
from chatapp.pictures.painter import Painter
from tests.support.people.emoji import COLOURS, frames_of, moving, square
from tests.support.samples.pictures import BLUE, GREEN, RED, SVG, is_like, saved, stripes


@pytest.fixture
async def painter() -> AsyncIterator[Painter]:
    painter = Painter()
    yield painter
    painter.close()


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_a_still_picture_keeps_its_shape_within_128_pixels(kind: str) -> None:
    picture, still = draw_emoji(saved(stripes(RED, GREEN, BLUE), kind))
    [(frame, _)] = frames_of(picture)
    assert (frame.size, still) == ((128, 43), b"")
    for x, colour in ((10, RED), (64, GREEN), (118, BLUE)):
        assert is_like(frame.getpixel((x, 20)), colour)


@pytest.mark.parametrize(("size", "drawn"), [((20, 16), (20, 16)), ((3000, 4), (128, 1)), ((1, 1), (1, 1))])
def test_no_picture_is_made_larger_or_vanishes(size: tuple[int, int], drawn: tuple[int, int]) -> None:
    [(frame, _)] = frames_of(draw_emoji(saved(Image.new("RGB", size, GREEN)))[0])
    assert frame.size == drawn


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_what_is_clear_stays_clear(kind: str) -> None:
    image = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    image.paste((*RED, 255), (0, 0, 100, 200))
    [(frame, _)] = frames_of(draw_emoji(saved(image, kind))[0])
    left, right = frame.getpixel((20, 64)), frame.getpixel((110, 64))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert is_like(left, RED)
    assert (left[3], right[3]) == (255, 0)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_what_moves_keeps_its_frames_and_their_times_and_has_a_still_one(kind: str) -> None:
    picture, still = draw_emoji(moving(kind, duration=[60, 200, 80], loop=0))
    frames = frames_of(picture)
    assert [shown for _, shown in frames] == [60, 200, 80]
    for (frame, _), colour in zip(frames, COLOURS, strict=True):
        assert frame.size == (128, 128)
        assert is_like(frame.getpixel((64, 64)), colour)
    assert Image.open(BytesIO(picture)).info["loop"] == 0
    [(first, _)] = frames_of(still)
    assert is_like(first.getpixel((64, 64)), RED)


def test_frames_without_a_time_are_shown_as_long_as_browsers_show_them() -> None:
    picture, _ = draw_emoji(moving("GIF", duration=10, loop=0))
    assert [shown for _, shown in frames_of(picture)] == [100] * 3


def test_nothing_but_the_picture_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010F] = "secret maker"
    for content in (saved(stripes(RED), "PNG", exif=exif), saved(stripes(RED), "WEBP", exif=exif)):
        assert b"secret" in content
        assert b"secret" not in draw_emoji(content)[0]


def test_an_animation_that_would_take_much_room_is_drawn_coarser() -> None:
    noise = [Image.effect_noise((128, 128), 90).point(lambda it: it // 128 * 255).convert("1") for _ in range(50)]
    content = saved(noise[0], "GIF", save_all=True, append_images=noise[1:], duration=50)
    [(first, _)] = frames_of(draw_emoji(saved(noise[0]))[0])
    assert len(saved(first, "WEBP", quality=80)) * 50 > LARGEST_DRAWN
    picture, _ = draw_emoji(content)
    assert len(picture) <= LARGEST_DRAWN
    assert len(frames_of(picture)) == 50


def huge_png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")


REFUSED = (
    (moving("GIF", frames=2000, side=8), limits.TOO_MANY_FRAMES),
    (moving("WEBP", frames=201, side=8), limits.TOO_MANY_FRAMES),
    (moving("GIF", frames=150, side=400), limits.EMOJI_TOO_MANY_PIXELS),
    (huge_png(5000, 5000), limits.EMOJI_TOO_MANY_PIXELS),
    (huge_png(60_000, 60_000), limits.EMOJI_TOO_MANY_PIXELS),
    (b"GIF89a\xff\xff\xff\xff" + b"\0" * 30, limits.NO_EMOJI),
    (square()[:60], limits.NO_EMOJI),
    (SVG, limits.NO_EMOJI),
    (saved(stripes(RED), "JPEG"), limits.NO_EMOJI),
    (b"nope", limits.NO_EMOJI),
    (b"", limits.NO_EMOJI),
)


async def test_what_is_none_or_too_much_is_refused_with_a_sentence_by_a_worker_that_lives_on(painter: Painter) -> None:
    for content, sentence in REFUSED:
        with pytest.raises(Invalid) as refused:
            await painter.draw_emoji(content, asker="ann")
        assert refused.value.fields == {"picture": sentence}, content[:20]
    picture, still = await painter.draw_emoji(moving(), asker="ann")
    assert len(frames_of(picture)) == 3
    assert len(frames_of(still)) == 1
    assert len(painter.processes) == 1
