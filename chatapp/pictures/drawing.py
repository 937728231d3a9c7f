"""Whatever is uploaded becomes a small square WebP that holds nothing but the picture."""

import struct
import warnings
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Final

from PIL import Image

from chatapp.errors import Invalid
from chatapp.pictures import colours, jpeg, png
from chatapp.pictures.limits import (
    LARGEST,
    MOST_DRAWN,
    MOST_PIXELS,
    MOST_SCANS,
    NO_PICTURE,
    TOO_COSTLY,
    TOO_LARGE,
    TOO_MANY_PIXELS,
)

SIDE: Final = 256  # pixels
QUALITY: Final = 82
FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF")
JPEGS: Final = ("JPEG", "MPO")  # the latter is several JPEGs in one file, of which the first counts
ORIENTATION: Final = 0x0112
UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
BROKEN: Final = (  # Pillow's ways of saying so
    ArithmeticError,
    AssertionError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)

Image.MAX_IMAGE_PIXELS = MOST_PIXELS  # checked as soon as the header is read, before anything is decoded


def draw(content: bytes) -> bytes:
    """Return the middle square of a picture as WebP: 256 × 256 pixels, upright, sRGB, without metadata. Blocks.

    Metadata that is broken is ignored: what counts is whether the pixels are sound.

    Raises:
        Invalid: no picture, or too many bytes, pixels or scans.
    """
    if len(content) > LARGEST:
        raise _refused(TOO_LARGE)
    if content.startswith(jpeg.START) and jpeg.scans(content) > MOST_SCANS:
        raise _refused(TOO_COSTLY)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about metadata
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return _encoded(_first_sound(content))
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise _refused(TOO_MANY_PIXELS) from None


def _first_sound(content: bytes) -> Image.Image:
    """Draw a picture with its metadata, or if that cannot be read, with less of it."""
    reason: Exception | None = None
    for candidate in _with_less_and_less_metadata(content):
        try:
            with Image.open(BytesIO(candidate), formats=FORMATS) as image:
                if image.width * image.height > (MOST_PIXELS if image.format in JPEGS else MOST_DRAWN):
                    raise _refused(TOO_MANY_PIXELS)
                return _square(image, candidate)
        except BROKEN as error:
            reason = error
    raise _refused(NO_PICTURE) from reason


def _with_less_and_less_metadata(content: bytes) -> Iterator[bytes]:
    yield content
    if content.startswith(jpeg.START):
        yield jpeg.without_metadata(content, jpeg.USEFUL)
        yield jpeg.without_metadata(content)
    elif content.startswith(png.START):
        yield png.without_metadata(content, png.USEFUL)
        yield png.without_metadata(content)


def _square(image: Image.Image, content: bytes) -> Image.Image:
    """Return the middle of the first frame, upright. Colours are converted and it is turned last, when it is small."""
    image.draft("RGB", (2 * SIDE, 2 * SIDE))  # a large JPEG is decoded at a fraction of its size
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    square = image.crop((left, top, left + side, top + side))
    small = colours.plain(square, content).resize((SIDE, SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    shown = colours.to_srgb(small, image.info.get("icc_profile"))
    turn = UPRIGHT.get(orientation(image))
    return shown if turn is None else shown.transpose(turn)


def orientation(image: Image.Image) -> int:
    """Return how a picture is to be turned, as its metadata says: a number of `UPRIGHT`, or another for not at all."""
    try:
        found = image.getexif().get(ORIENTATION)
    except BROKEN:
        return 1
    return found if isinstance(found, int) else 1


def _encoded(image: Image.Image) -> bytes:
    file = BytesIO()  # Pillow writes only the metadata it is handed: none
    image.save(file, "WEBP", quality=QUALITY)
    return file.getvalue()


def _refused(sentence: str) -> Invalid:
    return Invalid({"avatar": sentence})
