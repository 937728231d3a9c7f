"""What a picture may be, and what is told of one that is more. Free of Pillow, which only worker processes load."""

from typing import Final

LARGEST: Final = 5 * 1024 * 1024  # bytes
MOST_PIXELS: Final = 50_000_000  # of a JPEG, which is decoded at a fraction of its size
MOST_DRAWN: Final = 16_000_000  # of any other picture, which takes up to twelve bytes a pixel while it is drawn
MOST_SCANS: Final = 100  # of a JPEG; cameras and editors write about ten
TOO_LARGE: Final = "The image can be up to 5 MB."
NO_PICTURE: Final = "We can't read this image. Choose a PNG, JPEG, WebP or GIF file."
TOO_MANY_PIXELS: Final = "The image is too large: a JPEG can have up to 50 million pixels, other formats 16 million."
TOO_COSTLY: Final = "This image takes too long to read. Save it as a regular JPEG or PNG and try again."

LARGEST_EMOJI: Final = 256 * 1024  # bytes
MOST_FRAMES: Final = 200  # of an emoji
EMOJI_SIDE: Final = 128  # pixels
EMOJI_TOO_LARGE: Final = "The picture can be up to 256 KB."
NO_EMOJI: Final = "We can't read this picture. Choose a PNG, GIF or WebP file."
EMOJI_TOO_MANY_PIXELS: Final = "The picture is too large. Make it smaller; 128 × 128 pixels are enough."
TOO_MANY_FRAMES: Final = f"An animation can have up to {MOST_FRAMES} frames."
EMOJI_TOO_COSTLY: Final = "This picture takes too long to read. Save it smaller, or with fewer frames."
