"""Pictures that tests make emoji of, and making them."""

from io import BytesIO

from PIL import Image, ImageSequence

from chatapp.bootstrap import Chat
from chatapp.identity import Actor
from tests.support.samples.pictures import BLUE, GREEN, RED, saved

COLOURS = (RED, GREEN, BLUE)


def square(colour: tuple[int, int, int] = RED, side: int = 64) -> bytes:
    """Return a PNG of one colour."""
    return saved(Image.new("RGB", (side, side), colour))


def moving(kind: str = "GIF", *, frames: int = 3, side: int = 200, **options: object) -> bytes:
    """Return an animation of so many frames, of three colours in turn."""
    images = [Image.new("RGB", (side, side), COLOURS[index % 3]) for index in range(frames)]
    for index, image in enumerate(images):
        image.putpixel((index % side, 0), (index % 256, 255, 0))  # equal neighbours would become one frame
    return saved(images[0], kind, save_all=True, append_images=images[1:], **options)


def frames_of(content: bytes) -> list[tuple[Image.Image, int]]:
    """Return the frames of a drawn emoji, each with the milliseconds that it is shown."""
    image = Image.open(BytesIO(content))
    assert image.format == "WEBP"
    found = []
    for frame in ImageSequence.Iterator(image):
        frame.load()
        found.append((frame.convert("RGBA"), round(frame.info.get("duration", 0))))
    return found


async def add_emoji(chat: Chat, actor: Actor, name: str, content: bytes = b"") -> str:
    """Add an emoji as a page does; returns its name."""
    return await chat.custom_emojis.add(actor=actor, name=name, content=content or square())
