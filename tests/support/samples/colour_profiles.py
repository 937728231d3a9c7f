"""ICC profiles of colour spaces other than sRGB, written by hand: no package brings any."""

import struct
from typing import Final

Colour = tuple[float, float, float]  # XYZ under D50

DISPLAY_P3: Final[tuple[Colour, Colour, Colour]] = (
    (0.51512, 0.24120, -0.00105),
    (0.29198, 0.69225, 0.04189),
    (0.15710, 0.06657, 0.78407),
)
PROPHOTO: Final[tuple[Colour, Colour, Colour]] = (
    (0.79767, 0.28804, 0.0),
    (0.13519, 0.71188, 0.0),
    (0.03134, 0.00008, 0.82491),
)
SRGB_CURVE: Final = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
D50: Final = (0.9642, 1.0, 0.8249)


def rgb_profile(primaries: tuple[Colour, Colour, Colour], curve: tuple[float, ...] = SRGB_CURVE) -> bytes:
    """Return a profile of three primaries. ``curve``: a gamma, or the five parameters of ICC's curve of type 3."""
    tags = {b"wtpt": _xyz(D50)}
    for name, primary in zip((b"r", b"g", b"b"), primaries, strict=True):
        tags[name + b"XYZ"] = _xyz(primary)
        tags[name + b"TRC"] = _curve(curve)
    return _profile(b"RGB ", tags)


def grey_profile(gamma: float) -> bytes:
    """Return a profile of greys that are darker or brighter than sRGB's."""
    return _profile(b"GRAY", {b"wtpt": _xyz(D50), b"kTRC": _curve((gamma,))})


def _profile(space: bytes, tags: dict[bytes, bytes]) -> bytes:
    table, data, offset = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        table += name + struct.pack(">II", offset + len(data), len(content))
        data += content
    size = offset + len(data)
    header = struct.pack(">I4sI4s4s4s12x4s", size, b"\0" * 4, 0x04300000, b"mntr", space, b"XYZ ", b"acsp")
    illuminant = b"".join(_fixed(part) for part in D50)
    return (header + bytes(28) + illuminant).ljust(128, b"\0") + table + data


def _xyz(colour: Colour) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(_fixed(part) for part in colour)


def _curve(parameters: tuple[float, ...]) -> bytes:
    kind = 0 if len(parameters) == 1 else 3
    return b"para" + bytes(4) + struct.pack(">HH", kind, 0) + b"".join(_fixed(one) for one in parameters)


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))
