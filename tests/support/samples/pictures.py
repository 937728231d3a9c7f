"""Pictures that tests upload, and a look at what became of them."""

from io import BytesIO

from PIL import Image

from chatapp.pictures import jpeg

RED, GREEN, BLUE = (220, 30, 30), (30, 200, 30), (30, 30, 220)
MAKER = 0x010F  # a tag of Exif
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'


def stripes(*colours: tuple[int, int, int], width: int = 300, height: int = 100) -> Image.Image:
    """Paint stripes beside each other."""
    image = Image.new("RGB", (width, height))
    for index, colour in enumerate(colours):
        image.paste(colour, (index * width // len(colours), 0, (index + 1) * width // len(colours), height))
    return image


def is_like(pixel: object, colour: tuple[int, int, int], by: int = 40) -> bool:
    """Say whether a pixel has this colour, nearly."""
    assert isinstance(pixel, tuple)
    return all(abs(have - want) < by for have, want in zip(pixel[:3], colour, strict=True))


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """Return the file of a picture."""
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def opened(content: bytes) -> Image.Image:
    """Return a drawn picture, after checking that it is one."""
    image = Image.open(BytesIO(content))
    assert (image.format, image.size) == ("WEBP", (256, 256))
    image.load()
    return image


def progressive(scans: int, fill: bytes = b"") -> bytes:
    """Return a progressive JPEG whose first scan comes so often; ``fill``: bytes that may stand before a marker."""
    content = saved(stripes(RED, BLUE, width=64, height=64), "JPEG", progressive=True)
    starts = [one.start for one in jpeg.segments(content)]
    first = next(one.start for one in jpeg.segments(content) if one.marker == jpeg.SOS)
    after = starts[starts.index(first) + 1]
    scan = fill + content[first:after]
    return content[:first] + scan * scans + b"\xff\xd9"
