"""Pictures for the conversation, drawn again: as large and as sharp as they were, upright, in colours every screen has.

Nothing of what else their files hold is left: where a photo was taken, with what, its former version.
"""

import warnings
from io import BytesIO
from typing import Any, Final

from PIL import Image, JpegImagePlugin

from chatapp.pictures import colours, gif, heif, jpeg, png, webp
from chatapp.pictures.cleaned import SIDES, Cleaned
from chatapp.pictures.drawing import BROKEN, JPEGS, UPRIGHT, orientation
from chatapp.pictures.limits import MOST_PIXELS, MOST_SCANS

FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF", "AVIF", "BMP")
MOST_STILL: Final = 32_000_000  # pixels of any other picture than a JPEG
MOST_MOVING: Final = 400_000_000  # pixels of all frames of a picture that moves
PLAIN_MODES: Final = ("1", "L", "P", "RGB", "RGBA")  # drawn as they are if no profile says more of their colours
LARGE: Final = 8_000_000  # pixels, beyond which a PNG is packed in less time
JPEG_QUALITY, WEBP_QUALITY, THUMBNAIL_QUALITY = 92, 90, 80
REFUSED: Final = (*BROKEN, MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning)


class Refused(ValueError):  # noqa: N818
    """The picture would take too much to draw."""


def clean(content: bytes, *, is_drawn: bool = True) -> tuple[Cleaned, list[bytes]]:
    """Return a picture's new file and its thumbnails. Blocks.

    What cannot be drawn, or with ``is_drawn`` need not be tried, is only taken out of its file, as far as that is read.
    """
    if is_drawn:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about metadata
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            try:
                return _drawn(content)
            except REFUSED:
                pass
    return Cleaned(), [_without_metadata(content)]


def _drawn(content: bytes) -> tuple[Cleaned, list[bytes]]:
    if content.startswith(jpeg.START) and jpeg.scans(content) > MOST_SCANS:
        raise Refused
    with Image.open(BytesIO(content), formats=FORMATS) as image:
        is_jpeg = image.format in JPEGS
        if image.width * image.height > (MOST_PIXELS if is_jpeg else MOST_STILL):
            raise Refused
        if image.format == "GIF" or (getattr(image, "is_animated", False) and image.format in ("WEBP", "PNG")):
            return _moving(image, content)
        return _still(image, content)


def _still(image: Image.Image, content: bytes) -> tuple[Cleaned, list[bytes]]:
    profile, turn = image.info.get("icc_profile"), UPRIGHT.get(orientation(image))
    has_key = "transparency" in image.info and image.mode != "P"
    if profile or has_key or image.mode not in PLAIN_MODES:
        shown = colours.to_srgb(colours.plain(image, content), profile)
    else:
        image.load()
        shown = image
    if turn is not None:
        shown = shown.transpose(turn)
    media_type, file = _encoded(shown, image, content)
    return _with_thumbnails(media_type, file, shown, _sides(shown))


def _moving(image: Image.Image, content: bytes) -> tuple[Cleaned, list[bytes]]:
    """Keep the frames of a picture that moves, as they are, after a look at each.

    A thumbnail stands still: pages would show it of all but a GIF, whose type tells them that it may move.
    """
    frames = getattr(image, "n_frames", 1)
    if frames * image.width * image.height > MOST_MOVING:
        raise Refused
    for number in (*range(frames), 0):
        image.seek(number)
        image.load()
    media_type = Image.MIME[image.format or ""].replace("apng", "png")
    sides = (_sides(image) or list(SIDES[:1])) if image.format == "GIF" else []  # as it is where nothing is to move
    return _with_thumbnails(media_type, _without_metadata(content), image, sides)


def _encoded(shown: Image.Image, image: Image.Image, content: bytes) -> tuple[str, bytes]:
    """Return the new file of what is shown, of the kind of the old one or nearly so."""
    kept: dict[str | tuple[int, int], Any] = {
        name: value for name, value in shown.info.items() if name == "transparency" and shown.mode == "P"
    }
    options: dict[str, Any] = {}
    if image.format in JPEGS:
        kind = "JPEG"
        options = _as_coarse_as(image) if shown.mode == image.mode else {"quality": JPEG_QUALITY}
    elif image.format in ("PNG", "BMP"):
        kind = "PNG"
        options = {"compress_level": 3 if shown.width * shown.height > LARGE else 6}
    else:
        kind = "WEBP"
        options = {"lossless": True} if webp.is_lossless(content) else {"quality": WEBP_QUALITY}
    shown.info = kept  # Pillow would write what else there is
    file = BytesIO()
    shown.save(file, kind, **options)
    return Image.MIME[kind], file.getvalue()


def _as_coarse_as(image: Image.Image) -> dict[str, Any]:
    """Return how a JPEG is packed, so that the new one loses next to nothing."""
    tables = getattr(image, "quantization", None)
    sampling = JpegImagePlugin.get_sampling(image)
    if not tables:
        return {"quality": JPEG_QUALITY}
    return {"qtables": tables, **({"subsampling": sampling} if sampling in (0, 1, 2) else {})}


def _sides(image: Image.Image) -> list[int]:
    return [side for side in SIDES if side < max(image.size)]


def _with_thumbnails(media_type: str, file: bytes, shown: Image.Image, sides: list[int]) -> tuple[Cleaned, list[bytes]]:
    smaller, files = shown, list[bytes]()
    for side in reversed(sides):
        smaller = _smaller(smaller, shown.size, min(side, max(shown.size)))
        packed = BytesIO()
        smaller.save(packed, "WEBP", quality=THUMBNAIL_QUALITY)
        files.append(packed.getvalue())
    return Cleaned(media_type, *shown.size, thumbnails=sides), [file, *reversed(files)]


def _smaller(image: Image.Image, size: tuple[int, int], side: int) -> Image.Image:
    width, height = (max(1, round(length * side / max(size))) for length in size)
    if image.mode not in ("RGB", "RGBA"):
        has_alpha = image.mode in colours.WITH_ALPHA or "transparency" in image.info
        image = image.convert("RGBA" if has_alpha else "RGB")
    small = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    small.info = {}
    return small


def _without_metadata(content: bytes) -> bytes:
    """Return a picture's file without what is no picture, as far as it can be read without decoding it."""
    if content.startswith(jpeg.START):
        return jpeg.without_metadata(jpeg.first_image(content))
    if content.startswith(png.START):
        return png.without_metadata(content, png.FRAMES)
    if content.startswith(gif.START):
        return gif.without_metadata(content)
    if content.startswith(webp.START):
        return webp.without_metadata(content)
    return b"".join(heif.without_metadata(iter([content])))
