"""The files that the people of the demo send: a drawing, a table, a text."""

from collections.abc import AsyncIterator
from io import BytesIO
from typing import Final
from uuid import UUID

from PIL import Image, ImageDraw

from chatapp.bootstrap import Chat
from chatapp.identity import Actor

SIZE: Final = (1600, 1000)
PAPER, CARD, LINE, INK, FAINT = "#f4f0e9", "#fffdfa", "#d9d2c6", "#23201b", "#b7ae9f"
ACCENTS: Final = ("#0f766e", "#c2410c", "#6d4fc4")


def content_of(name: str) -> bytes:
    """Return what a file of the demo holds, by its name."""
    if name.endswith(".png"):
        return _drawing()
    if name.endswith(".csv"):
        rows = (f"{2020 + year // 4}-Q{year % 4 + 1},{120 + 14 * year},{(26 - year) / 10}" for year in range(22))
        return "\n".join(("quarter,teams,churn in %", *rows, "")).encode()
    return (
        b"# Queue depth above 10k\n\n- 03:12 alert\n- 03:19 one consumer is stuck on a poison message\n"
        b"- 03:24 message parked, the queue drains\n- 03:31 back to zero\n\n## Next\n\n"
        b"1. Park a message after three tries\n2. Alert at 5k\n"
    )


async def send(chat: Chat, actor: Actor, room_uuid: UUID, name: str, alt: str) -> UUID:
    """Send a file into a room, for a message of the actor's; returns the upload's uuid."""
    content = content_of(name)
    upload = await chat.uploads.begin(
        actor=actor, room_uuid=room_uuid, name=name, size=len(content), client_upload_id=f"demo-{name}", alt=alt
    )
    await chat.uploads.receive(actor=actor, upload_uuid=upload.uuid, offset=0, chunks=_whole(content))
    return upload.uuid


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _drawing() -> bytes:
    """Draw three empty pages beside each other, as a designer would sketch them."""
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    for index, accent in enumerate(ACCENTS):
        left, middle = 60 + index * 500, 60 + index * 500 + 240
        pen.rounded_rectangle((left, 80, left + 480, 920), 28, fill=CARD, outline=LINE, width=3)
        pen.rounded_rectangle((left + 36, 120, left + 220, 144), 12, fill=INK)
        pen.line((left, 180, left + 480, 180), fill=LINE, width=3)
        pen.ellipse((middle - 80, 320, middle + 80, 480), fill=accent)
        pen.rounded_rectangle((middle - 40, 384, middle + 40, 400), 8, fill=CARD)
        pen.rounded_rectangle((middle - 8, 352, middle + 8, 432), 8, fill=CARD)
        pen.rounded_rectangle((middle - 150, 532, middle + 150, 558), 13, fill=INK)
        for line, half in enumerate((180, 130)):
            pen.rounded_rectangle((middle - half, 596 + 38 * line, middle + half, 612 + 38 * line), 8, fill=FAINT)
        pen.rounded_rectangle((middle - 110, 710, middle + 110, 774), 20, fill=accent)
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()
