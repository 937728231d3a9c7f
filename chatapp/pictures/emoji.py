"""A picture becomes a custom emoji: a WebP of at most 128 × 128 pixels, animated if it was, and nothing but that."""

import warnings
from io import BytesIO
from typing import Final

from PIL import Image

from chatapp.errors import Invalid
from chatapp.pictures import colours
from chatapp.pictures.drawing import BROKEN
from chatapp.pictures.limits import (
    EMOJI_SIDE,
    EMOJI_TOO_LARGE,
    EMOJI_TOO_MANY_PIXELS,
    LARGEST_EMOJI,
    MOST_DRAWN,
    MOST_FRAMES,
    NO_EMOJI,
    TOO_MANY_FRAMES,
)

FORMATS: Final = ("PNG", "WEBP", "GIF")
QUALITIES: Final = (80, 50, 20)  # the next one, if the one before takes too much room
LARGEST_DRAWN: Final = 512 * 1024  # bytes; WebP takes more room than GIF for what is no photograph
FOREVER, ONCE = 0, 1  # how often an animation runs
SHORTEST: Final = 20  # milliseconds of a frame; browsers show what is shorter for the usual time
USUAL: Final = 100  # milliseconds


def draw_emoji(content: bytes) -> tuple[bytes, bytes]:
    """Return a picture as WebP, and its first frame if it moves, otherwise nothing. Blocks.

    It keeps its shape and its transparency, and is never made larger.

    Raises:
        Invalid: no picture, or too many bytes, pixels or frames.
    """
    if len(content) > LARGEST_EMOJI:
        raise _refused(EMOJI_TOO_LARGE)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about metadata
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(BytesIO(content), formats=FORMATS) as image:
                return _encoded(image, *_frames(image, content))
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise _refused(EMOJI_TOO_MANY_PIXELS) from None
        except BROKEN as error:
            raise _refused(NO_EMOJI) from error


def _frames(image: Image.Image, content: bytes) -> tuple[list[Image.Image], list[int]]:
    """Return the frames, small, and how many milliseconds each is shown."""
    count = int(getattr(image, "n_frames", 1))
    if count > MOST_FRAMES:
        raise _refused(TOO_MANY_FRAMES)
    if image.width * image.height * count > MOST_DRAWN:
        raise _refused(EMOJI_TOO_MANY_PIXELS)
    frames, durations = [], []
    for index in range(count):
        image.seek(index)
        frames.append(_small(image, content))
        shown = round(float(image.info.get("duration") or 0))
        durations.append(shown if shown >= SHORTEST else USUAL)
    return frames, durations


def _small(image: Image.Image, content: bytes) -> Image.Image:
    factor = min(1.0, EMOJI_SIDE / max(image.size))
    size = max(1, round(image.width * factor)), max(1, round(image.height * factor))
    frame = colours.plain(image, content).convert("RGBA")
    small = frame if frame.size == size else frame.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    return colours.to_srgb(small, image.info.get("icc_profile"))


def _encoded(image: Image.Image, frames: list[Image.Image], durations: list[int]) -> tuple[bytes, bytes]:
    if len(frames) == 1:
        return _webp(frames[0], QUALITIES[0]), b""
    loop = int(image.info.get("loop", ONCE))
    for quality in QUALITIES:
        moving = _webp(frames[0], quality, save_all=True, append_images=frames[1:], duration=durations, loop=loop)
        if len(moving) <= LARGEST_DRAWN:
            return moving, _webp(frames[0], QUALITIES[0])
    raise _refused(EMOJI_TOO_MANY_PIXELS)


def _webp(image: Image.Image, quality: int, **options: object) -> bytes:
    file = BytesIO()  # Pillow writes only the metadata it is handed: none
    image.save(file, "WEBP", quality=quality, exact=False, **options)
    return file.getvalue()


def _refused(sentence: str) -> Invalid:
    return Invalid({"picture": sentence})
