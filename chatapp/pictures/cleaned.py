"""What a worker process tells of a picture that it has cleaned. Free of Pillow, which only worker processes load."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

SIDES: Final = (480, 1200)  # of thumbnails: their longest, in pixels


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What the files are that follow: the picture, and a thumbnail for each of ``thumbnails``, its longest side.

    ``media_type``: empty if it could not be drawn; then its file is what is left of it without metadata.
    """

    media_type: str = ""
    width: int | None = None
    height: int | None = None
    thumbnails: Sequence[int] = ()

    def encoded(self) -> bytes:
        """Return it for the pipe."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def decoded(cls, told: bytes) -> "Cleaned":
        """Return what came out of the pipe."""
        return cls(**json.loads(told))
