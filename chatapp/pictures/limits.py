"""What a picture may be, and what is told of one that is more. Free of Pillow, which only worker processes load."""

from typing import Final

LARGEST: Final = 5 * 1024 * 1024  # bytes
MOST_PIXELS: Final = 50_000_000  # of a JPEG, which is decoded at a fraction of its size
MOST_DRAWN: Final = 16_000_000  # of any other picture, which takes up to twelve bytes a pixel while it is drawn
MOST_SCANS: Final = 100  # of a JPEG; cameras and editors write about ten
TOO_LARGE: Final = "The picture may have at most 5 MiB."
NO_PICTURE: Final = "This is no picture we can read. Please choose a PNG, JPEG, WebP or GIF file."
TOO_MANY_PIXELS: Final = "The picture is too large: a JPEG may have 50 million pixels, any other picture 16 million."
TOO_COSTLY: Final = "This picture takes too long to read. Save it again as an ordinary JPEG or PNG, then try that."
