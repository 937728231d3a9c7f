"""Colours as every screen shows them: profiles converted to sRGB, transparency kept, 16 bits made 8."""

from io import BytesIO
from typing import Final

from PIL import Image, ImageChops, ImageCms

from chatapp.pictures import png

PLAIN: Final = ("L", "RGB", "RGBA")
WITH_ALPHA: Final = ("LA", "PA", "La", "RGBa", "RGBA")
SPACES: Final = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}  # a profile's colour space → the mode it is for
BROKEN_PROFILE: Final = (ImageCms.PyCMSError, OSError, TypeError, ValueError)


def plain(image: Image.Image, content: bytes) -> Image.Image:
    """Return a picture in grey, true colours or CMYK, with the transparency it has. ``content``: its file."""
    if image.mode == "CMYK":
        return image  # a profile, if there is one, knows best how it looks
    if image.mode.startswith("I"):
        return _eight_bits(image)
    if "transparency" in image.info:
        return _scaled_key(image, content).convert("RGBA")
    if image.mode in PLAIN:
        return image
    return image.convert("RGBA" if image.mode in WITH_ALPHA else "RGB")


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return a plain picture in sRGB; ``profile`` says what its colours mean. A broken or unfit one is ignored."""
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colours = image.convert("RGB") if alpha else image
    shown = _converted(colours, profile) if profile else None
    if shown is None:
        shown = colours.convert("RGB")
    if alpha:
        shown.putalpha(alpha)
    return shown


def _converted(image: Image.Image, profile: bytes) -> Image.Image | None:
    try:
        known = ImageCms.ImageCmsProfile(BytesIO(profile))
        mode = SPACES.get(known.profile.xcolor_space.strip())
        if mode is None or (image.mode != mode and (image.mode, mode) != ("L", "RGB")):
            return None
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image.convert(mode), known, srgb, outputMode="RGB")
    except BROKEN_PROFILE:
        return None


def _eight_bits(image: Image.Image) -> Image.Image:
    """Return 16 bits of grey as 8, clear where the picture has its transparent grey."""
    grey = image.convert("I").point(lambda value: value / 256).convert("L")  # Pillow's own way would cut off white
    key = image.info.get("transparency")
    if not isinstance(key, int) or image.mode != "I;16":
        return grey
    low, high = Image.frombytes("LA", image.size, image.tobytes()).split()
    is_key = ImageChops.darker(_where(low, key & 255), _where(high, key >> 8))
    return Image.merge("LA", (grey, ImageChops.invert(is_key))).convert("RGBA")


def _where(channel: Image.Image, value: int) -> Image.Image:
    """Return white where a channel has this value, black elsewhere."""
    return channel.point([255 if level == value else 0 for level in range(256)])


def _scaled_key(image: Image.Image, content: bytes) -> Image.Image:
    """Give the transparent colour of a PNG as many bits as Pillow gives its pixels: always 8."""
    key = image.info["transparency"]
    if not content.startswith(png.START) or image.mode not in ("L", "RGB"):
        return image
    depth = content[png.DEPTH]
    scaled = tuple(_eight_bit(value, depth) for value in (key if isinstance(key, tuple) else (key,)))
    image.info["transparency"] = scaled if isinstance(key, tuple) else scaled[0]
    return image


def _eight_bit(value: int, depth: int) -> int:
    return value >> (depth - 8) if depth > 8 else (value & (2**depth - 1)) * 255 // (2**depth - 1)
