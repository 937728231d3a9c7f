"""The icons of an installed Chatapp: the workspace's logo, or our own mark, as PNG of each size that systems want."""

import math
from io import BytesIO
from typing import Final

from PIL import Image, ImageChops, ImageDraw

Point = tuple[float, float]

TOUCH: Final = "touch.png"  # of iPhones and iPads
SIDES: Final = {"192.png": 192, "512.png": 512, "maskable-512.png": 512, TOUCH: 180}  # name → pixels
WHOLE: Final = ("maskable-512.png", TOUCH)  # fill their square: the system cuts their corners
GROUND: Final = "#00705f"
PAPER: Final = "#fffdfa"
GRID: Final = 24  # units of a side
CORNER: Final = 6  # the radius of the square's, in units
STROKE: Final = 1.8  # units
FINER: Final = 4  # times as large it is drawn, so that edges are smooth
STEPS: Final = 12  # points of a rounded corner
INSIDE: Final = 0.62  # of the side: what every mask leaves of a square
BUBBLE: Final = ((5.5, 7, 18.5, 16), 1.5)  # its box and the radius of its corners, in units
TAIL: Final = ((12.5, 16), (9, 19), (9, 16))


def app_icon(name: str, logo: bytes = b"") -> bytes:
    """Return an icon as PNG. Blocks for some milliseconds.

    ``name``: one of `SIDES`. ``logo``: a picture that `drawing.draw` made; empty for our own mark.
    """
    side, is_whole = SIDES[name], name in WHOLE
    image = _framed(logo, side, is_whole=is_whole) if logo else _mark(side, is_whole=is_whole)
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _framed(logo: bytes, side: int, *, is_whole: bool) -> Image.Image:
    with Image.open(BytesIO(logo), formats=["WEBP"]) as stored:
        inner = round(side * INSIDE) if is_whole else side
        picture = stored.convert("RGBA").resize((inner, inner), Image.Resampling.LANCZOS)
    if not is_whole:
        picture.putalpha(ImageChops.multiply(picture.getchannel("A"), _rounded(side)))
        return picture
    ground = Image.new("RGBA", (side, side), PAPER)
    at = (side - inner) // 2
    ground.alpha_composite(picture, (at, at))
    return ground.convert("RGB")


def _rounded(side: int) -> Image.Image:
    mask = Image.new("L", (side * FINER, side * FINER))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, *(side * FINER - 1,) * 2), side * FINER * CORNER / GRID, fill=255)
    return mask.resize((side, side), Image.Resampling.LANCZOS)


def _mark(side: int, *, is_whole: bool) -> Image.Image:
    """Draw the mark of `pages.FAVICON`: the outline of a speech bubble on a ground."""
    image = Image.new("RGB", (side * FINER, side * FINER), GROUND)
    draw, unit = ImageDraw.Draw(image), side * FINER / GRID
    outline = [(x * unit, y * unit) for x, y in _bubble()]
    draw.line(outline, fill=PAPER, width=round(STROKE * unit))
    for point in outline:  # joints, all round
        draw.circle(point, STROKE * unit / 2, fill=PAPER)
    small = image.resize((side, side), Image.Resampling.LANCZOS)
    if not is_whole:
        small.putalpha(_rounded(side))
    return small


def _bubble() -> list[Point]:
    """Return the points of the bubble's outline in units, clockwise."""
    (left, top, right, bottom), radius = BUBBLE
    inner_left, inner_top, inner_right, inner_bottom = left + radius, top + radius, right - radius, bottom - radius
    return [
        (inner_left, top),
        *_quarter(inner_right, inner_top, -1),
        *_quarter(inner_right, inner_bottom, 0),
        *TAIL,
        *_quarter(inner_left, inner_bottom, 1),
        *_quarter(inner_left, inner_top, 2),
    ]


def _quarter(x: float, y: float, start: int) -> list[Point]:
    """Return the points of a quarter of a circle. ``start``: in quarters, clockwise from the right."""
    radius = BUBBLE[1]
    angles = (math.pi / 2 * (start + step / STEPS) for step in range(STEPS + 1))
    return [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]
