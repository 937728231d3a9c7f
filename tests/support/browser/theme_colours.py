"""The theme's colours as numbers: its tokens are read from the style sheet and worked out as a browser does."""

import math
import re
from collections.abc import Iterator, Mapping

from pages.theme import CSS

Colour = tuple[float, float, float]  # linear light
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
VARIABLE = re.compile(r"var\((--[\w-]+)(?:, *([^()]*))?\)")
OKLCH = re.compile(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)")
THEMES = ("light", "dark")


def rules(css: str = CSS) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each rule's selector with its declarations; what is inside of a media query as well."""
    for selector, body in RULE.findall(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)):
        parts = (part.partition(":") for part in body.split(";") if ":" in part)
        yield " ".join(selector.split()), {name.strip(): value.strip() for name, _, value in parts}


def tokens(theme: str, hue: int) -> dict[str, str]:
    """Return the tokens as they are inside of an element with this hue, of a wide screen."""
    found: dict[str, str] = {}
    for wanted in (":root", *(("body.body--dark",) if theme == "dark" else ()), ':root, body, [style*="--h:"]'):
        declared = next(values for selector, values in rules() if selector == wanted)
        found |= {name: value for name, value in declared.items() if name.startswith("--")}
    return {**found, "--h": str(hue)}


def colour(value: str, known: Mapping[str, str]) -> Colour:
    """Return the colour that a value of the style sheet means. Raises ValueError for what is none of our tokens."""
    while found := VARIABLE.search(value):
        value = value.replace(found[0], known.get(found[1], found[2] or "?"))
    matched = OKLCH.fullmatch(value.strip())
    if matched is None:
        raise ValueError(f"not a colour of the theme: {value}")
    return _linear(*map(float, matched.groups()))


def contrast(one: Colour, other: Colour) -> float:
    """Return the ratio by which two colours differ, as WCAG reckons it."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(of: Colour) -> float:
    return 0.2126 * of[0] + 0.7152 * of[1] + 0.0722 * of[2]


def _linear(lightness: float, chroma: float, hue: float) -> Colour:
    """Return linear sRGB, cut off where a screen ends."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short
    return (_within(red), _within(green), _within(blue))


def _within(part: float) -> float:
    return min(1.0, max(0.0, part))
